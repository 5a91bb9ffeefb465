"""Sixteen pairs: the official SDKs of four protocols, each in front of providers of all four."""

import json

import anthropic
import openai
import pytest
from google import genai
from google.genai import errors as genai_errors
from google.genai import types

PROVIDERS = {
    "openai-chat": "/v1",
    "openai-responses": "/v1",
    "anthropic": "",
    "gemini": "",
}
SYSTEM = "You are terse."
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


@pytest.fixture(scope="module")
def models(house):
    """A model of each provider, whose public name says its dialect."""
    for dialect, base in PROVIDERS.items():
        name = "pair-" + dialect
        house.add_upstream(name, dialect, house.sandbox_url + base)
        house.run("model", "add", name + "*", "--to", name)
        house.set_price(name + "*", input="3", output="15", **{"cache-read": "0.30"})
    return {dialect: "pair-" + dialect for dialect in PROVIDERS}


class Chat:
    """openai's chat completions."""

    def __init__(self, house):
        self.sdk = openai.OpenAI(base_url=house.url + "/v1", api_key=house.token, max_retries=0)
        self.errors = (openai.APIError,)

    def _ask(self, model, text, **more):
        messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}]
        return self.sdk.chat.completions.create(model=model, messages=messages, **more)

    def whole(self, model, text):
        reply = self._ask(model, text)
        return (
            reply.choices[0].message.content,
            reply.usage.prompt_tokens,
            reply.usage.completion_tokens,
        )

    def stream(self, model, text):
        chunks = list(self._ask(model, text, stream=True, stream_options={"include_usage": True}))
        words = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        return words, chunks[-1].usage.prompt_tokens, chunks[-1].usage.completion_tokens

    def tool(self, model):
        tools = [{"type": "function", "function": {"name": "weather", "parameters": CITY}}]
        messages = [{"role": "user", "content": "How is it there?"}]
        first = self.sdk.chat.completions.create(
            model=model, messages=messages, tools=tools, tool_choice="required"
        ).choices[0]
        assert first.finish_reason == "tool_calls"
        call = first.message.tool_calls[0]
        assert call.function.name == "weather" and "city" in json.loads(call.function.arguments)
        messages += [
            first.message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "Sunny."},
        ]
        reply = self.sdk.chat.completions.create(model=model, messages=messages, tools=tools)
        assert reply.choices[0].finish_reason == "stop"
        return reply.choices[0].message.content


class Responses:
    """openai's responses."""

    def __init__(self, house):
        self.sdk = openai.OpenAI(base_url=house.url + "/v1", api_key=house.token, max_retries=0)
        self.errors = (openai.APIError,)

    def whole(self, model, text):
        reply = self.sdk.responses.create(model=model, instructions=SYSTEM, input=text)
        assert reply.status == "completed"
        return reply.output_text, reply.usage.input_tokens, reply.usage.output_tokens

    def stream(self, model, text):
        events = list(
            self.sdk.responses.create(model=model, instructions=SYSTEM, input=text, stream=True)
        )
        assert [e.sequence_number for e in events] == list(range(len(events)))
        assert events[-1].type == "response.completed"
        words = "".join(e.delta for e in events if e.type == "response.output_text.delta")
        usage = events[-1].response.usage
        assert words == events[-1].response.output_text
        return words, usage.input_tokens, usage.output_tokens

    def tool(self, model):
        tools = [{"type": "function", "name": "weather", "parameters": CITY, "strict": False}]
        items = [{"role": "user", "content": "How is it there?"}]
        first = self.sdk.responses.create(
            model=model, input=items, tools=tools, tool_choice="required"
        )
        call = next(item for item in first.output if item.type == "function_call")
        assert call.name == "weather" and "city" in json.loads(call.arguments)
        items += [item.model_dump(exclude_none=True) for item in first.output]
        items.append({"type": "function_call_output", "call_id": call.call_id, "output": "Sunny."})
        return self.sdk.responses.create(model=model, input=items, tools=tools).output_text


class Messages:
    """anthropic's messages."""

    def __init__(self, house):
        self.sdk = anthropic.Anthropic(base_url=house.url, api_key=house.token, max_retries=0)
        self.errors = (anthropic.APIError,)

    def _arguments(self, model, text):
        return {
            "model": model,
            "max_tokens": 500,
            "system": SYSTEM,
            "messages": [{"role": "user", "content": text}],
        }

    def whole(self, model, text):
        reply = self.sdk.messages.create(**self._arguments(model, text))
        assert reply.stop_reason == "end_turn"
        return reply.content[0].text, reply.usage.input_tokens, reply.usage.output_tokens

    def stream(self, model, text):
        with self.sdk.messages.stream(**self._arguments(model, text)) as stream:
            words = "".join(stream.text_stream)
            final = stream.get_final_message()
        assert final.content[0].text == words
        return words, final.usage.input_tokens, final.usage.output_tokens

    def tool(self, model):
        tools = [{"name": "weather", "input_schema": CITY}]
        messages = [{"role": "user", "content": "How is it there?"}]
        first = self.sdk.messages.create(
            model=model,
            max_tokens=500,
            messages=messages,
            tools=tools,
            tool_choice={"type": "any"},
        )
        assert first.stop_reason == "tool_use"
        call = next(block for block in first.content if block.type == "tool_use")
        assert call.name == "weather" and "city" in call.input
        messages += [
            {
                "role": "assistant",
                "content": [b.model_dump(exclude_none=True) for b in first.content],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "Sunny."}],
            },
        ]
        reply = self.sdk.messages.create(
            model=model, max_tokens=500, messages=messages, tools=tools
        )
        return reply.content[0].text


