"""The official openai SDK with nothing changed but base URL and token."""

import asyncio
import json

import openai
import pytest

MODEL = "gpt-4o-mini"
MESSAGES = [{"role": "user", "content": "Say something."}]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": f"Looks up the {name}.",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }
    for name in ("weather", "population")
]


@pytest.fixture(scope="module")
def client(house):
    with openai.OpenAI(base_url=house.url + "/v1", api_key=house.token, max_retries=0) as client:
        yield client


def ask(client, model=MODEL, **fields):
    return client.chat.completions.create(model=model, **{"messages": MESSAGES} | fields)


def joined(chunks):
    return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)


def test_answers(client):
    reply = ask(client, MODEL + "+words=20")
    assert len(reply.choices[0].message.content.split()) == 20
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0


def test_streams_without_usage(client):
    """We ask the provider for usage; a client that didn't ask must not see it."""
    chunks = list(ask(client, MODEL + "+words=20", stream=True))
    assert len(joined(chunks).split()) == 20
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert all(chunk.choices for chunk in chunks)
    assert all("usage" not in chunk.model_dump(exclude_unset=True) for chunk in chunks)


def test_streams_with_usage(client):
    options = {"include_usage": True}
    chunks = list(ask(client, MODEL + "+words=20", stream=True, stream_options=options))
    assert len(joined(chunks).split()) == 20
    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens > 0
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_stream_and_answer_say_the_same(client):
    whole = ask(client, MODEL + "+words=50").choices[0].message.content
    assert joined(ask(client, MODEL + "+words=50", stream=True)) == whole


def test_async_client(house):
    async def calls():
        options = {"base_url": house.url + "/v1", "api_key": house.token, "max_retries": 0}
        async with openai.AsyncOpenAI(**options) as client:
            replies = await asyncio.gather(*(ask(client) for _ in range(20)))
            stream = await ask(client, stream=True)
            return replies, [chunk async for chunk in stream]

    replies, chunks = asyncio.run(calls())
    assert all(reply.usage.total_tokens > 0 for reply in replies)
    assert chunks[-1].choices[0].finish_reason == "stop"


@pytest.mark.parametrize("count", [1, 2])
def test_tool_calls_make_the_round_trip(client, count):
    first = ask(client, f"{MODEL}+tools={count}", tools=TOOLS, parallel_tool_calls=count > 1)
    message = first.choices[0].message
    assert first.choices[0].finish_reason == "tool_calls"
    assert len(message.tool_calls) == count
    assert len({call.id for call in message.tool_calls}) == count
    assert all(isinstance(json.loads(call.function.arguments), dict) for call in message.tool_calls)
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": f"{call.function.name}: 7"}
        for call in message.tool_calls
    ]
    turns = MESSAGES + [message.model_dump(exclude_none=True)] + results
    second = ask(client, MODEL, messages=turns, tools=TOOLS, tool_choice="none")
    assert second.choices[0].finish_reason == "stop"
    assert second.choices[0].message.content


@pytest.mark.parametrize("count", [1, 2])
def test_streamed_tool_calls(client, count):
    pieces = {}
    stream = ask(client, f"{MODEL}+tools={count}", tools=TOOLS, stream=True)
    for chunk in stream:
        for call in chunk.choices[0].delta.tool_calls or []:
            piece = pieces.setdefault(call.index, {"id": None, "name": None, "arguments": ""})
            piece["id"] = piece["id"] or call.id
            piece["name"] = piece["name"] or call.function.name
            piece["arguments"] += call.function.arguments or ""
    assert chunk.choices[0].finish_reason == "tool_calls"
    assert len(pieces) == count
    for piece in pieces.values():
        assert piece["id"] and piece["name"] in ("weather", "population")
        json.loads(piece["arguments"])


def test_lists_models(client):
    models = list(client.models.list())
    assert MODEL in [model.id for model in models]
    assert client.models.retrieve(MODEL).id == MODEL


def test_answer_says_call_and_cost(client):
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=MESSAGES)
    assert raw.headers["bursar-call"]
    assert float(raw.headers["bursar-cost-usd"]) > 0
    assert raw.parse().choices


