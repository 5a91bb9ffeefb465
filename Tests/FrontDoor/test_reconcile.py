"""Providers' exports with planted differences: each is found and called what it is, and nothing changes."""

import copy
import csv
import io
import json
from fractions import Fraction

import pytest

from house import CommandFailed
from priced import Book, Provider, meters
from test_prices import ask, booked, build

NAMES = ["gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.5", "gpt-5.4", "gpt-5-mini", "gpt-4.1", "o3"]


def shape(dialect, model, fresh, read, output):
    if dialect == "chat":
        provider = "openai"
        usage = {
            "prompt_tokens": fresh + read,
            "completion_tokens": output,
            "prompt_tokens_details": {"cached_tokens": read},
        }
    else:
        provider = "anthropic"
        usage = {
            "input_tokens": fresh,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": 30,
            "cache_creation": {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 10},
            "output_tokens": output,
            "service_tier": "standard",
        }
    return dict(dialect=dialect, provider=provider, model=model, usage=usage, name=model)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    shapes = [
        shape("chat", model, 1_003 * (n + 1), 501 * k, 77 * (n + 2) + k)
        for n, model in enumerate(NAMES)
        for k in range(3)
    ]
    shapes += [shape("messages", "claude-haiku-4-5", 1_000 + k, 500, 90) for k in range(3)]
    provider = Provider(shapes)
    upstreams = {"openai": "openai-chat", "anthropic": "anthropic"}
    house = build(tmp_path_factory.mktemp("reconcile"), provider, upstreams)
    house.calls = {ask(house, n, False).replace("-", ""): shapes[n] for n in range(len(shapes))}
    rows = booked(house)
    house.rows = [(shape, rows[call]) for call, shape in house.calls.items()]
    house.day = house.rows[0][1]["began"].strftime("%Y-%m-%d")
    yield house
    house.stop()
    provider.stop()


def sums(world, model, tier=None):
    """What the provider would tell of a model, and what it costs, in another tier too."""
    total = {"requests": 0, "input": 0, "cached": 0, "output": 0, "cost": 0}
    for shape, row in world.rows:
        if shape["model"] != model:
            continue
        used = meters(shape)
        total["requests"] += 1
        total["cached"] += used.get("cache_read", 0)
        total["input"] += used["input"] + used.get("cache_read", 0)
        total["output"] += used["output"]
        total["cost"] += Book().cost_nano_usd(shape | {"tier": tier}, row["began"])
    return total


def reconcile(world, file, upstream, *flags):
    """The answer, whether the status says so or not."""
    import subprocess

    from house import BINARY

    done = subprocess.run(
        [BINARY, "ledger", "reconcile", "--upstream", upstream, file, *flags, "--data", world.data,
         "--format", "json"],
        capture_output=True, text=True, env=world.environment, timeout=60,
    )
    answer = json.loads(done.stdout)
    assert done.returncode == (0 if answer["ok"] else 1), done.stderr
    return answer


def classes(answer):
    return {(row["day"], row["model"]): row["kind"] for row in answer["differences"]}