class Gemini:
    """google-genai's generate_content."""

    def __init__(self, house):
        self.sdk = genai.Client(
            api_key=house.token, http_options=types.HttpOptions(base_url=house.url)
        )
        self.errors = (genai_errors.APIError,)

    def whole(self, model, text):
        reply = self.sdk.models.generate_content(
            model=model, contents=text, config={"system_instruction": SYSTEM}
        )
        usage = reply.usage_metadata
        return reply.text, usage.prompt_token_count, usage.candidates_token_count

    def stream(self, model, text):
        chunks = list(
            self.sdk.models.generate_content_stream(
                model=model, contents=text, config={"system_instruction": SYSTEM}
            )
        )
        usage = chunks[-1].usage_metadata
        words = "".join(chunk.text or "" for chunk in chunks)
        return words, usage.prompt_token_count, usage.candidates_token_count

    def tool(self, model):
        declaration = types.FunctionDeclaration(name="weather", parameters_json_schema=CITY)
        config = types.GenerateContentConfig(
            tools=[types.Tool(function_declarations=[declaration])],
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        )
        must = config.model_copy(
            update={
                "tool_config": types.ToolConfig(
                    function_calling_config=types.FunctionCallingConfig(mode="ANY")
                )
            }
        )
        contents = [types.UserContent(parts=[types.Part(text="How is it there?")])]
        first = self.sdk.models.generate_content(model=model, contents=contents, config=must)
        call = first.function_calls[0]
        assert call.name == "weather" and "city" in call.args
        response = types.FunctionResponse(id=call.id, name=call.name, response={"output": "Sunny."})
        contents += [
            first.candidates[0].content,
            types.UserContent(parts=[types.Part(function_response=response)]),
        ]
        return self.sdk.models.generate_content(model=model, contents=contents, config=config).text


CLIENTS = {"chat": Chat, "responses": Responses, "messages": Messages, "gemini": Gemini}

pairs = pytest.mark.parametrize("provider", PROVIDERS)


@pytest.fixture(scope="module", params=CLIENTS)
def client(house, request):
    return CLIENTS[request.param](house)


@pairs
def test_whole_and_streamed_say_the_same(client, provider, models):
    model = models[provider] + "+words=25"
    whole = client.whole(model, 'Tell me about héllo ✓ and "quotes".')
    assert len(whole[0].split()) == 25
    assert whole[1] > 0 and whole[2] == 25
    assert client.stream(model, 'Tell me about héllo ✓ and "quotes".') == whole


@pairs
def test_tools_there_and_back(client, provider, models):
    assert client.tool(models[provider])


@pairs
@pytest.mark.parametrize("fault", ["400", "401", "429", "500", "529", "error-in-stream", "html"])
def test_faults_are_the_sdk_s_own(client, provider, models, fault):
    model = f"{models[provider]}+fault={fault}"
    ask = client.stream if fault == "error-in-stream" else client.whole
    with pytest.raises(client.errors):
        ask(model, "hello")


@pairs
@pytest.mark.parametrize("fault", ["cut+after=400", "no-terminal+after=3"])
def test_broken_streams_are_no_clean_ends(client, provider, models, fault):
    with pytest.raises(Exception):
        client.stream(f"{models[provider]}+words=60+fault={fault}", "hello")


def test_the_ledger_counts_what_the_providers_counted(client, house, models):
    """Whoever asked: the disjoint meters of the books are the provider's own numbers."""
    before = {t["model"]: t for t in house.sandbox_get("/sandbox/totals")["models"]}
    for dialect, model in models.items():
        name = f"{model}+words=7+cached=30+reasoning=5"
        client.whole(name, "Count this.")
        client.stream(name, "Count this.")
    after = {t["model"]: t for t in house.sandbox_get("/sandbox/totals")["models"]}
    booked = {row["model"]: row for row in house.run("usage", "--by", "model")["rows"]}
    for model in models.values():
        name = f"{model}+words=7+cached=30+reasoning=5"
        served, row = after[name], booked[name]
        assert served["calls"] == row["calls"] > before.get(name, {"calls": 0})["calls"]
        assert row["output_tokens"] == served["output_tokens"]
        assert row["cache_read_tokens"] == served["cached_tokens"]
    assert house.run("ledger", "books")["ok"]
