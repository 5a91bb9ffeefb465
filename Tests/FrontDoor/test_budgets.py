"""Budgets: exact to the nano-dollar, up the tree, whatever runs in parallel, hangs up or crashes."""

import asyncio

import anthropic
import httpx
import openai
import pytest

import dialects
from dialects import DIALECTS, SEARCHES, call, code
from house import CommandFailed, House, wait_until

every_dialect = pytest.mark.parametrize("dialect", DIALECTS)
# Input is free and output costs ten dollars a million: a bound of 1,000 holds one cent.
CENT = 10_000_000


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("budgets"))
    try:
        house.start()
        house.stems = dialects.furnish(house)
        yield house
        books = house.run("ledger", "books")
        assert books["ok"], books
    finally:
        house.stop()


def client(house, parent=None):
    client.count = getattr(client, "count", 0) + 1
    name = f"spender{client.count}"
    house.run("client", "add", name, *(["--parent", parent] if parent else []))
    issued = house.issue_token(name)
    return name, issued["token"], issued["id"]


def budget(house, subject, limit, per="total", *flags):
    return house.run("budget", "set", subject, "--limit", limit, "--per", per, *flags)


def stand(house, subject, per="total"):
    """(spent, held) of a budget in nano-dollars."""
    (found,) = [
        b for b in house.run("budget", "list")["budgets"] if (b["subject"], b["per"]) == (subject, per)
    ]
    return found["spent_nano_usd"], found["held_nano_usd"]


def ask(house, dialect, token, bound=1000, model="-a", http=None, **fields):
    return call(house, dialect, house.stems[dialect] + model, token, http, bound=bound, **fields)


@every_dialect
def test_both_sides_of_the_border(world, dialect):
    """AC-10."""
    name, token, _ = client(world)
    budget(world, f"client:{name}", "0.01")
    seen = world.provider_count()
    answer = ask(world, dialect, token, bound=1001)
    assert answer.status_code == 429 and world.provider_count() == seen
    assert answer.headers["x-should-retry"] == "false" and "retry-after" not in answer.headers
    assert code(dialect, answer) == "insufficient_quota"
    rules = world.run("call", "explain", answer.headers["bursar-call"])["rules"]
    assert any(entry["rule"].startswith("budget.") for entry in rules)
    answer = ask(world, dialect, token, bound=1000)
    assert answer.status_code == 200, answer.text
    spent, held = stand(world, f"client:{name}")
    assert held == 0 and 0 < spent < CENT
    assert answer.headers["bursar-cost-usd"] and spent == round(
        float(answer.headers["bursar-cost-usd"]) * 1e9
    )
    # What is left is less than a cent now.
    assert ask(world, dialect, token, bound=1000).status_code == 429
    left = (CENT - spent) // 10_000
    assert ask(world, dialect, token, bound=left + 1).status_code == 429
    assert ask(world, dialect, token, bound=left).status_code == 200


def test_a_thousand_in_parallel_against_room_for_ten(world):
    """AC-07, AC-08: T31: ten are served, nothing is overdrawn, no hold is left."""
    name, token, _ = client(world)
    budget(world, f"client:{name}", "0.109")
    # Each uses all that it held, so there is room for ten however slowly they come.
    model = world.stems["openai-chat"] + "+words=2000+wait=2s"
    seen = world.provider_count()

    async def all_of_them():
        limits = httpx.Limits(max_connections=250)
        async with httpx.AsyncClient(timeout=120, limits=limits) as http:
            async def one():
                answer = await http.post(
                    world.url + "/v1/chat/completions",
                    json=dialects.body("openai-chat", model, bound=1000),
                    headers=dialects.headers("openai-chat", token),
                )
                return answer.status_code, answer.headers.get("x-should-retry")

            return await asyncio.gather(*(one() for _ in range(1000)))

    answers = asyncio.run(all_of_them())
    assert sorted(set(answers), key=str) == [(200, None), (429, "false")]
    assert answers.count((200, None)) == 10
    assert world.provider_count() - seen == 10
    spent, held = stand(world, f"client:{name}")
    assert held == 0 and spent == 10 * CENT
    assert world.run("ledger", "books")["ok"]


