"""Chat completions and responses of the openai SDK."""

import json

import openai

from sdk import Ask, Call, Driver, Reply


class Chat(Driver):
    """openai's chat completions."""

    name = "chat"
    errors = (openai.APIError,)
    stops = {"stop": "end", "length": "length", "tool_calls": "tools", "content_filter": "filter"}

    def __init__(self, url, token):
        self.sdk = openai.OpenAI(base_url=url + "/v1", api_key=token, max_retries=0)

    def arguments(self, model, turns, wish):
        messages = [{"role": "system", "content": wish.system}] if wish.system else []
        for turn in turns:
            messages += self._said(turn)
        fields = {"model": model, "messages": messages}
        if wish.limit:
            fields["max_completion_tokens"] = wish.limit
        if wish.tools:
            functions = [{"name": t.name, "parameters": t.schema} for t in wish.tools]
            fields["tools"] = [{"type": "function", "function": f} for f in functions]
        if wish.choice in ("auto", "none", "required"):
            fields["tool_choice"] = wish.choice
        elif wish.choice:
            fields["tool_choice"] = {"type": "function", "function": {"name": wish.choice}}
        if wish.schema:
            shape = {"name": "answer", "schema": wish.schema, "strict": True}
            fields["response_format"] = {"type": "json_schema", "json_schema": shape}
        if wish.anyJSON:
            fields["response_format"] = {"type": "json_object"}
        if wish.effort:
            fields["reasoning_effort"] = wish.effort
        if wish.stops:
            fields["stop"] = wish.stops
        return fields

    @staticmethod
    def _said(turn):
        if isinstance(turn, Reply):
            return [turn.native]
        if not isinstance(turn, Ask):
            return [
                {"role": "tool", "tool_call_id": call.id, "content": text}
                for call, text in turn.given
            ]
        if not turn.images:
            return [{"role": "user", "content": turn.text}]
        parts = [{"type": "text", "text": turn.text}]
        parts += [{"type": "image_url", "image_url": {"url": data_url(i)}} for i in turn.images]
        return [{"role": "user", "content": parts}]

    def whole(self, fields):
        reply = self.sdk.chat.completions.create(**fields)
        assert reply.object == "chat.completion" and reply.choices[0].index == 0
        message = reply.choices[0].message.model_dump(exclude_none=True)
        return self._reply(message, reply.choices[0].finish_reason, reply.usage)

    def events(self, fields):
        return self.sdk.chat.completions.create(
            **fields, stream=True, stream_options={"include_usage": True}
        )

    def streamed(self, fields):
        message = {"role": "assistant", "content": ""}
        finish, usage, calls = None, None, {}
        for chunk in self.events(fields):
            assert usage is None, "nothing follows the usage"
            usage = chunk.usage
            for choice in chunk.choices:
                delta = choice.delta
                message["content"] += delta.content or ""
                for key in ("refusal", "reasoning_content"):
                    if more := getattr(delta, key, None):
                        message[key] = message.get(key, "") + more
                for piece in delta.tool_calls or []:
                    self._gather(calls, piece)
                finish = choice.finish_reason or finish
        if calls:
            message["tool_calls"] = [calls[index] for index in sorted(calls)]
            assert sorted(calls) == list(range(len(calls)))
        return self._reply(message, finish, usage)

    @staticmethod
    def _gather(calls, piece):
        if piece.index not in calls:
            assert piece.id and piece.function.name, "the first delta of a call names it"
            function = {"name": piece.function.name, "arguments": ""}
            calls[piece.index] = {"id": piece.id, "type": "function", "function": function}
        calls[piece.index]["function"]["arguments"] += piece.function.arguments or ""

    def _reply(self, message, finish, usage):
        calls = [
            Call(c["id"], c["function"]["name"], json.loads(c["function"]["arguments"]))
            for c in message.get("tool_calls", [])
        ]
        if message.get("refusal"):
            finish = "content_filter"
        return Reply(
            text=message.get("content") or message.get("refusal") or "",
            calls=calls,
            stop=self.stops[finish],
            input=usage.prompt_tokens,
            output=usage.completion_tokens,
            thinking=message.get("reasoning_content") or "",
            native=message,
        )


