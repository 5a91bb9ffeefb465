"""Writes a small model of the Llama architecture with random weights and a tokenizer: words without sense, but real
inference, real token counts and a real server. About 7 MB, the same each time."""

import sys

import gguf
import numpy

WIDTH, HEADS, LAYERS, INNER, CONTEXT = 256, 4, 2, 512, 2048
WORDS = """the a of to and in is it you that he was for on are with as his they at be this have from or had by word but
not what all were we when your can said there use an each which she do how their if will up other about out many then
them these so some her would make like him into time has look two more write go see number no way could people my than
first water been call who oil its now find long down day did get come made may part""".split()


def vocabulary():
    """Tokens with kind and score, in the form of SentencePiece: bytes for what no piece covers, then pieces; a word's
    beginnings are pieces too, since words are put together from them."""
    kind = gguf.TokenType
    tokens = [("<unk>", kind.UNKNOWN, 0.0), ("<s>", kind.CONTROL, 0.0), ("</s>", kind.CONTROL, 0.0)]
    tokens += [(f"<0x{byte:02X}>", kind.BYTE, 0.0) for byte in range(256)]
    pieces = ["\u2581"] + [chr(code) for code in range(33, 127)] + ["\u2581" + word for word in WORDS]
    for word in WORDS:
        for end in range(1, len(word) + 1):
            pieces += ["\u2581" + word[:end], word[:end]]
    pieces = list(dict.fromkeys(pieces))
    return tokens + [(piece, kind.NORMAL, -float(rank)) for rank, piece in enumerate(pieces)]


def write(path):
    chance = numpy.random.default_rng(7)

    def weights(*shape, scale=0.05):
        return chance.normal(0, scale, shape).astype(numpy.float32)

    tokens = vocabulary()
    ones = numpy.ones(WIDTH, numpy.float32)
    file = gguf.GGUFWriter(path, "llama")
    file.add_name("random")
    file.add_context_length(CONTEXT)
    file.add_embedding_length(WIDTH)
    file.add_block_count(LAYERS)
    file.add_feed_forward_length(INNER)
    file.add_head_count(HEADS)
    file.add_head_count_kv(HEADS)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_dimension_count(WIDTH // HEADS)
    file.add_vocab_size(len(tokens))
    file.add_file_type(gguf.LlamaFileType.ALL_F32)
    file.add_tokenizer_model("llama")
    file.add_tokenizer_pre("default")
    file.add_token_list([text.encode() for text, _, _ in tokens])
    file.add_token_types([kind for _, kind, _ in tokens])
    file.add_token_scores([score for _, _, score in tokens])
    file.add_unk_token_id(0)
    file.add_bos_token_id(1)
    file.add_eos_token_id(2)
    file.add_chat_template(
        "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}assistant:"
    )
    # The first number of a token's vector is large and always the same, so that the last layer can keep the model from
    # saying bytes: what it says is plain text.
    embedding = weights(len(tokens), WIDTH, scale=1.0)
    embedding[:, 0] = 8.0
    output = weights(len(tokens), WIDTH, scale=0.1)
    output[:, 0] = 0.0
    output[: 3 + 256, 0] = -20.0
    file.add_tensor("token_embd.weight", embedding)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        file.add_tensor(block + "attn_norm.weight", ones)
        file.add_tensor(block + "ffn_norm.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            file.add_tensor(block + name + ".weight", weights(WIDTH, WIDTH))
        file.add_tensor(block + "ffn_gate.weight", weights(INNER, WIDTH))
        file.add_tensor(block + "ffn_up.weight", weights(INNER, WIDTH))
        file.add_tensor(block + "ffn_down.weight", weights(WIDTH, INNER))
    file.add_tensor("output_norm.weight", ones)
    file.add_tensor("output.weight", output)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


if __name__ == "__main__":
    write(sys.argv[1])
