"""Odd but real requests, as SDKs and applications send them, at providers of each dialect.

`odd_requests.jsonl` has one a line. `own: false` marks those that the provider of the same protocol would rightly refuse;
`refused` says by which word Bursar refuses one for a provider.
"""

import json
import pathlib

import dialects
import pairs
import pytest

LINES = (pathlib.Path(__file__).parent / "odd_requests.jsonl").read_text().splitlines()
ODD = [json.loads(line) for line in LINES]
ENDS = {
    "openai-chat": ("[DONE]",),
    "openai-responses": ("response.completed", "response.incomplete"),
    "anthropic": ("message_stop",),
    "gemini": ("finishReason",),
}


def post(house, protocol, model, body, stream=False):
    """Sends a body for a model."""
    path = dialects.path(protocol, model)
    body = dict(body)
    if protocol != "gemini":
        body["model"] = model
    if protocol == "anthropic":
        body.setdefault("max_tokens", 200)
    if stream and protocol == "gemini":
        path = path.replace(":generateContent", ":streamGenerateContent?alt=sse")
    elif stream:
        body["stream"] = True
    # in ASCII, since one has half a surrogate pair
    headers = dialects.headers(protocol, house.token) | {"content-type": "application/json"}
    return house.http.post(house.url + path, content=json.dumps(body), headers=headers)


@pytest.mark.parametrize("provider", pairs.BASES)
@pytest.mark.parametrize("protocol", ENDS)
def test_odd_requests_are_answered_or_refused_by_name(pair_house, protocol, provider):
    problems = []
    for place, odd in enumerate(line for line in ODD if line["protocol"] == protocol):
        if protocol == provider and not odd.get("own", True):
            continue
        stream = place % 2 == 1
        is_older = place % 3 == 2 and protocol != provider and "refused" not in odd
        models = pairs.OLDER if is_older else pairs.RECENT
        reply = post(pair_house, protocol, models[provider], odd["body"], stream)
        word = odd.get("refused", {}).get(provider) if protocol != provider else None
        if word is not None:
            right = reply.status_code == 400 and word in reply.text
        else:
            right = reply.status_code == 200
            if stream:
                right = right and any(end in reply.text for end in ENDS[protocol])
        if not right:
            problems.append((odd["name"], stream, reply.status_code, reply.text[:300]))
    assert problems == []


# What a request may name in its provider's storage, and under which name it is refused.
IMAGE = {"type": "image", "source": {"type": "file", "file_id": "file_1"}}
STORED = [
    (
        "openai-chat",
        {"messages": [{"role": "user", "content": [{"type": "file", "file": {"file_id": "f"}}]}]},
        "messages[0].content.file.file_id",
    ),
    (
        "openai-chat",
        {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "audio": {"id": "a"}}]},
        "messages[1].audio.id",
    ),
    ("anthropic", {"messages": [{"role": "user", "content": [IMAGE]}]}, "source.file_id"),
    (
        "anthropic",
        {"messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [IMAGE]}]}]},
        "content.source.file_id",
    ),
    (
        "anthropic",
        {"messages": [{"role": "user", "content": [{"type": "container_upload", "file_id": "f"}]}]},
        "file_id",
    ),
    ("anthropic", {"container": "c_1", "messages": [{"role": "user", "content": "a"}]}, "container"),
    ("anthropic", {"container": {"id": "c_1"}, "messages": [{"role": "user", "content": "a"}]}, "container.id"),
    (
        "openai-responses",
        {"input": [{"type": "code_interpreter_call", "id": "ci", "code": "1", "container_id": "cntr_1"}]},
        "input[0].container_id",
    ),
    (
        "openai-responses",
        {"input": "a", "tools": [{"type": "image_generation", "input_image_mask": {"file_id": "f"}}]},
        "tools[0].input_image_mask.file_id",
    ),
    (
        "openai-responses",
        {"input": "a", "tools": [{"type": "code_interpreter", "container": "cntr_1"}]},
        "tools[0].container",
    ),
    (
        "openai-responses",
        {"input": "a", "tools": [{"type": "code_interpreter", "container": {"type": "auto", "file_ids": ["f"]}}]},
        "tools[0].container.file_ids",
    ),
] + [
    ("gemini", {"contents": [{"parts": [{key: {name: address}}]}]}, name)
    for key, name in (("fileData", "fileUri"), ("file_data", "file_uri"))
    for address in (
        "https://generativelanguage.googleapis.com/v1beta/files/abc",
        "HTTPS://x@GenerativeLanguage.GoogleAPIs.com:443/v1beta/files/abc",
        "https://generativelanguage%2egoogleapis.com/v1beta/files/abc",
        "gs://bucket/object",
        "files/abc",
    )
]  # fmt: skip


