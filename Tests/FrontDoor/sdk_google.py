"""generate_content of the google-genai SDK."""

import base64

from google import genai
from google.genai import errors, types

from sdk import Ask, Call, Driver, Reply


class Gemini(Driver):
    """google-genai's generate_content."""

    name = "gemini"
    errors = (errors.APIError,)
    stops = {"STOP": "end", "MAX_TOKENS": "length", "SAFETY": "filter"}

    def __init__(self, url, token):
        options = types.HttpOptions(base_url=url)
        self.sdk = genai.Client(api_key=token, http_options=options)

    def arguments(self, model, turns, wish):
        config = types.GenerateContentConfig(
            system_instruction=wish.system,
            max_output_tokens=wish.limit,
            stop_sequences=wish.stops,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        )
        if wish.tools:
            functions = [
                types.FunctionDeclaration(name=t.name, parameters_json_schema=t.schema)
                for t in wish.tools
            ]
            config.tools = [types.Tool(function_declarations=functions)]
        if wish.choice:
            modes = {"auto": "AUTO", "none": "NONE"}
            calling = types.FunctionCallingConfig(mode=modes.get(wish.choice, "ANY"))
            if wish.choice not in ("auto", "none", "required"):
                calling.allowed_function_names = [wish.choice]
            config.tool_config = types.ToolConfig(function_calling_config=calling)
        if wish.schema or wish.anyJSON:
            config.response_mime_type = "application/json"
            config.response_json_schema = wish.schema
        if wish.effort:
            config.thinking_config = types.ThinkingConfig(
                thinking_level=wish.effort, include_thoughts=True
            )
        if wish.budget:
            config.thinking_config = types.ThinkingConfig(
                thinking_budget=wish.budget, include_thoughts=True
            )
        contents = [self._said(turn) for turn in turns]
        return {"model": model, "contents": contents, "config": config}

    @staticmethod
    def _said(turn):
        if isinstance(turn, Reply):
            return turn.native
        if isinstance(turn, Ask):
            parts = [picture(image) for image in turn.images]
            return types.UserContent(parts=parts + [types.Part(text=turn.text)])
        parts = [
            types.Part(
                function_response=types.FunctionResponse(
                    id=call.id, name=call.name, response={"output": text}
                )
            )
            for call, text in turn.given
        ]
        return types.UserContent(parts=parts)

    def whole(self, arguments):
        reply = self.sdk.models.generate_content(**arguments)
        return self._reply([reply])

    def events(self, arguments):
        return self.sdk.models.generate_content_stream(**arguments)

    def streamed(self, arguments):
        chunks = list(self.events(arguments))
        finished = [c.candidates[0].finish_reason for c in chunks if c.candidates]
        assert not any(finished[:-1]), "only the last chunk says why"
        return self._reply(chunks)

    def _reply(self, chunks):
        candidates = [chunk.candidates[0] for chunk in chunks if chunk.candidates]
        parts = [part for c in candidates for part in (c.content and c.content.parts or [])]
        usage = chunks[-1].usage_metadata
        calls = [p.function_call for p in parts if p.function_call]
        said = [p for p in parts if p.text]
        stop = "filter"
        if candidates:
            stop = self.stops[candidates[-1].finish_reason.value]
        if calls and stop == "end":
            stop = "tools"
        return Reply(
            text="".join(p.text for p in said if not p.thought),
            calls=[Call(c.id, c.name, c.args or {}) for c in calls],
            stop=stop,
            input=usage.prompt_token_count or 0,
            output=(usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0),
            thinking="".join(p.text for p in said if p.thought),
            native=types.ModelContent(parts=parts) if parts else None,
        )


def picture(image):
    """A picture as a part."""
    if isinstance(image, str):
        return types.Part.from_uri(file_uri=image, mime_type="image/png")
    return types.Part.from_bytes(data=base64.b64decode(image[1]), mime_type=image[0])
