"""Prices through the front door: what is shipped, imported, discounted and priced anew is right to the nano-dollar."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from fractions import Fraction

import pytest

from house import CommandFailed, House
from priced import SHAPES, Book, Provider, meters, tier_of

UPSTREAMS = {
    "openai": "openai-chat",
    "anthropic": "anthropic",
    "google": "gemini",
    "deepseek": "openai-chat",
    "groq": "openai-chat",
    "mistral": "openai-chat",
}
# Names that are asked for as the provider has them; all others get one of their own.
GLOBS = {
    "openai": ["gpt-*", "o*", "chatgpt-*", "computer-*"],
    "anthropic": ["claude-*"],
    "google": ["gemini-*", "gemma-*"],
}
GENERATED = 200


def recorded():
    """Usage as providers told it, one of each make."""
    shapes = []
    for line in SHAPES.read_text().splitlines():
        dialect, provider, model, usage = json.loads(line)
        if provider in UPSTREAMS:
            shapes.append(dict(dialect=dialect, provider=provider, model=model, usage=usage))
    return shapes


def generated():
    """Tiers, both sides of thresholds, every meter."""
    chance = random.Random(6)
    shapes = []
    for number in range(GENERATED):
        dialect = ["chat", "messages", "gemini", "responses"][number % 4]
        edge = chance.choice([10, 7_777, 200_000, 200_001, 272_000, 272_001, 400_003])
        read = chance.choice([0, 0, 3, edge // 2])
        written = chance.choice([0, 0, 5, edge // 5])
        output, reasoning = chance.randrange(0, 9_999), chance.randrange(0, 3_333)
        shape = {"dialect": dialect}
        if dialect in ("chat", "responses"):
            shape["provider"] = "openai"
            shape["model"] = chance.choice(
                ["gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.5", "gpt-5.4", "gpt-5-mini", "gpt-4.1", "o3"]
            )
            shape["tier"] = chance.choice([None, "default", "flex", "priority", "scale", "auto"])
            names = ("prompt", "completion") if dialect == "chat" else ("input", "output")
            shape["usage"] = {
                f"{names[0]}_tokens": edge,
                f"{names[1]}_tokens": output + reasoning,
                "total_tokens": edge + output + reasoning,
                f"{names[0]}_tokens_details": {"cached_tokens": read, "cache_write_tokens": written},
                f"{names[1]}_tokens_details": {"reasoning_tokens": reasoning},
            }
            if number % 8 == 1:
                audio = {"provider": "openai", "model": "gpt-audio", "tier": None}
                shape |= audio
                if dialect == "chat":
                    shape["usage"]["prompt_tokens_details"] = {"audio_tokens": edge // 3}
                    shape["usage"]["completion_tokens_details"] = {"audio_tokens": reasoning}
        elif dialect == "messages":
            shape["provider"] = "anthropic"
            shape["model"] = chance.choice(
                ["claude-opus-4-8", "claude-opus-5", "claude-sonnet-5", "claude-sonnet-4-5",
                 "claude-haiku-4-5", "claude-fable-5"]
            )
            hour = chance.choice([0, written // 3])
            shape["usage"] = {
                "input_tokens": edge - read - written,
                "cache_read_input_tokens": read,
                "cache_creation_input_tokens": written,
                "cache_creation": {
                    "ephemeral_5m_input_tokens": written - hour,
                    "ephemeral_1h_input_tokens": hour,
                },
                "output_tokens": output + reasoning,
                "service_tier": chance.choice(["standard", "standard", "batch", "priority"]),
                "server_tool_use": {"web_search_requests": chance.choice([0, 0, 1, 7])},
            }
            if chance.random() < 0.3:
                shape["usage"] |= {"speed": "fast", "service_tier": "standard"}
            if chance.random() < 0.3:
                shape["usage"]["inference_geo"] = "us"
        else:
            shape["provider"] = "google"
            shape["model"] = chance.choice(
                ["gemini-2.5-pro", "gemini-2.5-flash", "gemini-3.5-flash", "gemini-3.6-flash",
                 "gemini-3-pro-preview", "gemini-2.5-flash-lite"]
            )
            shape["usage"] = {
                "promptTokenCount": edge,
                "cachedContentTokenCount": read,
                "candidatesTokenCount": output,
                "thoughtsTokenCount": reasoning,
                "toolUsePromptTokenCount": written,
                "totalTokenCount": edge + output + reasoning + written,
                "serviceTier": chance.choice(
                    ["SERVICE_TIER_STANDARD", "SERVICE_TIER_FLEX", "SERVICE_TIER_PRIORITY"]
                ),
            }
            if chance.random() < 0.3:
                shape["usage"]["promptTokensDetails"] = [
                    {"modality": "TEXT", "tokenCount": edge - edge // 4},
                    {"modality": "AUDIO", "tokenCount": edge // 4},
                ]
        shapes.append(shape)
    return shapes


@pytest.fixture(scope="module")
def provider():
    shapes = recorded() + generated()
    for shape in shapes:
        name = shape["model"]
        if shape["provider"] in GLOBS and "/" not in name:
            shape["name"] = name
        else:
            shape["name"] = f"{shape['provider']}.{name}"
    provider = Provider(shapes)
    yield provider
    provider.stop()


def build(directory, provider, upstreams):
    """A gateway with nothing set: what is shipped prices all. Upstreams are named as the presets are."""
    house = House(directory)
    house.run("init")
    for name, dialect in upstreams.items():
        base = provider.url if dialect in ("anthropic", "gemini") else provider.url + "/v1"
        flags = ["--dialect", dialect, "--url", base, "--allow-private", "--allow-http"]
        house.run("upstream", "add", name, *flags)
        house.add_key(name, None, "--name", f"{name}-key")
    house.run("client", "add", "shop")
    house.run("budget", "set", "client:shop", "--limit", "1000000", "--per", "total")
    house.token = house.issue_token("shop")["token"]
    house.start_gateway()
    house.shapes, house.provider = provider.shapes, provider
    for name in upstreams:
        for glob in GLOBS.get(name, []):
            house.ask_desk("model.add", glob=glob, targets=[name])
    own = {s["name"]: s for s in house.shapes if s["name"] != s["model"]}
    for name, shape in own.items():
        if shape["provider"] in upstreams:
            house.ask_desk("model.add", glob=name, targets=[f"{shape['provider']}/{shape['model']}"])
    return house


@pytest.fixture(scope="module")
def world(tmp_path_factory, provider):
    house = build(tmp_path_factory.mktemp("prices"), provider, UPSTREAMS)
    yield house
    house.stop()


@pytest.fixture(scope="module")
def responses_world(tmp_path_factory, provider):
    house = build(tmp_path_factory.mktemp("responses"), provider, {"openai": "openai-responses"})
    yield house
    house.stop()


def ask(house, number, stream):
    """Calls with a shape in its dialect; returns the call's id."""
    shape = house.shapes[number]
    text, model, key = f"shape {number}", shape["name"], house.token
    one = [{"role": "user", "content": text}]
    headers = {"authorization": f"Bearer {key}"}
    if shape["dialect"] == "chat":
        path, body = "/v1/chat/completions", {"model": model, "messages": one}
    elif shape["dialect"] == "responses":
        path, body = "/v1/responses", {"model": model, "input": text, "store": False}
    elif shape["dialect"] == "messages":
        path, body = "/v1/messages", {"model": model, "max_tokens": 10, "messages": one}
        headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
    else:
        verb = "streamGenerateContent?alt=sse" if stream else "generateContent"
        path = f"/v1beta/models/{model}:{verb}"
        body = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
        headers = {"x-goog-api-key": key}
    if shape["dialect"] != "gemini" and stream:
        body["stream"] = True
    reply = house.http.post(house.url + path, json=body, headers=headers)
    assert reply.status_code == 200, (shape, reply.text)
    return reply.headers["bursar-call"]


