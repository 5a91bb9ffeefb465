"""Proofs of reasoning: kept for clients that can't carry them, never another client's, never in clear (PT-41, PT-42, PT-45)."""

import base64
import json

import pytest

MODELS = {
    "gemini": "gemini-3-flash-stash",
    "anthropic": "claude-sonnet-4-5-stash",
    "openai-responses": "gpt-5.2-stash",
}
SCRIPT = "+reasoning=6+tool"
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}]
# What each provider calls its proof.
PROOF = {"gemini": "thoughtSignature", "anthropic": "signature", "openai-responses": "encrypted_content"}


@pytest.fixture(scope="module")
def stash_house(house):
    """The shared house with a thinking provider of each dialect."""
    for dialect, model in MODELS.items():
        base = "/v1" if dialect.startswith("openai") else ""
        house.add_upstream("stash-" + dialect, dialect, house.sandbox_url + base)
        house.run("model", "add", model + "*", "--to", "stash-" + dialect)
        house.set_price(model + "*", input="1", output="2", cache_read="0.1")
    return house


def ask(house, model, messages, token=None, stream=False):
    reply = house.chat(
        model=model, token=token, messages=messages, tools=TOOLS, reasoning_effort="high", stream=stream
    )
    assert reply.status_code == 200, reply.text
    return streamed(reply.text) if stream else bare(reply.json()["choices"][0]["message"])


def bare(message):
    """A message as clients keep it that know the protocol's own fields only."""
    calls = [
        {"id": c["id"], "type": "function", "function": dict(c["function"])} for c in message["tool_calls"]
    ]
    return {"role": "assistant", "content": message.get("content"), "tool_calls": calls}


def streamed(text):
    """The same, gathered from a stream."""
    content, calls = "", {}
    for line in text.splitlines():
        if not line.startswith("data: {"):
            continue
        for choice in json.loads(line[6:])["choices"]:
            delta = choice["delta"]
            content += delta.get("content") or ""
            for call in delta.get("tool_calls", []):
                known = calls.setdefault(
                    call["index"], {"id": call.get("id"), "function": {"name": "", "arguments": ""}}
                )
                known["function"]["name"] += call["function"].get("name") or ""
                known["function"]["arguments"] += call["function"].get("arguments") or ""
    return bare({"content": content or None, "tool_calls": [calls[i] for i in sorted(calls)]})


def second_turn(first):
    return [
        {"role": "user", "content": "How is it there?"},
        first,
        *({"role": "tool", "tool_call_id": c["id"], "content": "Sunny."} for c in first["tool_calls"]),
    ]


def last_body(house):
    return house.http.get(house.sandbox_url + "/sandbox/last/body").text


def answered(house, model, first, token=None):
    """What the provider is asked in the second turn; the answer isn't looked at."""
    house.chat(
        model=model, token=token, messages=second_turn(first), tools=TOOLS, reasoning_effort="high"
    )
    return last_body(house)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("dialect", MODELS)
def test_proofs_come_back_for_clients_that_cannot_carry_them_PT_41_PT_45(stash_house, dialect, stream):
    model = MODELS[dialect] + SCRIPT
    first = ask(stash_house, model, [{"role": "user", "content": "How is it there?"}], stream=stream)
    reply = stash_house.chat(
        model=model, messages=second_turn(first), tools=TOOLS, reasoning_effort="high"
    )
    assert reply.status_code == 200, reply.text
    assert f'"{PROOF[dialect]}"' in last_body(stash_house)


@pytest.mark.parametrize("dialect", ["gemini", "anthropic"])
def test_proofs_serve_all_keys_of_a_pool(stash_house, dialect):
    stash_house.add_key("stash-" + dialect)
    model = MODELS[dialect] + SCRIPT
    for _ in range(4):
        first = ask(stash_house, model, [{"role": "user", "content": "How is it there?"}])
        assert f'"{PROOF[dialect]}"' in answered(stash_house, model, first)


def test_what_clients_carry_does_not_show_the_key(stash_house):
    model = MODELS["openai-responses"] + SCRIPT
    reply = stash_house.chat(model=model, tools=TOOLS, reasoning_effort="high")
    (detail,) = reply.json()["choices"][0]["message"]["reasoning_details"]
    tag = base64.b64decode(detail["data"])
    assert tag.startswith(b"bursar.1.openai|")
    assert not any(key.encode() in tag for key in stash_house.secrets)


def test_proofs_are_nobody_else_s(stash_house):
    model = MODELS["anthropic"] + SCRIPT
    first = ask(stash_house, model, [{"role": "user", "content": "How is it there?"}])
    assert '"signature"' in answered(stash_house, model, first)
    stash_house.run("client", "add", "stranger")
    other = stash_house.issue_token("stranger")["token"]
    assert '"signature"' not in answered(stash_house, model, first, token=other)


def test_proofs_outlive_a_restart_and_are_never_in_clear_on_disk(new_house):
    house = new_house()
    model = MODELS["gemini"] + SCRIPT
    house.add_upstream("thinker", "gemini", house.sandbox_url)
    house.run("model", "add", "gemini-*", "--to", "thinker")
    house.set_price("gemini-*", input="1", output="2")
    first = ask(house, model, [{"role": "user", "content": "How is it there?"}])
    assert house.stop_gateway() == 0
    house.start_gateway()
    body = answered(house, model, first)
    proof = json.loads(body)["contents"][1]["parts"]
    proof = next(part["thoughtSignature"] for part in proof if "thoughtSignature" in part)
    clear = base64.b64decode(proof + "==")
    call = first["tool_calls"][0]["id"].encode()
    for path in house.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert proof.encode() not in content and clear not in content, path
            assert call not in content, path
    rows = house.ledger("SELECT length(id) AS id, sealed_bytes FROM proof_stash")
    assert rows and all(row["id"] == 16 and row["sealed_bytes"] > 100 for row in rows)


def test_what_was_sealed_for_another_place_is_as_good_as_lost(new_house):
    """An entry that doesn't open is left out; the call goes on without it."""
    import sqlite3

    house = new_house()
    house.add_upstream("thinker", "anthropic", house.sandbox_url)
    house.run("model", "add", "claude-thinks*", "--to", "thinker")
    house.run("price", "set", "claude-thinks*", "--input", "1", "--output", "2")
    model = "claude-thinks" + SCRIPT
    first = ask(house, model, [{"role": "user", "content": "How is it there?"}])
    house.stop_gateway()
    with sqlite3.connect(house.data / "ledger.db") as database:
        database.execute("UPDATE proof_stash SET made_at_ms = made_at_ms + 1")
    database.close()
    house.start_gateway()
    assert '"signature"' not in answered(house, model, first)


TAGGED = base64.b64encode(b"bursar.1.openai|||encrypted|gAAAAxyz").decode()


def test_PT_42_foreign_proofs_are_taken_out_of_what_passes(house):
    messages = [
        {"role": "user", "content": "Hello."},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": TAGGED},
                {"type": "text", "text": "Hi."},
            ],
        },
        {"role": "user", "content": "And now?"},
    ]
    reply = house.message(messages=messages)
    assert reply.status_code == 200, reply.text
    sent = json.loads(last_body(house))["messages"]
    assert sent[1]["content"] == [{"type": "text", "text": "Hi."}]
    assert [sent[0], sent[2]] == [messages[0], messages[2]]