@every_dialect
def test_the_sdks_own_quota_error_and_no_retry(world, dialect):
    name, token, _ = client(world)
    budget(world, f"client:{name}", "0")
    before = len(world.ledger("SELECT id FROM call"))
    model = world.stems[dialect] + "-a"
    if dialect == "openai-chat":
        with openai.OpenAI(base_url=world.url + "/v1", api_key=token) as sdk:
            with pytest.raises(openai.RateLimitError) as failure:
                sdk.chat.completions.create(model=model, messages=[{"role": "user", "content": "x"}])
            assert failure.value.code == "insufficient_quota"
    elif dialect == "openai-responses":
        with openai.OpenAI(base_url=world.url + "/v1", api_key=token) as sdk:
            with pytest.raises(openai.RateLimitError):
                sdk.responses.create(model=model, input="x")
    elif dialect == "anthropic":
        with anthropic.Anthropic(base_url=world.url, api_key=token) as sdk:
            with pytest.raises(anthropic.RateLimitError):
                sdk.messages.create(
                    model=model, max_tokens=9, messages=[{"role": "user", "content": "x"}]
                )
    else:
        from google import genai

        options = genai.types.HttpOptions(base_url=world.url)
        sdk = genai.Client(api_key=token, http_options=options)
        with pytest.raises(genai.errors.ClientError) as failure:
            sdk.models.generate_content(model=model, contents="x")
        assert failure.value.code == 429 and failure.value.status == "RESOURCE_EXHAUSTED"
    assert len(world.ledger("SELECT id FROM call")) == before + 1


def test_several_at_once_and_up_the_tree(world):
    top, _, _ = client(world)
    name, token, token_id = client(world, parent=top)
    for subject, limit, per in (
        (f"client:{top}", "0.02", "month"),
        (f"client:{name}", "5", "day"),
        (f"client:{name}", "5", "week"),
        (f"token:{token_id}", "5", "total"),
    ):
        budget(world, subject, limit, per)
    assert ask(world, "openai-chat", token, bound=2001).status_code == 429
    assert ask(world, "openai-chat", token, bound=2000).status_code == 200
    spent = stand(world, f"client:{top}", "month")
    assert spent[0] > 0
    assert spent == stand(world, f"client:{name}", "day") == stand(world, f"client:{name}", "week")
    assert spent == stand(world, f"token:{token_id}")
    budget(world, f"token:{token_id}", "0")
    assert ask(world, "openai-chat", token, bound=1).status_code == 429


def test_set_again_keeps_id_and_spending(world):
    name, token, _ = client(world)
    first = budget(world, f"client:{name}", "0.02")
    assert ask(world, "openai-chat", token).status_code == 200
    spent, _ = stand(world, f"client:{name}")
    again = budget(world, f"client:{name}", "7")
    assert again["id"] == first["id"] and again["spent_nano_usd"] == spent
    assert again["limit_usd"] == "7.00"


def test_a_budget_counts_what_was_spent_before_it(world):
    top, _, _ = client(world)
    _, token, token_id = client(world, parent=top)
    cost = sum(
        round(float(ask(world, "openai-chat", token).headers["bursar-cost-usd"]) * 1e9) for _ in range(3)
    )
    for per in ("day", "week", "month", "total"):
        assert budget(world, f"client:{top}", "1", per)["spent_nano_usd"] == cost
    assert budget(world, f"token:{token_id}", "1")["spent_nano_usd"] == cost


def test_a_raise_for_a_while(world):
    name, token, _ = client(world)
    made = budget(world, f"client:{name}", "0.01")
    assert ask(world, "openai-chat", token, bound=1500).status_code == 429
    raised = world.run("budget", "raise", made["id"], "--to", "1", "--until", "1h")
    assert raised["limit_usd"] == "1.00" and raised["raised_until"]
    assert ask(world, "openai-chat", token, bound=1500).status_code == 200
    world.run("budget", "raise", made["id"])
    assert ask(world, "openai-chat", token, bound=1500).status_code == 429
    world.run("budget", "raise", made["id"], "--to", "1", "--until", "2s")
    wait_until(
        lambda: ask(world, "openai-chat", token, bound=1500).status_code == 429, what="the raise to end"
    )


def test_one_that_only_warns_refuses_nothing_and_says_so(world):
    name, token, _ = client(world)
    made = budget(world, f"client:{name}", "0.0000001", "total", "--warn-only", "--warn-at", "50", "--warn-at", "100")
    assert not made["hard"] and made["warn_at"] == [50, 100]
    for _ in range(2):
        assert ask(world, "openai-chat", token).status_code == 200

    def lines():
        log = world.log.read_text()
        return [line for line in log.splitlines() if "budget" in line and made["id"] in line]

    (line,) = wait_until(lines, what="the warning")
    assert '"percent":"100"' in line.replace(" ", "") or '"percent":100' in line.replace(" ", "")


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses", "gemini"])
def test_a_bound_goes_upstream_when_the_client_set_none(world, dialect):
    import json

    name, token, _ = client(world)
    budget(world, f"client:{name}", "5")
    assert ask(world, dialect, token, bound=None).status_code == 200
    sent = json.loads(world.last_body())
    bound = {
        "openai-chat": lambda: sent.get("max_completion_tokens") or sent.get("max_tokens"),
        "openai-responses": lambda: sent["max_output_tokens"],
        "gemini": lambda: sent["generationConfig"]["maxOutputTokens"],
    }[dialect]()
    assert bound >= 1
    (attempt,) = world.ledger("SELECT hold_nano_usd FROM attempt ORDER BY began_at_ms DESC LIMIT 1")
    assert attempt["hold_nano_usd"] == bound * 10_000


