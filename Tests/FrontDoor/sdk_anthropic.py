"""Messages of the anthropic SDK."""

import anthropic

from sdk import Ask, Call, Driver, Reply


class Messages(Driver):
    """anthropic's messages."""

    name = "messages"
    errors = (anthropic.APIError,)
    stops = {
        "end_turn": "end",
        "stop_sequence": "end",
        "max_tokens": "length",
        "tool_use": "tools",
        "refusal": "filter",
    }

    def __init__(self, url, token):
        self.sdk = anthropic.Anthropic(base_url=url, api_key=token, max_retries=0)

    def arguments(self, model, turns, wish):
        messages = [self._said(turn) for turn in turns]
        fields = {"model": model, "messages": messages, "max_tokens": wish.limit or 4000}
        if wish.system:
            fields["system"] = wish.system
        if wish.tools:
            fields["tools"] = [{"name": t.name, "input_schema": t.schema} for t in wish.tools]
        if wish.choice in ("auto", "none"):
            fields["tool_choice"] = {"type": wish.choice}
        elif wish.choice == "required":
            fields["tool_choice"] = {"type": "any"}
        elif wish.choice:
            fields["tool_choice"] = {"type": "tool", "name": wish.choice}
        if wish.schema:
            shape = {"type": "json_schema", "schema": wish.schema}
            fields.setdefault("output_config", {})["format"] = shape
        if wish.effort:
            fields["thinking"] = {"type": "adaptive", "display": "summarized"}
            fields.setdefault("output_config", {})["effort"] = wish.effort
        if wish.budget:
            fields["thinking"] = {"type": "enabled", "budget_tokens": wish.budget}
        if wish.stops:
            fields["stop_sequences"] = wish.stops
        return fields

    @staticmethod
    def _said(turn):
        if isinstance(turn, Reply):
            return {"role": "assistant", "content": turn.native}
        if isinstance(turn, Ask):
            blocks = [{"type": "image", "source": source(image)} for image in turn.images]
            return {"role": "user", "content": blocks + [{"type": "text", "text": turn.text}]}
        blocks = [
            {"type": "tool_result", "tool_use_id": call.id, "content": text}
            for call, text in turn.given
        ]
        return {"role": "user", "content": blocks}

    def whole(self, fields):
        return self._reply(self.sdk.messages.create(**fields))

    def events(self, fields):
        return self.sdk.messages.create(**fields, stream=True)

    def streamed(self, fields):
        with self.sdk.messages.stream(**fields) as stream:
            events = list(stream)
            final = stream.get_final_message()
        assert events[0].type == "message_start" and events[-1].type == "message_stop"
        opened = [e.index for e in events if e.type == "content_block_start"]
        assert opened == list(range(len(final.content)))
        return self._reply(final)

    def _reply(self, message):
        blocks = message.content
        usage = message.usage
        cached = (usage.cache_read_input_tokens or 0) + (usage.cache_creation_input_tokens or 0)
        return Reply(
            text="".join(block.text for block in blocks if block.type == "text"),
            calls=[Call(b.id, b.name, b.input) for b in blocks if b.type == "tool_use"],
            stop=self.stops[message.stop_reason],
            input=usage.input_tokens + cached,
            output=usage.output_tokens,
            thinking="".join(b.thinking for b in blocks if b.type == "thinking"),
            native=[block.model_dump(exclude_none=True) for block in blocks],
        )


def source(image):
    """A picture's source."""
    if isinstance(image, str):
        return {"type": "url", "url": image}
    return {"type": "base64", "media_type": image[0], "data": image[1]}