def booked(house):
    """What the ledger has of each call, by its id."""
    rows = house.ledger(
        """
        SELECT lower(hex(call.id)) AS id, call.cost_nano_usd AS cost, call.began_at_ms AS began,
               attempt.code, attempt.tier_served, attempt.usage_source,
               attempt.hold_nano_usd AS hold, attempt.is_over_hold
        FROM call JOIN attempt ON attempt.call = call.number
        """
    )
    for row in rows:
        row["began"] = datetime.fromtimestamp(row["began"] / 1000, timezone.utc)
    return {row["id"]: row for row in rows}


def test_three_hundred_shapes_cost_what_fractions_say(world, responses_world):
    """Recorded and generated usage, whole and streamed, to the nano-dollar (AC-02, AC-14, AC-15, AC-16, AC-19).

    The provider gives every answer of a dialect the same id.
    """
    book, wrong = Book(), []
    for house, is_responses in ((world, False), (responses_world, True)):
        numbers = [
            n for n, s in enumerate(house.shapes) if (s["dialect"] == "responses") == is_responses
        ]
        with ThreadPoolExecutor(6) as pool:
            calls = list(pool.map(lambda n: (n, ask(house, n, n % 3 == 0)), numbers))
        rows = booked(house)
        for number, call in calls:
            shape, row = house.shapes[number], rows[call.replace("-", "")]
            expected = book.cost_nano_usd(shape, row["began"])
            if row["cost"] != expected or row["usage_source"] != "reported":
                wrong.append((shape, meters(shape), tier_of(shape), expected, row))
        assert house.run("ledger", "books")["ok"], house.run("ledger", "books")
    assert wrong == []
    made = {json.dumps([s["dialect"], s["model"], s["usage"], s.get("tier")]) for s in world.shapes}
    assert len(made) >= 300


