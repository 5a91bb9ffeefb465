"""Limits: both sides of each, in each protocol, up the tree, across a restart, and honest about when to come back."""

import threading
import time

import anthropic
import openai
import pytest

import dialects
from dialects import DIALECTS, call, code
from house import House, wait_until

every_dialect = pytest.mark.parametrize("dialect", DIALECTS)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("limits"))
    try:
        house.start()
        house.stems = dialects.furnish(house)
        yield house
    finally:
        house.stop()


def client(house, parent=None, **limits):
    """A client of its own with limits: its name and a token."""
    client.count = getattr(client, "count", 0) + 1
    name = f"limited{client.count}"
    house.run("client", "add", name, *(["--parent", parent] if parent else []))
    limit(house, f"client:{name}", **limits)
    issued = house.issue_token(name)
    return name, issued["token"], issued["id"]


def limit(house, subject, **limits):
    flags = [part for key, value in limits.items() for part in ("--" + key, value)]
    if limits:
        house.run("limit", "set", subject, *flags)


def ask(house, dialect, token, http=None, **fields):
    return call(house, dialect, house.stems[dialect] + fields.pop("model", "-a"), token, http, **fields)


def limit_fields(dialect, answer):
    """(limit, remaining, reset) of requests."""
    if dialect == "anthropic":
        names = [f"anthropic-ratelimit-requests-{part}" for part in ("limit", "remaining", "reset")]
    else:
        names = [f"x-ratelimit-{part}-requests" for part in ("limit", "remaining", "reset")]
    return [answer.headers.get(name) for name in names]


@every_dialect
def test_requests_a_minute(world, dialect):
    _, token, _ = client(world, rpm=3)
    for left in (2, 1, 0):
        answer = ask(world, dialect, token)
        assert answer.status_code == 200, answer.text
        assert limit_fields(dialect, answer)[:2] == ["3", str(left)]
    seen = world.provider_count()
    answer = ask(world, dialect, token)
    assert answer.status_code == 429 and world.provider_count() == seen
    assert 1 <= int(answer.headers["retry-after"]) <= 61
    assert "x-should-retry" not in answer.headers
    assert limit_fields(dialect, answer)[:2] == ["3", "0"]
    expected = "rate_limit_exceeded"
    assert code(dialect, answer) == expected
    explained = world.run("call", "explain", answer.headers["bursar-call"])
    assert "limit.rpm" in [entry["rule"] for entry in explained["rules"]]


@every_dialect
def test_streams_say_what_is_left(world, dialect):
    _, token, _ = client(world, rpm=5)
    fields = {"stream": True}
    path = dialects.path(dialect, world.stems[dialect] + "-a")
    if dialect == "gemini":
        fields, path = {}, path.replace(":generateContent", ":streamGenerateContent") + "?alt=sse"
    answer = world.http.post(
        world.url + path,
        json=dialects.body(dialect, world.stems[dialect] + "-a", **fields),
        headers=dialects.headers(dialect, token),
    )
    assert answer.status_code == 200 and limit_fields(dialect, answer)[:2] == ["5", "4"]


def test_no_limits_no_fields(world):
    _, token, _ = client(world)
    answer = ask(world, "openai-chat", token)
    assert not [name for name in answer.headers if "ratelimit" in name]


@every_dialect
def test_tokens_a_minute_are_reserved_and_corrected(world, dialect):
    for _ in range(5):
        _, token, _ = client(world, tpm=5000)
        began = time.monotonic()
        # Each reserves 4,000 and uses a few dozen: reservations alone would let one pass.
        for _ in range(3):
            assert ask(world, dialect, token, bound=4000).status_code == 200
        answer = ask(world, dialect, token, bound=4960)
        # What was used counts for a minute: a machine that was slower than that says nothing.
        if time.monotonic() - began < 50:
            break
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) >= 1
    never = ask(world, dialect, token, bound=5001)
    assert never.status_code == 429 and never.headers["x-should-retry"] == "false"
    assert "retry-after" not in never.headers