def test_usage_of_openai_with_planted_differences(world, tmp_path):
    """Requests and tokens of each day, key and model, in two pages."""
    results = []
    for model in NAMES:
        told = sums(world, model)
        results.append(
            {
                "object": "organization.usage.completions.result",
                "input_tokens": told["input"],
                "output_tokens": told["output"],
                "input_cached_tokens": told["cached"],
                "num_model_requests": told["requests"],
                "api_key_id": "key_theirs",
                "model": model,
                "batch": None,
            }
        )
    second = int(world.rows[0][1]["began"].timestamp())
    page = {
        "object": "page",
        "data": [{"object": "bucket", "start_time": second, "results": results}],
        "has_more": False,
    }
    file = tmp_path / "usage.json"

    def ask_with(*pages):
        file.write_text(json.dumps(list(pages) if len(pages) > 1 else pages[0]))
        return reconcile(world, file, "openai", "--keys", "openai-key=key_theirs")

    clean = ask_with(page)
    assert (clean["ok"], clean["same"], clean["differences"]) == (True, len(NAMES), [])
    assert clean["form"] == "openai-usage"
    planted = copy.deepcopy(page)
    rows = planted["data"][0]["results"]
    rows[0]["num_model_requests"] += 2
    rows[0]["input_tokens"] += 900
    rows[1]["output_tokens"] -= 1
    rows[2]["input_tokens"] += 5
    rows[2]["output_tokens"] -= 5
    rows[3]["model"] = "gpt-5-nano"
    day_before = {"start_time": second - 86_400, "results": [copy.deepcopy(rows[4])]}
    rows[5]["api_key_id"] = "key_of_a_stranger"
    answer = ask_with(planted, {"data": [day_before], "has_more": False})
    found = classes(answer)
    assert not answer["ok"]
    assert found.pop((world.day, NAMES[0])) == "missing_here"
    assert found.pop((world.day, NAMES[1])) == "missing_there"
    assert found.pop((world.day, NAMES[2])) == "unknown"
    assert found.pop((world.day, "gpt-5-nano")) == "missing_here"
    assert found.pop((world.day, NAMES[3])) == "missing_there"
    [(yesterday, model)] = [key for key in found if key[0] != world.day]
    assert model == NAMES[4] and found.pop((yesterday, model)) == "missing_here"
    strange = [row for row in answer["differences"] if row["model"] == NAMES[5]]
    assert {(row["key"], row["kind"]) for row in strange} == {
        ("key_of_a_stranger", "missing_here"), ("openai-key", "missing_there"),
    }
    found.pop((world.day, NAMES[5]))
    assert found == {}
    assert ask_with(page | {"has_more": True})["part"]


def test_costs_with_planted_differences(world, tmp_path):
    """Costs of OpenAI's report, of a table, and of FOCUS: exact, cut, of another tier, at another rate, of none."""
    cost = {model: Fraction(sums(world, model)["cost"], 10**9) for model in NAMES}
    flex = Fraction(sums(world, NAMES[2], "flex")["cost"], 10**9)
    planted = dict(cost)
    planted[NAMES[1]] = Fraction(round(cost[NAMES[1]] * 10**4), 10**4)
    planted[NAMES[2]] = flex
    planted[NAMES[3]] = cost[NAMES[3]] * Fraction(11, 10)
    planted["gpt-5-nano"] = Fraction(1, 100)
    del planted[NAMES[4]]
    expected = {
        (world.day, NAMES[1]): "rounding",
        (world.day, NAMES[2]): "tier",
        (world.day, NAMES[3]): "price",
        (world.day, NAMES[4]): "missing_there",
        (world.day, "gpt-5-nano"): "missing_here",
    }

    def text(model, amount):
        digits = 4 if model == NAMES[1] else 9
        return f"{float(amount):.{digits}f}"

    file = tmp_path / "costs.csv"
    headers = {
        "table": (["Date", "Model", "Requests", "Amount"], ["--map", "cost=Amount"]),
        "focus": (["ChargePeriodStart", "SkuId", "x_requests", "BilledCost"],
                  ["--map", "requests=x_requests"]),
    }
    for form, (names, flags) in headers.items():
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow([*names, "BillingCurrency"])
        for model, amount in planted.items():
            requests = sums(world, model)["requests"] or 1
            table.writerow([f"{world.day}T00:00:00Z", model, requests, text(model, amount), "USD"])
        file.write_text(out.getvalue())
        answer = reconcile(world, file, "openai", *flags)
        assert answer["form"] == ("focus" if form == "focus" else "csv")
        assert classes(answer) == expected
        by_model = {row["model"]: row for row in answer["differences"]}
        assert "flex" in by_model[NAMES[2]]["note"]
    second = int(world.rows[0][1]["began"].timestamp())
    results = [
        {"amount": {"value": float(text(m, a)), "currency": "usd"}, "line_item": f"{m}, all"}
        for m, a in planted.items()
    ]
    file.write_text(json.dumps({"data": [{"start_time": second, "results": results}]}))
    answer = reconcile(world, file, "openai")
    told = classes(answer)
    assert answer["form"] == "openai-costs"
    assert told.pop((world.day, NAMES[3])) == "unknown", "without counts a rate is a guess"
    assert told == {k: v for k, v in expected.items() if k[1] != NAMES[3]}