def test_explain_shows_the_arithmetic(world):
    """The rate that applied, why, from where, and lines that sum to the cost."""
    number = next(
        n for n, s in enumerate(world.shapes) if s.get("tier") == "flex" and s["dialect"] == "chat"
        and s["model"] == "gpt-5.4" or s["dialect"] == "messages" and "us" in tier_of(s)
    )
    call = ask(world, number, False)
    told = world.run("call", "explain", call)["attempts"][0]
    assert told["agrees"] and told["price"]["source"] == "shipped"
    assert "genai-prices" in told["price"]["origin"]
    assert told["condition"].startswith(tier_of(world.shapes[number]))
    exact = sum(Fraction(line["product_usd"]) for line in told["lines"])
    assert exact == Fraction(told["sum_usd"])
    assert (2 * exact * 10**9 + 1).__floor__() // 2 == told["cost_nano_usd"]


def test_what_is_shipped_is_for_its_providers_only(world):
    """AC-22: a model that nobody priced, or a host that nobody knows, is refused."""
    flags = ["--dialect", "openai-chat", "--url", world.provider.url + "/v1"]
    world.run("upstream", "add", "stranger", *flags, "--allow-private", "--allow-http")
    world.add_key("stranger")
    world.run("model", "add", "strange", "--to", "stranger/gpt-5-mini")
    world.run("model", "add", "unheard", "--to", "openai/gpt-99")
    for model in ("strange", "unheard"):
        reply = world.http.post(
            world.url + "/v1/chat/completions",
            json={"model": model, "messages": [{"role": "user", "content": "shape 0"}]},
            headers={"authorization": f"Bearer {world.token}"},
        )
        assert reply.status_code == 403, reply.text
    assert world.run("price", "list")["prices"] == []
    assert world.run("price", "list")["shipped"] > 500
    shown = world.run("price", "show", "gpt-5.6-sol", "--upstream", "openai")["prices"]
    assert {case["condition"] for case in shown[0]["cases"]} >= {
        "flex", "priority", "input over 272000", "priority, input over 272000",
    }


def call_of(world, **wanted):
    """Calls with the first recorded shape of a model; its number and the call's id."""
    number = next(
        n
        for n, s in enumerate(world.shapes)
        if all(s.get(k) == v for k, v in wanted.items()) and tier_of(s) == ""
        and sum(meters(s).values()) > 0
    )
    return number, ask(world, number, False)