def test_parallel_calls(world):
    _, token, _ = client(world, parallel=2)
    slow = [
        threading.Thread(target=ask, args=(world, "openai-chat", token), kwargs={"model": "+wait=4s"})
        for _ in range(2)
    ]
    for thread in slow:
        thread.start()
    wait_until(
        lambda: len([c for c in world.run("call", "list")["calls"] if c["outcome"] is None]) == 2,
        what="two calls under way",
    )
    answer = ask(world, "openai-chat", token)
    assert answer.status_code == 429 and answer.headers["retry-after"] == "1"
    for thread in slow:
        thread.join()
    for _ in range(3):
        assert ask(world, "openai-chat", token).status_code == 200


def test_parallel_calls_are_given_back_whatever_happens(world):
    _, token, _ = client(world, parallel=1)
    for model in ("+fault=500", "+fault=429", "+fault=cut", "-a", "+fault=400", "-a"):
        answer = ask(world, "openai-chat", token, model=model)
        assert answer.headers.get("retry-after") != "1" or "under way" not in answer.text, model
    assert ask(world, "openai-chat", token).status_code == 200


def test_up_the_tree_and_per_token(world):
    top, _, _ = client(world, rpm=3)
    _, first, _ = client(world, parent=top, rpm=2)
    _, second, second_id = client(world, parent=top)
    statuses = [ask(world, "openai-chat", first).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    # What the child's limit refused cost the parent nothing: one of its three is left.
    statuses = [ask(world, "openai-chat", second).status_code for _ in range(2)]
    assert statuses == [200, 429]
    limit(world, f"token:{second_id}", rpm=100)
    assert ask(world, "openai-chat", second).status_code == 429
    listed = {entry["subject"]: entry["rpm"] for entry in world.run("limit", "list")["limits"]}
    assert listed[f"client:{top}"] == 3 and listed[f"token:{second_id}"] == 100
    world.run("limit", "set", f"client:{top}")
    assert ask(world, "openai-chat", second).status_code == 200


def test_what_policy_or_budget_refuses_costs_nothing(world):
    """AC-11."""
    name, token, _ = client(world, rpm=2)
    for _ in range(5):
        answer = call(world, "openai-chat", "nothing-like-this", token)
        assert answer.status_code == 404
    for _ in range(5):  # Chat's n can't be carried over to Anthropic
        answer = call(world, "openai-chat", world.stems["anthropic"] + "-a", token, bound=50, n=2)
        assert answer.status_code == 400
    world.run("budget", "set", f"client:{name}", "--limit", "0", "--per", "day")
    for _ in range(5):
        assert ask(world, "openai-chat", token).status_code == 429
    (budget,) = [b for b in world.run("budget", "list")["budgets"] if b["subject"] == f"client:{name}"]
    world.run("budget", "remove", budget["id"])
    assert [ask(world, "openai-chat", token).status_code for _ in range(3)] == [200, 200, 429]


def test_repeated_refusals_are_gathered(world):
    name, token, token_id = client(world, rpm=0)
    for _ in range(30):
        answer = ask(world, "openai-chat", token)
        assert answer.status_code == 429 and answer.headers["x-should-retry"] == "false"
    rows = world.ledger(
        "SELECT COUNT(*) AS n FROM call JOIN token ON token.number = call.token "
        f"WHERE token.id = '{token_id}'"
    )
    assert 1 <= rows[0]["n"] <= 2  # one a minute


def test_limits_survive_a_restart(new_house):
    house = new_house()
    _, token, _ = client(house, rpm=3)
    for _ in range(3):
        assert house.chat(token=token).status_code == 200
    house.stop_gateway()
    house.start_gateway()
    assert house.chat(token=token).status_code == 429


def test_the_official_sdks_say_rate_limit(world):
    _, token, _ = client(world, rpm=0)
    model = world.stems["openai-chat"] + "-a"
    with openai.OpenAI(base_url=world.url + "/v1", api_key=token) as sdk:
        began = time.monotonic()
        with pytest.raises(openai.RateLimitError):
            sdk.chat.completions.create(model=model, messages=[{"role": "user", "content": "x"}])
    with anthropic.Anthropic(base_url=world.url, api_key=token) as sdk:
        with pytest.raises(anthropic.RateLimitError):
            sdk.messages.create(
                model=world.stems["anthropic"] + "-a",
                max_tokens=9,
                messages=[{"role": "user", "content": "x"}],
            )
    assert time.monotonic() - began < 5
