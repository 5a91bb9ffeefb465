"""Reports say what the provider counted, to the integer, and what it costs by an independent sum."""

import collections
import random
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from house import PRICES, House

METERS = {
    "input_tokens": ("fresh_input_tokens",),
    "cache_read_tokens": ("cached_tokens",),
    "cache_write_tokens": ("cache_write_5m_tokens", "cache_write_1h_tokens"),
    "output_tokens": ("output_tokens",),
    "reasoning_tokens": ("reasoning_tokens",),
}
CALLS = 160


def fnv1a(text):
    """The sandbox's digest of a credential."""
    digest = 0xCBF29CE484222325
    for byte in text.encode():
        digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return f"{digest:x}"


def cost_nano_usd(record):
    """The price of one provider call: summed exactly, rounded once, half up."""
    rates = PRICES["gpt-*" if record["model"].startswith("gpt") else "claude-*"]
    units = {
        "input": record["fresh_input_tokens"],
        "output": record["output_tokens"],
        "cache-read": record["cached_tokens"],
        "cache-write-5m": record["cache_write_5m_tokens"],
        "cache-write-1h": record["cache_write_1h_tokens"],
    }
    exact = sum(Fraction(rates[name]) * 1000 * count for name, count in units.items() if count)
    return (2 * exact + 1).__floor__() // 2


@pytest.fixture(scope="module")
def traffic(tmp_path_factory):
    """A house with two clients, three tokens and three keys after a mix of calls in both dialects."""
    house = House(tmp_path_factory.mktemp("books"))
    try:
        house.start()
        house.add_key("open", None, "--name", "second")
        house.run("client", "add", "lab")
        owners = {"front": ("shop", house.token_id, house.token)}
        for name, client in (("back", "shop"), ("bench", "lab")):
            issued = house.issue_token(client, "--name", name)
            owners[name] = (client, issued["id"], issued["token"])
        chance = random.Random(20)
        plan = [make_call(chance, list(owners)) for _ in range(CALLS)]
        with ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda call: perform(house, owners, *call), plan))
        assert [reply.status_code for reply in replies] == [200] * CALLS
        house.owners, house.replies = owners, replies
        yield house
    finally:
        house.stop()


def make_call(chance, names):
    """Who calls which model, streaming or not; words tell the owner, so the provider's books tell it too."""
    name = chance.choice(names)
    options = f"+words={20 + 10 * names.index(name)}"
    dialect = chance.choice(["gpt-4o-mini", "claude-sonnet-4"])
    for option, part in (("cached", 0.5), ("reasoning", 0.3)):
        if chance.random() < part:
            options += f"+{option}={chance.randrange(1, 4)}00"
    if dialect.startswith("claude") and chance.random() < 0.5:
        options += "+cachewrite=70+cachewrite1h=7"
    return name, dialect + options, chance.random() < 0.5, "word " * chance.randrange(1, 200)


def perform(house, owners, name, model, stream, text):
    ask = house.chat if model.startswith("gpt") else house.message
    return ask(
        model, token=owners[name][2], stream=stream, messages=[{"role": "user", "content": text}]
    )


def tally(records, key):
    """The provider's records as sums in the report's words."""
    sums = collections.defaultdict(collections.Counter)
    for record in records:
        row = sums[key(record)]
        row["calls"] += 1
        row["cost_nano_usd"] += cost_nano_usd(record)
        for meter, parts in METERS.items():
            row[meter] += sum(record[part] for part in parts)
    return {name: dict(row) for name, row in sums.items()}


def reported(house, *dimensions):
    usage = house.run("usage", "--by", ",".join(dimensions))
    names = ("calls", "cost_nano_usd", *METERS)
    rows = {tuple(r[d] for d in dimensions): {n: r[n] for n in names} for r in usage["rows"]}
    total = {n: sum(row[n] for row in rows.values()) for n in names}
    assert total == {n: usage["total"][n] for n in names}
    return rows


def records_of(house):
    records = house.sandbox_get("/sandbox/calls")
    assert len(records) == CALLS
    return records


def test_by_model(traffic):
    assert reported(traffic, "model") == tally(records_of(traffic), lambda r: (r["model"],))


def test_by_key_and_model(traffic):
    keys = {fnv1a(secret): key for key, secret in traffic.secrets.items()}
    truth = tally(records_of(traffic), lambda r: (keys[r["credential_digest"]], r["model"]))
    assert reported(traffic, "key", "model") == truth
    assert len({key for key, _ in truth}) == 3, "both keys of the pool should have been used"


def test_by_client_and_token(traffic):
    owners = list(traffic.owners.values())

    def owner(record):
        words = int(record["model"].partition("+words=")[2].partition("+")[0])
        return owners[(words - 20) // 10][:2]

    truth = tally(records_of(traffic), owner)
    assert reported(traffic, "client", "token") == truth
    by_client = collections.Counter()
    for (client, _), row in truth.items():
        by_client[client] += row["cost_nano_usd"]
    assert {
        c: row["cost_nano_usd"] for (c,), row in reported(traffic, "client").items()
    } == by_client


def test_one_call_each(traffic):
    """Every provider call is one attempt of one call, under the id that our headers carry."""
    records = {record["client_id"]: record for record in records_of(traffic)}
    assert len(records) == CALLS
    for reply in traffic.replies[::8]:
        show = traffic.run("call", "show", reply.headers["bursar-call"])
        assert show["outcome"] == "ok" and show["status"] == 200
        (attempt,) = show["attempts"]
        assert attempt["usage_source"] == "reported"
        assert attempt["key"] in traffic.secrets and attempt["key_version"] == 1
        (record,) = [records[i] for i in (show["id"], attempt["id"]) if i in records]
        assert record["model"] == show["model"]
        assert attempt["cost_nano_usd"] == cost_nano_usd(record)
        if "bursar-cost-usd" in reply.headers:
            assert Fraction(reply.headers["bursar-cost-usd"]) * 10**9 == attempt["cost_nano_usd"]


def test_explain(traffic):
    """Who, which rate, which arithmetic."""
    reply = next(reply for reply in traffic.replies if "bursar-cost-usd" in reply.headers)
    text = str(traffic.run("call", "explain", reply.headers["bursar-call"]))
    assert "shop" in text or "lab" in text
    assert PRICES["gpt-*"]["output"] in text or PRICES["claude-*"]["output"] in text


def test_books_balance(traffic):
    books = traffic.run("ledger", "books")
    assert books["ok"] is True and books["problems"] == []
    assert books["entries"] >= 2 * CALLS


def test_books_balance_after_a_restart(traffic):
    before = reported(traffic, "client", "token", "key", "model")
    assert traffic.stop_gateway() == 0
    assert traffic.run("ledger", "books")["ok"] is True
    traffic.start_gateway()
    assert reported(traffic, "client", "token", "key", "model") == before