def net(world, call):
    shown = world.run("call", "show", call)
    return shown.get("net_nano_usd") or shown["cost_nano_usd"]


def test_set_beats_import_beats_shipped_and_is_priced_anew(world, tmp_path):
    """AC-13, AC-24: adjustments are rows of their own; balances, budgets, usage and books all count them."""
    number, call = call_of(world, provider="mistral", dialect="chat")
    shape = world.shapes[number]
    before = world.run("usage")["total"]
    first = net(world, call)
    list_file = tmp_path / "list.json"
    list_file.write_text(
        json.dumps([{"id": "mistral", "models": [{
            "id": "m", "match": {"equals": shape["model"]},
            "prices": {"input_mtok": 7.000000001, "output_mtok": 11},
        }]}])
    )
    dry = world.run("price", "import", list_file, "--dry-run")
    assert (dry["added"], dry["prices"], dry["dry_run"]) == (1, 1, True)
    assert {d["meter"] for d in dry["differences"]} == {"fresh_input", "visible_output"}
    assert world.run("price", "list")["prices"] == []
    assert world.run("price", "import", list_file)["added"] == 1
    assert world.run("price", "import", list_file)["added"] == 0, "the same again changes nothing"
    used = meters(shape)
    rates = {"input": Fraction("7.000000001"), "output": Fraction(11)}

    def cost(rates, factor=1):
        exact = sum(
            count * rates["output" if m in ("output", "reasoning") else "input"] * 1000
            for m, count in used.items()
        )
        return (2 * exact * factor + 1).__floor__() // 2

    turn = world.run("price", "rerate", "--since", "1h", "--upstream", "mistral", "--dry-run")
    assert turn["adjusted"] >= 1 and net(world, call) == first
    done = world.run("price", "rerate", "--since", "1h", "--upstream", "mistral")
    assert done["amount_nano_usd"] == turn["amount_nano_usd"]
    assert net(world, call) == cost(rates)
    again = world.run("price", "rerate", "--since", "1h", "--upstream", "mistral")
    assert again["adjusted"] == 0, "twice is once"
    after = world.run("usage")["total"]
    assert after["cost_nano_usd"] == before["cost_nano_usd"]
    assert after["adjustment_nano_usd"] == done["amount_nano_usd"]
    assert after["net_nano_usd"] == after["cost_nano_usd"] + after["adjustment_nano_usd"]
    world.run("price", "set", shape["model"], "--input", "3", "--output", "5")
    world.run("price", "discount", "mistral", "--off", "12.5%")
    _, second = call_of(world, provider="mistral", dialect="chat")
    told = world.run("call", "explain", second)["attempts"][0]
    assert told["factor"] == "7/8" and told["price"]["source"] == "set" and told["agrees"]
    assert net(world, second) == cost({"input": 3, "output": 5}, Fraction(7, 8))
    world.run("price", "discount", "mistral")
    made = world.run("ledger", "adjust", second, "--reason", "invoice 7", "--cost", "0.5")
    assert made["net_nano_usd"] == net(world, second) == 500_000_000
    assert world.run("ledger", "adjust", second, "--reason", "again", "--cost", "0.5")[
        "amount_nano_usd"
    ] == 0
    shown = world.run("call", "show", second)
    assert [a["reason"] for a in shown["adjustments"]] == ["invoice 7"]
    assert world.run("ledger", "books")["ok"]
    total = world.run("usage")["total"]["net_nano_usd"]
    for by in ("client", "token", "key", "model", "upstream", "day", "status"):
        assert sum(row["net_nano_usd"] for row in world.run("usage", "--by", by)["rows"]) == total
    budget = world.run("budget", "list")["budgets"][0]
    assert budget["spent_nano_usd"] == total
    spent = {
        row["kind"]: row["spent"]
        for row in world.ledger(
            "SELECT kind, SUM(spent_nano_usd) AS spent FROM balance GROUP BY kind"
        )
    }
    assert set(spent.values()) == {total}


