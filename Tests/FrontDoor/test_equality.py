"""After kills, after a day of failing keys and targets, after many calls: rows, balances, roll-ups, every report and what
the provider counted are the same integers.

`make equality` runs it with CALLS (100,000) calls and KILLS (20) kills; the front door with a few.
"""

import asyncio
import json
import os
import random
import subprocess
import uuid
from fractions import Fraction

from house import BINARY, PRICES, new_secret

CALLS = int(os.environ.get("CALLS", "400"))
KILLS = int(os.environ.get("KILLS", "2"))
STORM = max(160, CALLS // 10)
# The sandbox remembers its last 100,000 calls; they are fetched after so many.
ROUND = 20_000
WORKERS = 16
# Our meters, and the rate that each is charged at.
METERS = {
    "fresh_input_tokens": "input",
    "cache_read_tokens": "cache-read",
    "cache_write_5m_tokens": "cache-write-5m",
    "cache_write_1h_tokens": "cache-write-1h",
    "visible_output_tokens": "output",
    "reasoning_tokens": "output",
}
MODELS = ["gpt-4o-mini", "gpt-4o-mini+cached=300", "gpt-4o-mini+reasoning=70", "gpt-4o-mini+cached=7+reasoning=5"]


class Wire:
    """One connection that is kept: what a client library does, without what it costs."""

    def __init__(self, house):
        self.house = house
        self.reader = self.writer = None

    async def chat(self, model, stream):
        """One call; its status, or None when the connection broke."""
        body = json.dumps(
            {"model": model, "stream": stream, "messages": [{"role": "user", "content": "hello"}]}
        ).encode()
        try:
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.house.port)
            self.writer.write(
                b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                b"authorization: Bearer %s\r\ncontent-length: %d\r\n\r\n%s" % (self.house.token.encode(), len(body), body)
            )
            head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
            if b"content-length:" in head:
                await self.reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
            else:
                while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
                    await self.reader.readexactly(size + 2)
                await self.reader.readexactly(2)
            if b"connection: close" in head:
                self.close()
            return int(head.split(b" ")[1])
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return None

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.writer = None


async def load(house, count, models, chance, kill_after=None):
    """So many calls; the statuses they were answered with. With `kill_after`, the gateway is killed meanwhile."""
    statuses, left = [], count

    async def work():
        nonlocal left
        wire = Wire(house)
        while left > 0 and house.gateway.poll() is None:
            left -= 1
            statuses.append(await wire.chat(chance.choice(models), chance.random() < 0.3))
        wire.close()

    workers = [asyncio.create_task(work()) for _ in range(WORKERS)]
    if kill_after is not None:
        await asyncio.sleep(kill_after)
        house.kill_gateway()
    await asyncio.gather(*workers)
    return statuses


def collect(house, records):
    """Fetches what the provider counted since."""
    last = max((record["number"] for record in records), default=0)
    records += house.sandbox_get(f"/sandbox/calls?after={last}")


def counted(record):
    """A call at the provider in our meters: its output counts reasoning."""
    theirs = record | {
        "cache_read_tokens": record["cached_tokens"],
        "visible_output_tokens": record["output_tokens"] - record["reasoning_tokens"],
    }
    return {meter: theirs[meter] for meter in METERS}


def price(record):
    """What it costs: summed exactly, rounded once, half up."""
    rates = PRICES["gpt-*" if record["model"].startswith("gpt") else "claude-*"]
    exact = sum(Fraction(rates[METERS[meter]]) * 1000 * units for meter, units in counted(record).items() if units)
    return (2 * exact + 1).__floor__() // 2


def test_everything_is_the_same_integer(new_house):
    house = new_house()
    chance = random.Random(os.environ.get("EQUALITY_SEED", "6"))
    records = []
    # The kill loop.
    paced = [f"{model}+words={words}+pace=1ms" for model in MODELS for words in (3, 40)]
    for _ in range(KILLS):
        asyncio.run(load(house, 1_000_000, paced, chance, kill_after=chance.uniform(0.1, 1.2)))
        house.start_gateway()
    collect(house, records)
    # A storm: keys that are refused, targets that fail, further tries elsewhere.
    for name, dialect, base, secrets in (
        ("stormy", "openai-chat", "/v1", [None, new_secret() + "-fault429", new_secret() + "-fault401"]),
        ("calm", "anthropic", "", [None]),
    ):
        house.ask_desk(
            "upstream.add", name=name, dialect=dialect, url=house.sandbox_url + base, on_device=False,
            allow_private=True, allow_http=True,
        )  # fmt: skip
        for secret in secrets:
            house.add_key(name, secret)
    storms = []
    for fault in ("500", "429", "error-in-stream", "cut+after=0"):
        house.ask_desk("model.add", glob=f"storm-{fault}", targets=[f"stormy/gpt-a+fault={fault}", "calm/claude-b"])
        storms.append(f"storm-{fault}")
    statuses = asyncio.run(load(house, STORM, storms, chance))
    assert set(statuses) == {200}, statuses
    collect(house, records)
    # Many calls.
    left = CALLS
    while left > 0:
        statuses = asyncio.run(load(house, min(left, ROUND), [*MODELS, *MODELS, "none-of-these"], chance))
        assert set(statuses) <= {200, 404} and 200 in statuses
        left -= ROUND
        collect(house, records)
    house.stop_gateway()
    compare(house, records)