class Responses(Driver):
    """openai's responses."""

    name = "responses"
    errors = (openai.APIError,)

    def __init__(self, url, token):
        self.sdk = openai.OpenAI(base_url=url + "/v1", api_key=token, max_retries=0)

    def arguments(self, model, turns, wish):
        items = []
        for turn in turns:
            items += self._said(turn)
        # Who lets nothing be stored carries the reasoning, encrypted.
        include = ["reasoning.encrypted_content"]
        fields = {"model": model, "input": items, "store": False, "include": include}
        if wish.system:
            fields["instructions"] = wish.system
        if wish.limit:
            fields["max_output_tokens"] = wish.limit
        if wish.tools:
            fields["tools"] = [
                {"type": "function", "name": t.name, "parameters": t.schema, "strict": False}
                for t in wish.tools
            ]
        if wish.choice in ("auto", "none", "required"):
            fields["tool_choice"] = wish.choice
        elif wish.choice:
            fields["tool_choice"] = {"type": "function", "name": wish.choice}
        if wish.schema:
            shape = {"type": "json_schema", "name": "answer", "schema": wish.schema, "strict": True}
            fields["text"] = {"format": shape}
        if wish.anyJSON:
            fields["text"] = {"format": {"type": "json_object"}}
        if wish.effort:
            fields["reasoning"] = {"effort": wish.effort, "summary": "auto"}
        return fields

    @staticmethod
    def _said(turn):
        if isinstance(turn, Reply):
            return turn.native
        if not isinstance(turn, Ask):
            return [
                {"type": "function_call_output", "call_id": call.id, "output": text}
                for call, text in turn.given
            ]
        parts = [{"type": "input_text", "text": turn.text}]
        parts += [{"type": "input_image", "image_url": data_url(i)} for i in turn.images]
        return [{"role": "user", "content": parts}]

    def whole(self, fields):
        return self._reply(self.sdk.responses.create(**fields))

    def events(self, fields):
        return self.sdk.responses.create(**fields, stream=True)

    def streamed(self, fields):
        events = list(self.events(fields))
        assert [event.sequence_number for event in events] == list(range(len(events)))
        last = events[-1]
        assert last.type in ("response.completed", "response.incomplete"), last
        words = "".join(e.delta for e in events if e.type == "response.output_text.delta")
        assert words == last.response.output_text
        opened = [e.output_index for e in events if e.type == "response.output_item.added"]
        closed = [e.item for e in events if e.type == "response.output_item.done"]
        assert opened == list(range(len(closed)))
        assert [item.id for item in closed] == [item.id for item in last.response.output]
        return self._reply(last.response)

    def _reply(self, response):
        text, thinking, calls, refused = "", [], [], False
        for item in response.output:
            if item.type == "function_call":
                calls.append(Call(item.call_id, item.name, json.loads(item.arguments)))
            elif item.type == "reasoning":
                thinking += [part.text for part in item.summary]
            elif item.type == "message":
                for part in item.content:
                    refused = refused or part.type == "refusal"
                    text += part.refusal if part.type == "refusal" else part.text
        stop = "tools" if calls else "filter" if refused else "end"
        if response.status == "incomplete":
            why = response.incomplete_details.reason
            stop = {"max_output_tokens": "length", "content_filter": "filter"}[why]
        return Reply(
            text=text,
            calls=calls,
            stop=stop,
            input=response.usage.input_tokens,
            output=response.usage.output_tokens,
            thinking="\n\n".join(thinking),
            native=[item.model_dump(exclude_none=True) for item in response.output],
        )


def data_url(image):
    """A picture's URL: as it is, or of its own bytes."""
    return image if isinstance(image, str) else f"data:{image[0]};base64,{image[1]}"