def test_many_answers_are_held_for(world):
    name, token, _ = client(world)
    budget(world, f"client:{name}", "0.03")
    assert ask(world, "openai-chat", token, n=4).status_code == 429
    assert ask(world, "openai-chat", token, n=3).status_code == 200


@every_dialect
def test_input_that_cannot_be_known_needs_an_allowance(world, dialect):
    name, token, _ = client(world)
    budget(world, f"client:{name}", "5")
    answer = ask(world, dialect, token, **SEARCHES[dialect])
    assert answer.status_code == 403 and code(dialect, answer) == "policy_violation"
    file = world.directory / f"{name}.json"
    file.write_text('{"allowance": {"unknown_input_tokens": 100000}}')
    world.run("policy", "put", name, file)
    world.run("client", "set", name, "--policy", name)
    answer = ask(world, dialect, token, **SEARCHES[dialect])
    assert "allowance" not in answer.text and answer.status_code != 429


def test_no_price_no_hard_budget(world):
    name, token, _ = client(world)
    file = world.directory / f"{name}.json"
    file.write_text('{"unpriced": "allow"}')
    world.run("policy", "put", name, file)
    world.run("client", "set", name, "--policy", name)
    model = "unpriced-model"
    assert call(world, "openai-chat", model, token).status_code == 200
    budget(world, f"client:{name}", "5")
    assert call(world, "openai-chat", model, token).status_code == 403


def test_a_rotated_token_keeps_its_budget(world):
    """AC-13."""
    _, token, token_id = client(world)
    budget(world, f"token:{token_id}", "0.01")
    assert ask(world, "openai-chat", token).status_code == 200
    spent = stand(world, f"token:{token_id}")
    rotated = world.run("token", "rotate", token_id)["token"]
    assert stand(world, f"token:{token_id}") == spent
    assert ask(world, "openai-chat", rotated).status_code == 429


def test_failures_and_hang_ups_leave_no_hold(world):
    """AC-09."""
    name, token, _ = client(world)
    budget(world, f"client:{name}", "1")
    for model in ("+fault=500", "+fault=400", "+fault=429", "+fault=cut", "-a"):
        ask(world, "openai-chat", token, model=model)
    with pytest.raises(httpx.TimeoutException):
        with httpx.Client(timeout=0.5) as impatient:
            ask(world, "openai-chat", token, model="+wait=2s", http=impatient)
    wait_until(lambda: stand(world, f"client:{name}")[1] == 0, what="no hold to be left")
    assert world.run("ledger", "books")["ok"]


def test_a_crash_charges_the_hold_to_the_window(new_house):
    house = new_house()
    stems = dialects.furnish(house)
    house.stems = stems
    name, token, _ = client(house)
    budget(house, f"client:{name}", "1", "day", "--zone", "Pacific/Kiritimati")
    with pytest.raises(httpx.TimeoutException):
        with httpx.Client(timeout=1) as impatient:
            ask(house, "openai-chat", token, model="+wait=30s", http=impatient)
    assert stand(house, f"client:{name}", "day") == (0, CENT)
    house.kill_gateway()
    house.start_gateway()
    assert stand(house, f"client:{name}", "day") == (CENT, 0)
    assert house.run("ledger", "books")["ok"]


@pytest.mark.parametrize(
    "flags",
    [
        ("--limit", "x", "--per", "day"),
        ("--limit", "1", "--per", "year"),
        ("--limit", "1", "--per", "day", "--zone", "Europe/Atlantis"),
        ("--limit", "1", "--per", "day", "--zone", "CET"),
        ("--limit", "1", "--per", "day", "--warn-at", "0"),
        ("--limit", "-1", "--per", "day"),
    ],
)
def test_what_makes_no_sense_is_refused(world, flags):
    name, _, _ = client(world)
    with pytest.raises(CommandFailed) as failure:
        world.run("budget", "set", f"client:{name}", *flags)
    assert failure.value.status == 64
    with pytest.raises(CommandFailed):
        world.run("budget", "set", "client:nobody", "--limit", "1", "--per", "day")