def compare(house, records):
    assert len({record["number"] for record in records}) == len(records) == records[-1]["number"], "all were fetched"
    attempts = house.ledger(
        "SELECT attempt.*, call.id AS call_id, call.cost_nano_usd AS call_cost FROM attempt JOIN call ON number = call"
    )
    known = {}
    for attempt in attempts:
        known.setdefault(str(uuid.UUID(bytes=attempt["call_id"])), attempt)
    for attempt in attempts:
        known[str(uuid.UUID(bytes=attempt["id"]))] = attempt
    # The provider's own count, call by call, and its sums.
    seen, count, cost = set(), dict.fromkeys(METERS, 0), 0
    for record in records:
        attempt = known[record["client_id"]]
        place = (attempt["call"], attempt["ordinal"])
        assert place not in seen, "the provider saw a try twice"
        seen.add(place)
        if attempt["usage_source"] != "reported":
            continue
        for meter, units in counted(record).items():
            assert attempt[meter] == units, (meter, record, attempt)
            count[meter] += units
        assert attempt["cost_nano_usd"] == price(record), (record, attempt)
        cost += price(record)
    reported = [attempt for attempt in attempts if attempt["usage_source"] == "reported"]
    assert {(attempt["call"], attempt["ordinal"]) for attempt in reported} <= seen, "reported, and nobody served it"
    assert sum(attempt["cost_nano_usd"] for attempt in reported) == cost > 0
    assert {meter: sum(attempt[meter] for attempt in reported) for meter in METERS} == count
    # What a kill cut off is charged at its hold, and said to be estimated; what never began to answer costs nothing.
    others = [attempt for attempt in attempts if attempt["usage_source"] != "reported"]
    assert {attempt["usage_source"] for attempt in others} <= {"estimated", "none"}
    abandoned = [attempt for attempt in others if attempt["outcome"] == "abandoned"]
    assert all(attempt["cost_nano_usd"] == attempt["hold_nano_usd"] for attempt in abandoned)
    assert all(attempt["cost_nano_usd"] == 0 for attempt in others if attempt["usage_source"] == "none")
    whole = cost + sum(attempt["cost_nano_usd"] for attempt in others)
    # Rows, balances, roll-ups.
    sums = {"rows": "SELECT SUM(cost_nano_usd) AS n FROM call"}
    for kind in ("client", "token", "key_version"):
        sums[f"balance {kind}"] = f"SELECT SUM(spent_nano_usd) AS n FROM balance WHERE kind = '{kind}'"
    sums["hours"] = "SELECT SUM(cost_nano_usd) AS n FROM roll_up_hour"
    assert {name: house.ledger(sql)[0]["n"] for name, sql in sums.items()} == dict.fromkeys(sums, whole)
    assert house.ledger("SELECT SUM(held_nano_usd) AS n FROM balance")[0]["n"] == 0
    # Every report that sums costs over everything, and usage.
    calls = house.ledger("SELECT COUNT(*) AS n FROM call")[0]["n"]
    found = {}
    for name in ("client", "token", "key", "model", "upstream", "day", "month"):
        total = report(house, f"spend-by-{name}")["total"]
        found[f"spend-by-{name}"] = (total["cost_nano_usd"], total["calls"])
        total = house.run("usage", "--by", name if name != "month" else "status")["total"]
        found[f"usage by {name}"] = (total["cost_nano_usd"], total["calls"])
    assert found == dict.fromkeys(found, (whole, calls))
    assert report(house, "upstreams")["total"]["attempts"] == len(attempts)
    assert report(house, "unpriced")["total"]["estimated"] == sum(a["usage_source"] == "estimated" for a in others)
    books = house.run("ledger", "books")
    assert books["ok"] and books["entries"] == calls + len(attempts), books
    verified = house.run("ledger", "verify", "--full")
    assert verified["ok"], verified
    print(
        f"\n{calls} calls, {len(attempts)} tries, {len(records)} counted by the provider, {len(abandoned)} abandoned, "
        f"{verified['entries']} entries: {whole} nano-dollars everywhere"
    )


def report(house, name):
    command = [BINARY, "report", "run", name, "--deadline", "10m", "--data", house.data, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, env=house.environment, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
