"""Embeddings, token counts, stored responses, Gemini's array streams and model lists, with the official SDKs."""

import json
import secrets

import anthropic
import httpx
import openai
import pytest
from google import genai
from google.genai import errors as genai_errors
from google.genai import types

from house import wait_until

PROVIDERS = {
    "openai-chat": "/v1",
    "openai-responses": "/v1",
    "anthropic": "",
    "gemini": "",
}
TEXTS = ["The quick brown fox.", "Grüße aus Köln ✓", "x"]


@pytest.fixture(scope="module")
def models(house):
    """A model of each provider, whose public name says its dialect and isn't the provider's own."""
    for dialect, base in PROVIDERS.items():
        name = "end-" + dialect
        house.add_upstream(name, dialect, house.sandbox_url + base)
        house.run("model", "add", name + "*", "--to", name)
        house.set_price(name + "*", input="3", output="15", **{"cache-read": "0.30"})
    return {dialect: "end-" + dialect for dialect in PROVIDERS}


@pytest.fixture(scope="module")
def gpt(house):
    with openai.OpenAI(base_url=house.url + "/v1", api_key=house.token, max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def claude(house):
    with anthropic.Anthropic(base_url=house.url, api_key=house.token, max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def gemini(house):
    return google(house, house.token)


GOOGLES = {}  # kept: a client that nothing holds closes its connections in the middle of a call


def google(house, token, prefix=""):
    url = house.url + prefix
    if (url, token) not in GOOGLES:
        GOOGLES[url, token] = genai.Client(api_key=token, http_options={"base_url": url})
    return GOOGLES[url, token]


def requests(house):
    """How many requests of any kind have reached the sandbox."""
    return house.sandbox_get("/sandbox/totals")["requests"]


def call_of(house, model):
    """The newest call of a model, as an operator sees it."""
    calls = house.run("call", "list")["calls"]
    return house.run("call", "show", next(c for c in calls if c["model"] == model)["id"])


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def unique(model, words=4):
    """A name of a model that no other test uses."""
    return f"{model}-{secrets.token_hex(4)}+words={words}"


# Embeddings


def by_openai(gpt, model, **fields):
    reply = gpt.embeddings.create(model=model, input=TEXTS, **fields)
    assert [item.index for item in reply.data] == [0, 1, 2]
    assert reply.usage.total_tokens == reply.usage.prompt_tokens > 0
    return [item.embedding for item in reply.data], reply.usage.prompt_tokens


def by_google(gemini, model, **config):
    # One content each: with "gemini" in the model's name the SDK takes bare texts for the parts of one.
    contents = [types.Content(parts=[types.Part(text=text)]) for text in TEXTS]
    reply = gemini.models.embed_content(model=model, contents=contents, config=config)
    return [item.values for item in reply.embeddings], None


ASKERS = {"openai": by_openai, "google": by_google}


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses", "gemini"])
def test_embeddings_in_all_combinations(house, gpt, gemini, models, asker, dialect):
    """The same vectors whoever asks and whoever answers; usage, price and books as for any call."""
    model = unique(models[dialect])
    client = gpt if asker == "openai" else gemini
    vectors, tokens = ASKERS[asker](client, model)
    expected = by_google(gemini, models["gemini"])[0]
    assert len(vectors) == 3 and len(vectors[0]) == 256
    for vector, other in zip(vectors, expected):
        assert vector == pytest.approx(other, rel=1e-6)
    call = call_of(house, model)
    assert call["outcome"] == "ok" and call["endpoint"] == "embeddings"
    (attempt,) = call["attempts"]
    assert attempt["usage_source"] == "reported" and attempt["visible_output_tokens"] == 0
    counted = next(m for m in house.sandbox_get("/sandbox/totals")["models"] if m["model"] == model)
    assert attempt["fresh_input_tokens"] == counted["input_tokens"] > 0
    assert tokens is None or tokens == counted["input_tokens"]
    assert call["cost_nano_usd"] == counted["input_tokens"] * 3000
    assert attempt["hold_nano_usd"] >= call["cost_nano_usd"]


@pytest.mark.parametrize("dialect", ["openai-chat", "gemini"])
def test_embedding_formats_and_dimensions(gpt, gemini, models, dialect):
    floats, _ = by_openai(gpt, models[dialect], encoding_format="float", dimensions=8)
    packed = gpt.embeddings.with_raw_response.create(
        model=models[dialect], input=TEXTS, encoding_format="base64", dimensions=8
    )
    assert isinstance(json.loads(packed.text)["data"][0]["embedding"], str)
    unpacked, _ = by_openai(gpt, models[dialect], dimensions=8)
    others, _ = by_google(gemini, models[dialect], output_dimensionality=8)
    for vector, second, third in zip(floats, unpacked, others):
        assert len(vector) == len(second) == len(third) == 8
        assert vector == pytest.approx(second, rel=1e-6)
        assert vector == pytest.approx(third, rel=1e-6)


def test_one_embedding(house, gpt, models):
    """`:embedContent` gives one vector, in both directions; a bare text is a list of one."""
    one = gpt.embeddings.create(model=models["gemini"], input="one").data[0].embedding
    for dialect in ("gemini", "openai-chat"):
        reply = house.http.post(
            f"{house.url}/gemini/v1beta/models/{models[dialect]}:embedContent",
            json={"content": {"parts": [{"text": "one"}]}},
            headers={"x-goog-api-key": house.token},
        )
        assert reply.status_code == 200 and reply.headers["bursar-call"]
        assert reply.json()["embedding"]["values"] == pytest.approx(one, rel=1e-6)


def test_what_embeddings_lose_is_told(house, models):
    reply = house.http.post(
        f"{house.url}/v1beta/models/{models['openai-chat']}:batchEmbedContents",
        json={
            "requests": [
                {
                    "model": "models/" + models["openai-chat"],
                    "content": {"parts": [{"text": "a"}, {"text": "b"}]},
                    "taskType": "RETRIEVAL_DOCUMENT",
                    "title": "t",
                }
            ]
        },
        headers={"x-goog-api-key": house.token},
    )
    assert reply.status_code == 200
    dropped = reply.headers["bursar-dropped"].split(",")
    assert dropped == [
        "~requests[0].content.parts", "requests[0].taskType", "requests[0].title",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "dialect, body, field",
    [
        ("gemini", {"input": [1, 2, 3]}, "input"),
        ("gemini", {"input": "a", "dimensions": -1}, "dimensions"),
        ("anthropic", {"input": "a"}, "model"),
    ],
)
def test_embeddings_that_cannot_be_carried_are_refused_by_name(house, models, dialect, body, field):
    before = requests(house)
    reply = house.http.post(
        house.url + "/v1/embeddings",
        json={"model": models[dialect]} | body,
        headers=bearer(house.token),
    )
    assert reply.status_code == 400 and reply.headers["bursar-call"]
    error = reply.json()["error"]
    assert error["param"] == field and field in error["message"] + field
    assert requests(house) == before


def test_another_model_inside_is_refused(house, models):
    before = requests(house)
    reply = house.http.post(
        f"{house.url}/v1beta/models/{models['gemini']}:batchEmbedContents",
        json={"requests": [{"model": "models/dear", "content": {"parts": [{"text": "a"}]}}]},
        headers={"x-goog-api-key": house.token},
    )
    assert reply.status_code == 400
    assert "requests[0].model" in reply.json()["error"]["message"]
    assert requests(house) == before


def test_an_alias_is_sent_under_the_providers_name(house, models):
    """In Gemini's bodies the model stands in every request too."""
    house.run("model", "add", "vectors", "--to", "end-gemini/end-gemini-real")
    reply = google(house, house.token).models.embed_content(model="vectors", contents=TEXTS)
    assert len(reply.embeddings) == 3
    sent = json.loads(house.sandbox_get("/sandbox/last")["body"])
    assert {r["model"] for r in sent["requests"]} == {"models/end-gemini-real"}


@pytest.mark.parametrize("dialect", ["openai-chat", "gemini"])
def test_embeddings_without_usage_are_estimated_and_say_so(house, gpt, models, dialect):
    model = unique(models[dialect]).split("+")[0] + "+fault=no-usage"
    raw = gpt.embeddings.with_raw_response.create(model=model, input=TEXTS)
    assert (raw.headers.get("bursar-estimate") == "true") == (dialect == "gemini")
    assert raw.parse().data
    (attempt,) = call_of(house, model)["attempts"]
    assert attempt["usage_source"] == "estimated" and attempt["fresh_input_tokens"] > 0


@pytest.mark.parametrize("dialect", ["openai-chat", "gemini"])
def test_embedding_errors_are_native(house, gpt, gemini, models, dialect):
    model = models[dialect] + "+fault=429"
    with pytest.raises(openai.RateLimitError):
        gpt.embeddings.create(model=model, input="a")
    with pytest.raises(genai_errors.APIError) as caught:
        gemini.models.embed_content(model=model, contents="a")
    assert caught.value.code == 429 and caught.value.status == "RESOURCE_EXHAUSTED"
    with pytest.raises(openai.InternalServerError):
        gpt.embeddings.create(model=models[dialect] + "+fault=html", input="a")


def test_embeddings_are_a_scope_of_their_own(house, gpt, models):
    chat = house.issue_token("shop", "--endpoints", "chat,gemini")["token"]
    vectors = house.issue_token("shop", "--endpoints", "embeddings")["token"]
    before = requests(house)
    with pytest.raises(openai.PermissionDeniedError):
        gpt.with_options(api_key=chat).embeddings.create(model=models["gemini"], input="a")
    with pytest.raises(genai_errors.ClientError) as caught:
        google(house, chat).models.embed_content(model=models["gemini"], contents="a")
    assert caught.value.code == 403
    with pytest.raises(openai.PermissionDeniedError):
        gpt.with_options(api_key=vectors).chat.completions.create(
            model=models["openai-chat"], messages=[{"role": "user", "content": "a"}]
        )
    assert requests(house) == before
    assert gpt.with_options(api_key=vectors).embeddings.create(model=models["gemini"], input="a")
    assert google(house, vectors).models.embed_content(model=models["gemini"], contents="a")


# Counting tokens

SYSTEM = "You are terse."
QUESTION = "How many tokens are these words, more or less?"


def count_by_anthropic(house, token, model):
    with anthropic.Anthropic(base_url=house.url, api_key=token, max_retries=0) as sdk:
        raw = sdk.messages.with_raw_response.count_tokens(
            model=model, system=SYSTEM, messages=[{"role": "user", "content": QUESTION}]
        )
        return raw.headers, raw.parse().input_tokens


def count_by_openai(house, token, model):
    with openai.OpenAI(base_url=house.url + "/v1", api_key=token, max_retries=0) as sdk:
        raw = sdk.responses.input_tokens.with_raw_response.count(
            model=model, instructions=SYSTEM, input=QUESTION
        )
        assert raw.parse().object == "response.input_tokens"
        return raw.headers, raw.parse().input_tokens


def count_by_google(house, token, model):
    reply = google(house, token).models.count_tokens(model=model, contents=QUESTION)
    return httpx.Headers(reply.sdk_http_response.headers), reply.total_tokens


COUNTERS = {
    "anthropic": count_by_anthropic,
    "openai-responses": count_by_openai,
    "gemini": count_by_google,
}


def counted_directly(house, dialect, client):
    """What the sandbox itself counts of the same words."""
    system = {} if client == "gemini" else {"system": SYSTEM}
    if dialect == "anthropic":
        body = system | {"model": "m", "messages": [{"role": "user", "content": QUESTION}]}
        reply = httpx.post(
            house.sandbox_url + "/v1/messages/count_tokens", json=body, headers={"x-api-key": "k"}
        )
    elif dialect == "gemini":
        request = {"model": "models/m", "contents": [{"role": "user", "parts": [{"text": QUESTION}]}]}
        if system:
            request["systemInstruction"] = {"parts": [{"text": SYSTEM}]}
        reply = httpx.post(
            house.sandbox_url + "/v1beta/models/m:countTokens",
            json={"generateContentRequest": request},
            headers={"x-goog-api-key": "k"},
        )
    else:
        body = {"model": "m", "input": QUESTION} | ({"instructions": SYSTEM} if system else {})
        reply = httpx.post(
            house.sandbox_url + "/v1/responses/input_tokens", json=body, headers=bearer("k")
        )
    return next(reply.json()[k] for k in ("input_tokens", "totalTokens") if k in reply.json())


@pytest.mark.parametrize("client", COUNTERS)
@pytest.mark.parametrize("dialect", ["anthropic", "gemini", "openai-responses"])
def test_PT_93_counts_are_asked_of_the_provider(house, models, client, dialect):
    model = unique(models[dialect])
    headers, tokens = COUNTERS[client](house, house.token, model)
    last = house.sandbox_get("/sandbox/last")
    assert any(verb in last["path"] for verb in ("count_tokens", "countTokens", "input_tokens"))
    assert "bursar-estimate" not in headers
    assert tokens == counted_directly(house, dialect, client)
    call = call_of(house, model)
    assert call["id"] == headers["bursar-call"] and call["outcome"] == "ok"
    assert call["endpoint"].endswith(".count") and call["cost_nano_usd"] == 0
    (attempt,) = call["attempts"]
    assert attempt["usage_source"] == "none" and attempt["hold_nano_usd"] == 0
    assert attempt["fresh_input_tokens"] == attempt["visible_output_tokens"] == 0
    assert attempt["key"]
    assert house.run("call", "explain", call["id"])


@pytest.mark.parametrize("client", COUNTERS)
def test_PT_93_an_estimate_is_marked_as_one(house, models, client):
    """Chat has no endpoint that counts: nothing is sent, and a header says what the number is."""
    model = unique(models["openai-chat"])
    before = requests(house)
    headers, tokens = COUNTERS[client](house, house.token, model)
    assert headers["bursar-estimate"] == "true"
    assert 5 <= tokens <= 40
    assert requests(house) == before
    call = call_of(house, model)
    assert call["outcome"] == "ok" and call["cost_nano_usd"] == 0
    assert house.run("call", "explain", call["id"])


@pytest.mark.parametrize("client", COUNTERS)
@pytest.mark.parametrize("dialect", ["anthropic", "gemini", "openai-responses"])
def test_PT_81_a_provider_without_the_endpoint_is_estimated_and_benches_nothing(
    house, models, client, dialect
):
    headers, tokens = COUNTERS[client](house, house.token, models[dialect] + "+fault=404")
    assert headers["bursar-estimate"] == "true" and tokens > 0
    headers, _ = COUNTERS[client](house, house.token, models[dialect])
    assert "bursar-estimate" not in headers


def test_counting_errors_are_native(house, claude, gpt, gemini, models):
    with pytest.raises(anthropic.InternalServerError):
        count_by_anthropic(house, house.token, models["anthropic"] + "+fault=500")
    with pytest.raises(openai.RateLimitError):
        count_by_openai(house, house.token, models["gemini"] + "+fault=429")
    with pytest.raises(anthropic.NotFoundError):
        count_by_anthropic(house, house.token, "nobody-serves-this")
    with pytest.raises(genai_errors.ClientError) as caught:
        count_by_google(house, "bur_wrong", models["gemini"])
    assert caught.value.code == 401


def test_counts_obey_scopes(house, models):
    token = house.issue_token("shop", "--endpoints", "chat")["token"]
    before = requests(house)
    with pytest.raises(anthropic.PermissionDeniedError):
        count_by_anthropic(house, token, models["anthropic"])
    with pytest.raises(openai.PermissionDeniedError):
        count_by_openai(house, token, models["openai-responses"])
    with pytest.raises(genai_errors.ClientError) as caught:
        count_by_google(house, token, models["gemini"])
    assert caught.value.code == 403
    assert requests(house) == before


# Stored responses


@pytest.fixture
def stranger(house):
    """A token of another client."""
    name = "stranger-" + secrets.token_hex(4)
    house.run("client", "add", name)
    return house.issue_token(name)["token"]


def respond(gpt, model, text="Say something.", **fields):
    return gpt.responses.create(model=model, input=text, **fields)


def assert_not_found(call, house, code="response_not_found"):
    """It is 404 in the caller's protocol, and nothing reaches the provider."""
    before = requests(house)
    with pytest.raises(openai.NotFoundError) as caught:
        call()
    assert caught.value.code == code
    assert caught.value.response.headers["x-should-retry"] == "false"
    assert requests(house) == before


@pytest.mark.parametrize("is_stream", [False, True])
def test_PT_91_a_conversation_goes_on_from_a_stored_response(house, gpt, models, is_stream):
    model = models["openai-responses"] + "+words=5"
    if is_stream:
        events = list(respond(gpt, model, stream=True))
        first = events[-1].response
        assert events[0].response.id == first.id
    else:
        first = respond(gpt, model)
    second = respond(gpt, model, "And then?", previous_response_id=first.id)
    assert second.previous_response_id == first.id
    # The provider has read what went before: that counts.
    assert second.usage.input_tokens > first.usage.input_tokens
    third = list(respond(gpt, model, "And?", previous_response_id=second.id, stream=True))
    assert third[-1].type == "response.completed"
    count = gpt.responses.input_tokens.count(
        model=model, input="And?", previous_response_id=second.id
    )
    assert count.input_tokens == third[-1].response.usage.input_tokens


def test_PT_91_a_stored_response_is_fetched_and_deleted(house, gpt, models):
    first = respond(gpt, models["openai-responses"] + "+words=5")
    raw = gpt.responses.with_raw_response.retrieve(first.id)
    assert raw.parse().output_text == first.output_text
    call = house.run("call", "show", raw.headers["bursar-call"])
    assert call["endpoint"] == "responses.get" and call["outcome"] == "ok"
    assert call["cost_nano_usd"] == 0 and call["attempts"][0]["key"]
    assert gpt.responses.delete(first.id) is None
    assert_not_found(lambda: gpt.responses.retrieve(first.id), house)
    assert_not_found(lambda: gpt.responses.delete(first.id), house)


def test_PT_91_a_foreign_or_unknown_id_is_404_and_nothing_is_sent(house, gpt, models, stranger):
    model = models["openai-responses"]
    mine = respond(gpt, model).id
    theirs = gpt.with_options(api_key=stranger)
    colleague = gpt.with_options(api_key=house.issue_token("shop")["token"])
    for client, id in [(theirs, mine), (gpt, "resp_nobody"), (theirs, "resp_nobody")]:
        assert_not_found(lambda: client.responses.retrieve(id), house)
        assert_not_found(lambda: client.responses.delete(id), house)
        assert_not_found(lambda: respond(client, model, previous_response_id=id), house)
        assert_not_found(
            lambda: respond(client, model, previous_response_id=id, stream=True), house
        )
        assert_not_found(
            lambda: client.responses.input_tokens.count(
                model=model, input="a", previous_response_id=id
            ),
            house,
        )
    # Another token of the same client may.
    assert colleague.responses.retrieve(mine).id == mine
    assert respond(colleague, model, previous_response_id=mine).id


def test_what_must_not_be_stored_is_nobodys(house, gpt, models):
    before = house.ledger("SELECT COUNT(*) AS rows FROM stored_response")[0]["rows"]
    id = respond(gpt, models["openai-responses"], store=False).id
    assert_not_found(lambda: gpt.responses.retrieve(id), house)
    # A translated answer is kept by nobody.
    id = respond(gpt, models["gemini"]).id
    assert_not_found(lambda: gpt.responses.retrieve(id), house)
    assert house.ledger("SELECT COUNT(*) AS rows FROM stored_response")[0]["rows"] == before


def test_scopes_hold_for_stored_responses(house, gpt, models):
    id = respond(gpt, models["openai-responses"]).id
    before = requests(house)
    for flags in (["--endpoints", "chat"], ["--models", "gpt-*"]):
        narrow = gpt.with_options(api_key=house.issue_token("shop", *flags)["token"])
        with pytest.raises(openai.PermissionDeniedError):
            narrow.responses.retrieve(id)
        with pytest.raises(openai.PermissionDeniedError):
            narrow.responses.delete(id)
    assert requests(house) == before
    assert gpt.responses.retrieve(id).id == id


@pytest.mark.parametrize("dialect", ["openai-chat", "anthropic", "gemini"])
def test_a_provider_that_keeps_nothing_is_told_clearly(house, gpt, models, dialect):
    id = respond(gpt, models["openai-responses"]).id
    before = requests(house)
    with pytest.raises(openai.BadRequestError) as caught:
        respond(gpt, models[dialect], previous_response_id=id)
    assert caught.value.param == "previous_response_id"
    assert requests(house) == before


@pytest.mark.parametrize(
    "fields, name",
    [
        ({"conversation": "conv_1"}, "conversation"),
        ({"background": True}, "background"),
        ({"prompt": {"id": "pmpt_1"}}, "prompt"),
        (
            {"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "file-1"}]}]},
            "input[0].content.file_id",
        ),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "input[0]"),
        ({"input": [{"id": "msg_1"}]}, "input[0]"),
        ({"input": [{"type": "image_generation_call", "id": "ig_1"}]}, "input[0]"),
        (
            {"tools": [{"type": "file_search", "vector_store_ids": ["vs_1"]}]},
            "tools[0].vector_store_ids",
        ),
    ],
)
def test_other_objects_in_a_providers_storage_are_refused_by_name(house, models, fields, name):
    before = requests(house)
    for path in ("/v1/responses", "/openai/v1/responses/input_tokens"):
        reply = house.http.post(
            house.url + path,
            json={"model": models["openai-responses"], "input": "a"} | fields,
            headers=bearer(house.token),
        )
        assert reply.status_code == 400
        assert reply.json()["error"]["param"] == name
    assert requests(house) == before


def test_PT_91_a_response_stays_with_the_key_that_made_it(house, gpt):
    """Two keys of two organisations: what one of them stored the other can't find."""
    stem = "end-pool-" + secrets.token_hex(3)
    keys = {}
    house.run(
        "upstream", "add", stem, "--dialect", "openai-responses", "--url",
        house.sandbox_url + "/v1", "--allow-private", "--allow-http",
    )  # fmt: skip
    for name in ("orgone", "orgtwo"):
        secret = f"sk-{name}-{secrets.token_hex(16)}"
        keys[name] = house.add_key(stem, secret, "--name", name)
    house.run("model", "add", stem + "*", "--to", stem)
    house.set_price(stem + "*", input="1", output="1")
    # A conversation stays with its key: several are begun, until both keys have some.
    made = []
    while len(made) < 6 or (len({call_key(house, r) for r in made}) < 2 and len(made) < 40):
        made.append(respond(gpt, stem, f"Say {len(made)}."))
    assert {call_key(house, r) for r in made} == set(keys.values())
    for response in made:
        for _ in range(3):
            raw = gpt.responses.with_raw_response.retrieve(response.id)
            attempt = house.run("call", "show", raw.headers["bursar-call"])["attempts"][0]
            assert attempt["key"] == call_key(house, response)
        assert respond(gpt, stem, previous_response_id=response.id).status == "completed"
    # Without the key that made it a response can't be reached; the others still can.
    gone = call_key(house, made[0])
    house.run("key", "revoke", gone)
    for response in made:
        if call_key(house, response) == gone:
            assert_not_found(lambda: gpt.responses.retrieve(response.id), house, "response_gone")
            assert_not_found(
                lambda: respond(gpt, stem, previous_response_id=response.id), house, "response_gone"
            )
        else:
            assert gpt.responses.retrieve(response.id).id == response.id
    house.run("model", "remove", stem + "*")
    left = next(response for response in made if call_key(house, response) != gone)
    assert gpt.responses.retrieve(left.id).id == left.id
    house.run("upstream", "remove", stem)
    assert_not_found(lambda: gpt.responses.retrieve(left.id), house, "response_gone")


def call_key(house, response):
    rows = house.ledger(
        "SELECT upstream_key.id FROM attempt JOIN key_version ON key_version.number = attempt.key_version"
        " JOIN upstream_key ON upstream_key.number = key_version.key"
        f" WHERE attempt.provider_id = '{response.id}' ORDER BY attempt.call, attempt.ordinal"
    )
    return rows[0]["id"]


def test_a_response_belongs_to_its_client_even_if_it_hung_up_or_was_cut_short(house, models):
    """Its id was in the first event: what is settled later must know it."""
    body = {"model": models["openai-responses"] + "+words=3000", "input": "a", "stream": True}
    headers = bearer(house.token)
    with house.http.stream("POST", house.url + "/v1/responses", json=body, headers=headers) as reply:
        for line in reply.iter_lines():
            if line.startswith("data: "):
                id = json.loads(line.removeprefix("data: "))["response"]["id"]
                break
        call = reply.headers["bursar-call"]
    wait_until(lambda: house.run("call", "show", call)["outcome"], what="the settlement")
    assert house.http.get(f"{house.url}/v1/responses/{id}", headers=headers).status_code == 200
    short = body | {"stream": False, "max_output_tokens": 16}
    cut = house.http.post(house.url + "/v1/responses", json=short, headers=headers).json()
    assert cut["status"] == "incomplete"
    reply = house.http.get(f"{house.url}/v1/responses/{cut['id']}", headers=headers)
    assert reply.json()["status"] == "incomplete"


def test_of_a_query_only_include_goes_on(house, gpt, models):
    id = respond(gpt, models["openai-responses"]).id
    path = f"{house.url}/v1/responses/{id}?include[]=reasoning.encrypted_content&include=a%20b&x=y"
    assert house.http.get(path, headers=bearer(house.token)).status_code == 200
    last = house.sandbox_get("/sandbox/last")
    assert (last["method"], last["path"]) == ("GET", f"/v1/responses/{id}")
    assert last["query"] == "include[]=reasoning.encrypted_content" and last["body_bytes"] == 0
    with pytest.raises(openai.BadRequestError) as caught:
        list(gpt.responses.retrieve(id, stream=True))
    assert caught.value.param == "stream"


def test_ownership_outlives_a_kill(new_house):
    """It is committed with the settlement, before the answer's last byte."""
    house = new_house()
    house.add_upstream("resp", "openai-responses", house.sandbox_url + "/v1")
    house.run("model", "add", "resp*", "--to", "resp")
    house.set_price("resp*", input="1", output="1")
    options = {"base_url": house.url + "/v1", "api_key": house.token, "max_retries": 0}
    with openai.OpenAI(**options) as client:
        id = respond(client, "resp").id
    house.kill_gateway()
    house.start_gateway()
    with openai.OpenAI(**options) as client:
        assert client.responses.retrieve(id).id == id
    assert house.run("ledger", "books")["ok"]


# Gemini's stream as an array


def stream_array(house, model, query="", **body):
    return house.http.post(
        f"{house.url}/v1beta/models/{model}:streamGenerateContent{query}",
        json={"contents": [{"role": "user", "parts": [{"text": "Say something."}]}]} | body,
        headers={"x-goog-api-key": house.token},
    )


@pytest.mark.parametrize("dialect", PROVIDERS)
@pytest.mark.parametrize("query", ["", "?alt=json"])
def test_gemini_streams_an_array_without_alt_sse(house, gemini, models, dialect, query):
    model = models[dialect] + "+words=30"
    reply = stream_array(house, model, query)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("application/json")
    elements = reply.json()
    assert len(elements) > 1
    words = "".join(
        part.get("text", "") for e in elements for part in e["candidates"][0]["content"]["parts"]
    )
    events = list(gemini.models.generate_content_stream(model=model, contents="Say something."))
    assert words == "".join(e.text or "" for e in events) and len(words.split()) == 30
    usage = elements[-1]["usageMetadata"]
    assert usage["candidatesTokenCount"] == events[-1].usage_metadata.candidates_token_count


@pytest.mark.parametrize("dialect", PROVIDERS)
def test_gemini_array_errors_are_arrays(house, models, dialect):
    for model, status in [
        (models[dialect] + "+fault=429", 429), ("nobody-serves-this", 404),
        (models[dialect] + "+fault=error-in-stream", 503),
    ]:  # fmt: skip
        reply = stream_array(house, model)
        assert reply.status_code == status, model
        (element,) = reply.json()
        assert element["error"]["code"] == status
    broken = stream_array(house, models[dialect] + "+words=200+fault=cut+after=6000")
    assert broken.status_code == 200
    elements = broken.json()
    assert elements[0]["candidates"] and elements[-1]["error"]["code"] >= 500
    stranger = house.http.post(
        f"{house.url}/v1beta/models/{models[dialect]}:streamGenerateContent",
        json={},
        headers={"x-goog-api-key": "bur_wrong"},
    )
    assert stranger.status_code == 401 and stranger.json()[0]["error"]["status"]


def test_gemini_array_stays_json_while_it_is_kept_alive(new_house):
    """White space keeps it open; a failure after that is the array's only element."""
    house = new_house(deadlines_keepalive="100ms")
    house.add_upstream("slow", "gemini", house.sandbox_url)
    house.run("model", "add", "slow*", "--to", "slow")
    house.set_price("slow*", input="1", output="1")
    good = stream_array(house, "slow+wait=2500ms+words=5")
    assert good.status_code == 200 and good.text.startswith("\n") and good.json()[0]["candidates"]
    bad = stream_array(house, "slow+wait=2500ms+fault=500")
    assert bad.status_code == 200 and bad.json()[0]["error"]["code"] == 503
    broken = stream_array(house, "slow+pace=1500ms+words=3+fault=cut+after=700")
    assert "}\n" in broken.text and "error" in broken.json()[-1]


# Lists of models


def test_models_in_three_shapes(house, models):
    """Only what the token may use, in the shape its SDK reads."""
    names = {"end-listed-a", "end-listed:b"}
    for name in names:
        house.run("model", "add", name, "--to", "end-openai-chat")
    token = house.issue_token("shop", "--models", "end-listed*")["token"]
    gpt = openai.OpenAI(base_url=house.url + "/v1", api_key=token)
    assert {m.id for m in gpt.models.list()} == names
    assert gpt.models.retrieve("end-listed:b").id == "end-listed:b"
    claude = anthropic.Anthropic(base_url=house.url, api_key=token)
    assert {m.id for m in claude.models.list()} == names
    assert claude.models.retrieve("end-listed-a").type == "model"
    gemini = google(house, token)
    assert {m.name for m in gemini.models.list()} == {"models/" + n for n in names}
    assert gemini.models.get(model="end-listed:b").name == "models/end-listed:b"
    for name in ("gpt-4o-mini", "end-listed-nothing-serves"[:12]):
        with pytest.raises(openai.NotFoundError):
            gpt.models.retrieve(name)
        with pytest.raises(anthropic.NotFoundError):
            claude.models.retrieve(name)
        with pytest.raises(genai_errors.ClientError) as caught:
            gemini.models.get(model=name)
        assert caught.value.code == 404


def test_everything_works_behind_its_prefix(house, models):
    options = {"api_key": house.token, "max_retries": 0}
    with openai.OpenAI(base_url=house.url + "/openai/v1", **options) as gpt:
        assert gpt.embeddings.create(model=models["gemini"], input="a").data
        made = respond(gpt, models["openai-responses"])
        assert gpt.responses.retrieve(made.id).id == made.id
        count = gpt.responses.input_tokens.count(model=models["openai-responses"], input="a")
        assert count.input_tokens > 0
        assert gpt.models.list().data
        gpt.responses.delete(made.id)
    with anthropic.Anthropic(base_url=house.url + "/anthropic", **options) as claude:
        messages = [{"role": "user", "content": "a"}]
        assert claude.beta.messages.count_tokens(
            model=models["anthropic"], messages=messages, betas=["token-counting-2024-11-01"]
        ).input_tokens
        sent = dict(house.sandbox_get("/sandbox/last")["headers"])
        assert sent["anthropic-beta"].endswith("token-counting-2024-11-01")
        assert claude.messages.count_tokens(model=models["gemini"], messages=messages).input_tokens
        assert claude.models.list().data
    gemini = google(house, house.token, "/gemini")
    assert gemini.models.count_tokens(model=models["anthropic"], contents="a").total_tokens
    assert gemini.models.embed_content(model=models["openai-chat"], contents="a").embeddings
    assert list(gemini.models.list())


# Bad input

ROUTES = [
    "/v1/embeddings",
    "/v1/messages/count_tokens",
    "/v1/responses/input_tokens",
    "/v1beta/models/{}:countTokens",
    "/v1beta/models/{}:embedContent",
    "/v1beta/models/{}:batchEmbedContents",
    "/v1beta/models/{}:streamGenerateContent",
]
JUNK = [
    b"", b"[]", b"7", b'"x"', b"{", b"{}", b'{"model":7}', b'{"model":"M","model":"M"}',
    b'{"model":"M","input":7,"messages":7,"contents":7,"content":7,"requests":7}',
    b'{"model":"M","input":{},"messages":[7],"contents":[7],"content":{"parts":7},"requests":[7]}',
    b'{"model":"M","input":[null],"messages":[{}],"contents":[{"parts":[7]}],"requests":[{}]}',
    b'{"model":"M","input":["a",7],"messages":[{"role":7}],"content":{"parts":[{"text":7}]}}',
    b'{"model":"M","generateContentRequest":7,"requests":[{"model":7,"content":{"parts":[]}}]}',
]  # fmt: skip


@pytest.mark.parametrize("dialect", PROVIDERS)
@pytest.mark.parametrize("route", ROUTES)
def test_junk_is_refused_and_breaks_nothing(house, models, route, dialect):
    for junk in JUNK:
        reply = house.http.post(
            house.url + route.format(models[dialect]),
            content=junk.replace(b'"M"', json.dumps(models[dialect]).encode()),
            headers={"x-goog-api-key": house.token},
        )
        assert 400 <= reply.status_code < 500, (junk, reply.text)
        answer = reply.json()
        error = (answer[0] if isinstance(answer, list) else answer)["error"]
        assert error["message"] and reply.headers["bursar-call"]


@pytest.mark.parametrize("fault", ["html", "cut+after=20", "bare-error", "failed", "redirect", "500"])
@pytest.mark.parametrize("dialect", ["openai-chat", "gemini"])
def test_what_is_no_answer_is_not_passed_on(house, models, dialect, fault):
    """Whatever the provider sends instead of vectors, the client gets its protocol's error, and the books a row."""
    model = unique(models[dialect]).split("+")[0] + "+fault=" + fault
    body = {"model": model, "input": "a"}
    reply = house.http.post(house.url + "/v1/embeddings", json=body, headers=bearer(house.token))
    assert reply.status_code in (502, 503) and reply.json()["error"]["message"]
    batch = {"requests": [{"model": "models/" + model, "content": {"parts": [{"text": "a"}]}}]}
    path = f"{house.url}/v1beta/models/{model}:batchEmbedContents"
    reply = house.http.post(path, json=batch, headers={"x-goog-api-key": house.token})
    assert reply.status_code in (502, 503) and reply.json()["error"]["status"] == "UNAVAILABLE"
    assert call_of(house, model)["outcome"] == "failed"


# All of it together


def test_usage_equals_the_sandboxs_own_count(new_house):
    """Meter by meter, over embeddings, counts and stored responses of all kinds."""
    house = new_house()
    for dialect, base in PROVIDERS.items():
        house.add_upstream("all-" + dialect, dialect, house.sandbox_url + base)
        house.run("model", "add", f"all-{dialect}*", "--to", "all-" + dialect)
    house.set_price("all-*", input="3.007", output="15.011")
    gemini = google(house, house.token)
    with openai.OpenAI(base_url=house.url + "/v1", api_key=house.token, max_retries=0) as gpt:
        for dialect in ("openai-chat", "openai-responses", "gemini"):
            by_openai(gpt, "all-" + dialect)
            by_google(gemini, "all-" + dialect)
        for dialect in PROVIDERS:
            for count in COUNTERS.values():
                count(house, house.token, "all-" + dialect)
            assert stream_array(house, f"all-{dialect}+words=9").status_code == 200
        first = respond(gpt, "all-openai-responses+words=7")
        second = respond(gpt, "all-openai-responses", "More.", previous_response_id=first.id)
        gpt.responses.retrieve(second.id)
        gpt.responses.delete(second.id)
    totals = house.sandbox_get("/sandbox/totals")
    usage = house.run("usage")["total"]
    assert usage["input_tokens"] == totals["fresh_input_tokens"]
    assert usage["output_tokens"] == totals["output_tokens"]
    assert usage["cost_nano_usd"] > 0
    assert house.run("ledger", "books")["ok"]