def test_anthropic_s_reports(world, tmp_path):
    """Usage by bucket; costs in cents, as text."""
    model = "claude-haiku-4-5"
    rows = [(shape, row) for shape, row in world.rows if shape["model"] == model]
    usage = {
        "api_key_id": "apikey_1",
        "model": model + "-20251001",
        "uncached_input_tokens": sum(shape["usage"]["input_tokens"] for shape, _ in rows),
        "cache_read_input_tokens": 500 * len(rows),
        "cache_creation": {
            "ephemeral_5m_input_tokens": 20 * len(rows),
            "ephemeral_1h_input_tokens": 10 * len(rows),
        },
        "output_tokens": 90 * len(rows),
        "service_tier": "standard",
    }
    bucket = {"starting_at": f"{world.day}T00:00:00Z", "ending_at": "", "results": [usage]}
    file = tmp_path / "anthropic.json"
    file.write_text(json.dumps({"data": [bucket], "has_more": False}))
    flags = ["--keys", "anthropic-key=apikey_1"]
    assert reconcile(world, file, "anthropic", *flags)["same"] == 1
    usage["output_tokens"] += 1
    file.write_text(json.dumps({"data": [bucket], "has_more": False}))
    answer = reconcile(world, file, "anthropic", *flags)
    assert [row["kind"] for row in answer["differences"]] == ["missing_here"]
    cents = Fraction(sums(world, model)["cost"], 10**7)
    bucket["results"] = [{"amount": f"{float(cents):.7f}", "currency": "USD", "model": model}]
    file.write_text(json.dumps({"data": [bucket], "has_more": False}))
    answer = reconcile(world, file, "anthropic")
    assert (answer["form"], answer["same"]) == ("anthropic-costs", 1)


BROKEN = [
    "", "{", "{}", '{"data": 7}', '{"data": [{"results": []}]}', "a,b\n", "a,b\n1,2\n",
    "day,cost\nsoon,1\n", "day,cost\n2026-11-01,much\n", "day,cost\n2026-11-01,1,2,3\n",
    "day,cost,currency\n2026-11-01,1,EUR\n", 'day,cost\n"2026-11-01,1\n',
    "day,input_tokens\n2026-11-01,-5\n", "day,input_tokens\n2026-11-01,1e40\n",
    '{"data": [{"start_time": 1e30, "results": []}]}',
    '{"data": [{"start_time": 1, "results": [{"amount": {"value": NaN}}]}]}',
    '{"data": [{"start_time": 1, "results": [{"input_tokens": -1}]}]}',
    '{"data": [{"start_time": 1, "results": [{"amount": {"value": 1, "currency": "eur"}}]}]}',
    "day,cost\n\x002026-11-01,1\n", "=cmd|'/C calc'!A0,x\n1,2\n",
]


def test_a_broken_export_is_one_sentence(world, tmp_path):
    for number, text in enumerate(BROKEN):
        file = tmp_path / f"broken{number}"
        file.write_text(text)
        with pytest.raises(CommandFailed) as failure:
            world.run("ledger", "reconcile", "--upstream", "openai", file)
        assert failure.value.status == 1, text
        assert len(failure.value.stderr.strip().splitlines()) == 1
    assert world.run("ledger", "books")["ok"]


def test_what_was_found_is_reported_and_nothing_else_changes(world, tmp_path):
    """The last comparison of an upstream is the report's; a dry run is none."""
    before = world.ledger("SELECT * FROM balance")
    file = tmp_path / "costs.csv"
    told = Fraction(sums(world, "gpt-5.5")["cost"], 10**9)
    file.write_text(f"day,model,cost\n{world.day},o3,1.0\n{world.day},gpt-5.5,{float(told):.9f}\n")
    answer = reconcile(world, file, "openai")
    file.write_text(f"day,model,cost\n{world.day},nothing,7\n")
    reconcile(world, file, "openai", "--dry-run")
    assert world.ledger("SELECT * FROM balance") == before
    rows = [row for row in world.run("report", "run", "reconciliation")["rows"] if row["upstream"] == "openai"]
    same = [row for row in rows if row["class"] == "same"]
    assert [row["groups"] for row in same] == [answer["same"]] == [1]
    kept = [(row["model"], row["class"], row["difference_nano_usd"]) for row in rows if row["class"] != "same"]
    assert sorted((model, kind) for model, kind, _ in kept) == sorted(
        (row["model"], row["kind"]) for row in answer["differences"]
    )
    amounts = {model: amount for model, _, amount in kept}
    assert amounts["o3"] == 10**9 - sums(world, "o3")["cost"]
    assert amounts["gpt-4.1"] == -sums(world, "gpt-4.1")["cost"]