def test_stream_says_call(client):
    calls = client.chat.completions.with_streaming_response
    with calls.create(model=MODEL, messages=MESSAGES, stream=True) as raw:
        assert raw.headers["bursar-call"]
        assert "bursar-cost-usd" not in raw.headers


def refused(client, kind, model=MODEL, **fields):
    with pytest.raises(openai.APIStatusError) as caught:
        ask(client, model, **fields)
    error = caught.value
    assert type(error) is kind, repr(error)
    assert set(error.body) == {"message", "type", "param", "code"}
    assert error.body["message"] and error.body["type"]
    return error


@pytest.mark.parametrize("stream", [False, True])
class TestErrors:
    """Each kind of failure raises the class that the provider's own failure would raise."""

    def test_bad_request(self, client, stream):
        error = refused(client, openai.BadRequestError, messages="not a list", stream=stream)
        assert error.type == "invalid_request_error"
        assert error.response.headers["x-should-retry"] == "false"

    def test_wrong_token(self, house, client, stream):
        stranger = client.with_options(api_key="bur_" + "0" * 12 + "_" + "0" * 49)
        error = refused(stranger, openai.AuthenticationError, stream=stream)
        assert error.response.headers["x-should-retry"] == "false"
        assert house.token[-49:] not in error.response.text

    def test_unknown_model(self, client, stream):
        error = refused(client, openai.NotFoundError, "nobody-knows-this", stream=stream)
        assert error.code == "model_not_found"
        assert "nobody-knows-this" in error.body["message"]
        assert error.response.headers["x-should-retry"] == "false"

    def test_unpriced_model(self, client, stream):
        error = refused(client, openai.PermissionDeniedError, "unpriced-model", stream=stream)
        assert error.code == "policy_violation"
        assert error.response.headers["x-should-retry"] == "false"

    @pytest.mark.parametrize(
        "fault, kind, status",
        [
            ("400", openai.BadRequestError, 400),
            ("401", openai.InternalServerError, 502),
            ("402", openai.InternalServerError, 502),
            ("403", openai.InternalServerError, 502),
            ("404", openai.NotFoundError, 404),
            ("422", openai.UnprocessableEntityError, 422),
            ("429+retry=7s", openai.RateLimitError, 429),
            ("500", openai.InternalServerError, 503),
            ("503", openai.InternalServerError, 503),
            ("529", openai.InternalServerError, 503),
            ("html", openai.InternalServerError, 502),
            ("redirect", openai.InternalServerError, 502),
        ],
    )
    def test_upstream_refuses(self, house, client, stream, fault, kind, status):
        model = f"{house.apart()}+fault={fault}"
        error = refused(client, kind, model, stream=stream)
        assert error.status_code == status
        assert error.response.headers["bursar-call"]
        if status == 429:
            assert 1 <= int(error.response.headers["retry-after"]) <= 60


def test_error_before_content_is_a_plain_error(house, client):
    """Until the first content nothing is committed: the client sees a status, not a broken stream."""
    model = f"{house.apart()}+fault=error-in-stream+after=0"
    refused(client, openai.InternalServerError, model, stream=True)


@pytest.mark.parametrize(
    "fault",
    ["error-in-stream+after=8", "cut+after=2500", "reset+after=2500", "no-terminal+after=8"],
)
def test_broken_stream_is_never_a_clean_end(house, client, fault):
    stream = ask(client, f"{house.apart()}+words=40+pace=2ms+fault={fault}", stream=True)
    seen = []
    with pytest.raises(openai.APIError):
        for chunk in stream:
            seen.append(chunk)
    assert joined(seen)
    assert not any(chunk.choices[0].finish_reason for chunk in seen)


def test_cut_answer_is_an_error(house, client):
    error = refused(client, openai.InternalServerError, f"{house.apart()}+fault=cut+after=100")
    assert error.status_code in (502, 503)


def test_hang_up_leaves_the_next_call_alone(client):
    stream = ask(client, MODEL + "+words=500+pace=5ms", stream=True)
    next(iter(stream))
    stream.close()
    assert ask(client).choices