@pytest.mark.parametrize("protocol, body, field", STORED)
def test_PT_91_nothing_of_a_providers_storage_is_named_to_it(pair_house, protocol, body, field):
    before = pair_house.provider_count()
    for provider in (protocol, "anthropic" if protocol != "anthropic" else "gemini"):
        reply = post(pair_house, protocol, pairs.RECENT[provider], body)
        assert reply.status_code == 400
        assert field in reply.json()["error"]["message"]
    assert pair_house.provider_count() == before


def test_public_addresses_and_names_of_arguments_pass(pair_house):
    """T17: addresses of the client's pass or are refused; nothing is fetched."""
    parts = [{"fileData": {"fileUri": "https://www.youtube.com/watch?v=x"}}, {"text": "?"}]
    reply = post(pair_house, "gemini", pairs.RECENT["gemini"], {"contents": [{"parts": parts}]})
    assert "isn't supported here" not in reply.text
    properties = {name: {"type": "string"} for name in ("file_id", "container", "audio", "fileUri")}
    schema = {"type": "object", "properties": properties}
    tool = {"type": "function", "function": {"name": "open", "parameters": schema}}
    chat = {"messages": [{"role": "user", "content": "a"}], "tools": [tool]}
    assert post(pair_house, "openai-chat", pairs.RECENT["openai-chat"], chat).status_code == 200
    own = {"messages": chat["messages"], "tools": [{"name": "open", "input_schema": schema}]}
    assert post(pair_house, "anthropic", pairs.RECENT["anthropic"], own).status_code == 200
    flat = {"input": "a", "tools": [{"type": "function", "name": "open", "parameters": schema}]}
    assert post(pair_house, "openai-responses", pairs.RECENT["openai-responses"], flat).status_code == 200


# Messages whose conversation comes from elsewhere.
FOREIGN = "YnVyc2FyLjEub3BlbmFpfHx8ZW5jcnlwdGVkfGc="
CALL = {"type": "tool_use", "id": "call_1", "name": "f", "input": {}}
RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call_1"}]}
ASK = {"role": "user", "content": "a"}


def test_PT_41_a_turn_that_another_provider_began_goes_on_without_thinking(pair_house):
    thinking = {"type": "thinking", "thinking": "hm", "signature": FOREIGN}
    body = {
        "max_tokens": 4000,
        "thinking": {"type": "enabled", "budget_tokens": 2000},
        "tools": [{"name": "f", "input_schema": {"type": "object"}}],
    }
    for content in ([CALL], [thinking, CALL]):
        turns = [ASK, {"role": "assistant", "content": content}, RESULT]
        reply = post(pair_house, "anthropic", pairs.OLDER["anthropic"], body | {"messages": turns})
        assert reply.status_code == 200, reply.text
        assert "thinking" in reply.headers["bursar-dropped"].split(",")
        assert json.loads(pair_house.last_body())["thinking"] == {"type": "disabled"}
        turns += [{"role": "assistant", "content": "b"}, ASK]
        reply = post(pair_house, "anthropic", pairs.OLDER["anthropic"], body | {"messages": turns})
        assert reply.status_code == 200 and "thinking" not in reply.headers.get("bursar-dropped", "")
        assert json.loads(pair_house.last_body())["thinking"] == body["thinking"]


def test_PT_42_a_message_of_foreign_thinking_alone_is_left_out(pair_house):
    thinking = {"type": "thinking", "thinking": "hm", "signature": FOREIGN}
    turns = [ASK, {"role": "assistant", "content": [thinking]}, ASK]
    reply = post(pair_house, "anthropic", pairs.RECENT["anthropic"], {"messages": turns})
    assert reply.status_code == 200, reply.text
    assert json.loads(pair_house.last_body())["messages"] == [ASK, ASK]


@pytest.mark.parametrize("verb", ["input_items", "cancel"])
def test_what_isnt_served_of_stored_responses_is_refused_by_name(pair_house, verb):
    reply = pair_house.http.request(
        "GET" if verb == "input_items" else "POST",
        f"{pair_house.url}/v1/responses/resp_1/{verb}",
        headers=dialects.headers("openai-responses", pair_house.token),
    )
    assert reply.status_code == 404 and verb in reply.json()["error"]["message"]