def test_a_key_s_discount_is_its_own(world):
    """In the place of its upstream's, before the one rounding; taken away, a re-rating brings the book's price."""
    world.run("price", "discount", "groq", "--off", "50%")
    shown = world.run("price", "discount", "groq", "--key", "groq-key", "--multiply", "3/7")
    assert shown["factor"] == "3/7" and len(shown["key"]) == 12
    number, call = call_of(world, provider="groq", dialect="chat")
    told = world.run("call", "explain", call)["attempts"][0]
    exact = sum(Fraction(line["product_usd"]) for line in told["lines"]) * 10**9
    assert told["factor"] == "3/7" and told["agrees"]
    assert told["cost_nano_usd"] == (2 * exact * Fraction(3, 7) + 1).__floor__() // 2 > 0
    row = booked(world)[call.replace("-", "")]
    listed = Book().cost_nano_usd(world.shapes[number], row["began"])
    assert listed == (2 * exact + 1).__floor__() // 2
    world.run("price", "discount", "groq", "--key", "groq-key")
    world.run("price", "discount", "groq")
    world.run("price", "rerate", "--since", "1h", "--upstream", "groq")
    assert net(world, call) == listed
    assert world.run("ledger", "books")["ok"]


BAD_LISTS = [
    "", "{", "[]", "<html></html>", "[" * 100, "\x00", "provider,model\nx,y",
    '{"m": {"litellm_provider": "openai", "input_cost_per_token": NaN}}',
    '{"m": {"litellm_provider": "openai", "input_cost_per_token": -1e-6}}',
    '{"m": {"litellm_provider": "openai", "input_cost_per_token": 2.5}}',
    '{"m": {"litellm_provider": "openai", "input_cost_per_token": "1"}}',
]


def test_a_bad_import_changes_nothing(world, tmp_path):
    """AC-23."""
    before = world.run("price", "list", "--all")
    for number, text in enumerate(BAD_LISTS):
        file = tmp_path / f"bad{number}"
        file.write_text(text)
        with pytest.raises(CommandFailed) as failure:
            world.run("price", "import", file)
        assert failure.value.status == 1, text
        assert len(failure.value.stderr.strip().splitlines()) == 1
    assert world.run("price", "list", "--all") == before


@pytest.mark.parametrize(
    "flags",
    [
        ["price", "rerate", "--since", "soon"],
        ["price", "discount", "mistral", "--off", "101%"],
        ["price", "discount", "mistral", "--off", "5", "--on", "5"],
        ["price", "discount", "nobody", "--off", "5"],
        ["price", "discount", "mistral", "--key", "nobody's", "--off", "5"],
        ["price", "margin", "nobody", "--on", "5"],
        ["price", "margin", "shop", "--on", "5", "--from", "2020-01"],
        ["price", "margin", "shop", "--on", "5", "--from", "soon"],
        ["price", "margin", "shop", "--multiply", "7/0"],
        ["price", "set", "m", "--tier", "flex", "--input", "1"],
        ["price", "set", "m", "--hours", "25:00-26:00", "--input", "1"],
        ["ledger", "adjust", "nonsense", "--reason", "r", "--cost", "1"],
        ["ledger", "adjust", "019a0000-0000-7000-8000-000000000000", "--reason", "r", "--cost", "1"],
    ],
)
def test_what_makes_no_sense_is_refused(world, flags):
    with pytest.raises(CommandFailed) as failure:
        world.run(*flags)
    assert failure.value.status in (1, 64)
    assert len(failure.value.stderr.strip().splitlines()) == 1


def test_conditions_can_be_set(world):
    """Custom rates by tier, length and hours."""
    model = "custom-1"
    world.run("price", "set", model, "--input", "1", "--output", "2")
    world.run("price", "set", model, "--tier", "flex", "--input", "0.5", "--output", "1")
    world.run("price", "set", model, "--input-over", "1000", "--input", "2")
    shown = world.run("price", "set", model, "--hours", "00:00-23:59", "--searches", "10000")
    assert [case["condition"] for case in shown["cases"]] == [
        "flex", "input over 1000", "00:00 to 23:59 UTC",
    ]
    assert len(world.run("price", "show", model)["prices"]) == 1
