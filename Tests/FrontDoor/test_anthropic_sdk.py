"""The official anthropic SDK with nothing changed but base URL and token."""

import asyncio

import anthropic
import pytest

MODEL = "claude-sonnet-4"
MESSAGES = [{"role": "user", "content": "Say something."}]
TOOLS = [
    {
        "name": name,
        "description": f"Looks up the {name}.",
        "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    }
    for name in ("weather", "population")
]


@pytest.fixture(scope="module")
def client(house):
    with anthropic.Anthropic(base_url=house.url, api_key=house.token, max_retries=0) as client:
        yield client


def ask(client, model=MODEL, **fields):
    defaults = {"messages": MESSAGES, "max_tokens": 4096}
    return client.messages.create(model=model, **defaults | fields)


def text_of(events):
    deltas = [event.delta for event in events if event.type == "content_block_delta"]
    return "".join(delta.text for delta in deltas if delta.type == "text_delta")


def test_answers(client):
    reply = ask(client, MODEL + "+words=20")
    assert len(reply.content[0].text.split()) == 20
    assert reply.stop_reason == "end_turn"
    assert reply.usage.input_tokens > 0 and reply.usage.output_tokens > 0


def test_streams(client):
    events = list(ask(client, MODEL + "+words=20", stream=True))
    assert events[0].type == "message_start" and events[-1].type == "message_stop"
    assert len(text_of(events).split()) == 20


def test_stream_helper_gathers_message_and_usage(client):
    with client.messages.stream(model=MODEL, messages=MESSAGES, max_tokens=4096) as stream:
        text = "".join(stream.text_stream)
        message = stream.get_final_message()
    assert message.content[0].text == text
    assert message.usage.output_tokens > 0


def test_async_client(house):
    async def calls():
        options = {"base_url": house.url, "api_key": house.token, "max_retries": 0}
        async with anthropic.AsyncAnthropic(**options) as client:
            replies = await asyncio.gather(*(ask(client) for _ in range(20)))
            stream = await ask(client, stream=True)
            return replies, [event async for event in stream]

    replies, events = asyncio.run(calls())
    assert all(reply.usage.output_tokens > 0 for reply in replies)
    assert events[-1].type == "message_stop"


@pytest.mark.parametrize("header", ["authorization", "x-api-key"])
def test_token_in_either_header(house, header):
    """Newer SDKs send a Bearer token, older ones x-api-key."""
    value = f"Bearer {house.token}" if header == "authorization" else house.token
    body = {"model": MODEL, "max_tokens": 64, "messages": MESSAGES}
    headers = {header: value, "anthropic-version": "2023-06-01"}
    reply = house.http.post(house.url + "/v1/messages?beta=true", json=body, headers=headers)
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("count", [1, 2])
def test_tool_calls_make_the_round_trip(client, count):
    first = ask(client, f"{MODEL}+tools={count}", tools=TOOLS)
    uses = [block for block in first.content if block.type == "tool_use"]
    assert first.stop_reason == "tool_use"
    assert len({use.id for use in uses}) == count
    results = [
        {"type": "tool_result", "tool_use_id": use.id, "content": f"{use.name}: {use.input}"}
        for use in uses
    ]
    said = [block.model_dump(exclude_none=True) for block in first.content]
    turns = MESSAGES + [
        {"role": "assistant", "content": said},
        {"role": "user", "content": results},
    ]
    second = ask(client, MODEL, messages=turns, tools=TOOLS, tool_choice={"type": "none"})
    assert second.stop_reason == "end_turn"
    assert second.content[0].text


@pytest.mark.parametrize("count", [1, 2])
def test_streamed_tool_calls(client, count):
    options = {"model": f"{MODEL}+tools={count}", "tools": TOOLS, "max_tokens": 4096}
    with client.messages.stream(messages=MESSAGES, **options) as stream:
        message = stream.get_final_message()
    uses = [block for block in message.content if block.type == "tool_use"]
    assert len(uses) == count
    assert all(
        isinstance(use.input, dict) and use.name in ("weather", "population") for use in uses
    )


def test_lists_models(client):
    assert MODEL in [model.id for model in client.models.list()]
    assert client.models.retrieve(MODEL).id == MODEL


def test_answer_says_call_and_cost(client):
    raw = client.messages.with_raw_response.create(model=MODEL, messages=MESSAGES, max_tokens=64)
    assert raw.headers["bursar-call"]
    assert float(raw.headers["bursar-cost-usd"]) > 0


def refused(client, kind, model=MODEL, **fields):
    with pytest.raises(anthropic.APIStatusError) as caught:
        ask(client, model, **fields)
    error = caught.value
    assert type(error) is kind, repr(error)
    assert error.body["type"] == "error"
    assert error.body["error"]["type"] and error.body["error"]["message"]
    return error


@pytest.mark.parametrize("stream", [False, True])
class TestErrors:
    """Each kind of failure raises the class that the provider's own failure would raise."""

    def test_bad_request(self, client, stream):
        error = refused(client, anthropic.BadRequestError, messages="not a list", stream=stream)
        assert error.body["error"]["type"] == "invalid_request_error"
        assert error.response.headers["x-should-retry"] == "false"

    def test_wrong_token(self, client, stream):
        stranger = client.with_options(api_key="bur_" + "0" * 12 + "_" + "0" * 49)
        error = refused(stranger, anthropic.AuthenticationError, stream=stream)
        assert error.body["error"]["type"] == "authentication_error"
        assert error.response.headers["x-should-retry"] == "false"

    def test_unknown_model(self, client, stream):
        error = refused(client, anthropic.NotFoundError, "nobody-knows-this", stream=stream)
        assert error.body["error"]["type"] == "not_found_error"
        assert error.response.headers["x-should-retry"] == "false"

    def test_unpriced_model(self, house, client, stream):
        house.run("model", "add", "dear-*", "--to", "anth")
        error = refused(client, anthropic.PermissionDeniedError, "dear-model", stream=stream)
        assert error.body["error"]["type"] == "permission_error"
        assert error.response.headers["x-should-retry"] == "false"

    @pytest.mark.parametrize(
        "fault, kind, status",
        [
            ("400", anthropic.BadRequestError, 400),
            ("401", anthropic.InternalServerError, 502),
            ("402", anthropic.InternalServerError, 502),
            ("403", anthropic.InternalServerError, 502),
            ("404", anthropic.NotFoundError, 404),
            ("413", anthropic.ContentTooLargeError, 413),
            ("429+retry=7s", anthropic.RateLimitError, 429),
            ("500", anthropic.OverloadedError, 529),
            ("529", anthropic.OverloadedError, 529),
            ("html", anthropic.InternalServerError, 502),
            ("redirect", anthropic.InternalServerError, 502),
        ],
    )
    def test_upstream_refuses(self, house, client, stream, fault, kind, status):
        model = f"{house.apart('anthropic')}+fault={fault}"
        error = refused(client, kind, model, stream=stream)
        assert error.status_code == status
        assert error.response.headers["bursar-call"]
        if status == 429:
            assert 1 <= int(error.response.headers["retry-after"]) <= 60


def test_error_before_content_is_a_plain_error(house, client):
    """Until the first content nothing is committed: the client sees a status, not a broken stream."""
    model = f"{house.apart('anthropic')}+fault=error-in-stream+after=0"
    refused(client, anthropic.OverloadedError, model, stream=True)


@pytest.mark.parametrize(
    "fault",
    ["error-in-stream+after=8", "cut+after=2500", "reset+after=2500", "no-terminal+after=8"],
)
def test_broken_stream_is_never_a_clean_end(house, client, fault):
    model = f"{house.apart('anthropic')}+words=40+pace=2ms+fault={fault}"
    seen = []
    with pytest.raises(anthropic.APIError):
        for event in ask(client, model, stream=True):
            seen.append(event)
    assert text_of(seen)
    assert not any(event.type == "message_stop" for event in seen)


def test_cut_answer_is_an_error(house, client):
    model = f"{house.apart('anthropic')}+fault=cut+after=100"
    assert ask_fails(client, model).status_code in (502, 529)


def ask_fails(client, model):
    with pytest.raises(anthropic.InternalServerError) as caught:
        ask(client, model)
    return caught.value


def test_hang_up_leaves_the_next_call_alone(client):
    stream = ask(client, MODEL + "+words=500+pace=5ms", stream=True)
    next(iter(stream))
    stream.close()
    assert ask(client).content
