"""Makes a ledger of many calls (100 clients, 20 keys, 30 models, two years) and measures what an operator waits for.

Everything is drawn from one seed, so the same figures come out again. The directory is made by the product's own
commands; calls, attempts and sums are written straight through SQL, and the product's own check of the books says
whether they are what it would have written. Prints Markdown.

    python tenmillion.py FOLDER [--calls 10000000] [--seed 6] [--prune] [--only make|measure]
"""

import argparse
import random
import sqlite3
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "FrontDoor"))
from house import House  # noqa: E402

HOUR, DAY = 3_600_000, 86_400_000
CLIENTS, KEYS, MODELS, SLOTS = 100, 20, 30, 1_000
END = 1_793_491_200_000  # 2026-11-01, so that a second run has the same calls
START = END - 731 * DAY
CALL_TABLES = ("call", "sqlite_autoindex_call_1", "call_not_ok", "call_of_client_not_ok", "attempt")
REFUSALS = ["models", "budget", "rate-limit", "detector", "residency"]
SUMS = """calls, attempts, estimated, unpriced, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
    cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images,
    searches, cost_nano_usd, cache_saved_nano_usd, adjustment_nano_usd"""
DIMENSIONS = "client, token, key_version, model, upstream, status"
SUMMED = ", ".join(f"SUM({name.strip()})" for name in SUMS.split(","))


def directory(house, chance):
    """Clients, tokens, upstreams, keys, models and prices, by commands."""
    for number in range(5):
        house.add_upstream(f"provider{number}", "openai-chat", f"http://127.0.0.1:{9000 + number}/v1")
        for key in range(1, KEYS // 5):
            house.add_key(f"provider{number}", None, "--name", f"key{key}")
    for number in range(MODELS):
        house.run("model", "add", f"model-{number:02}", "--to", f"provider{number % 5}")
        rate = chance.choice([15, 40, 100, 250, 300, 500])
        house.set_price(
            f"model-{number:02}", input=f"{rate / 100:.2f}", output=f"{rate / 25:.2f}",
            cache_read=f"{rate / 1000:.3f}", cache_write_5m=f"{rate / 80:.4f}",
        )  # fmt: skip
    for number in range(CLIENTS):
        house.run("client", "add", f"client-{number:02}")
        for name in ("web", "batch"):
            house.issue_token(f"client-{number:02}", "--name", name)
    for number in range(0, CLIENTS, 5):
        house.run("budget", "set", f"client:client-{number:02}", "--limit", "100000", "--per", "month")


def slots(database, chance):
    """Who calls which model with which token: each slot is as likely as its neighbour is a little less."""
    tokens = {}
    for number, client in database.execute("SELECT number, client FROM token"):
        tokens.setdefault(client, []).append(number)
    clients = sorted(tokens)
    prices = {
        glob: rates
        for glob, *rates in database.execute(
            "SELECT glob, number, fresh_input_nano_usd, cache_read_nano_usd, cache_write_5m_nano_usd,"
            " visible_output_nano_usd FROM price WHERE replaced_at_ms IS NULL"
        )
    }
    targets = dict(
        database.execute("SELECT glob, upstream FROM model JOIN model_target ON model_target.model = model.number")
    )
    keys = {}
    for number, upstream in database.execute(
        "SELECT key_version.number, upstream FROM key_version JOIN upstream_key ON upstream_key.number = key_version.key"
    ):
        keys.setdefault(upstream, []).append(number)
    database.execute(
        "CREATE TEMP TABLE slot (number INTEGER PRIMARY KEY, client, token, model, upstream, key0, key1, key2, key3,"
        " price, fresh, read, write, output)"
    )
    for number in range(SLOTS):
        client = clients[number] if number < CLIENTS else chance.choice(clients)
        model = f"model-{min(chance.randrange(MODELS), chance.randrange(MODELS)):02}"
        price, *rates = prices[model]
        row = [number, client, chance.choice(tokens[client]), model, targets[model]]
        row += keys[targets[model]] + [price, *rates]
        database.execute(f"INSERT INTO slot VALUES ({','.join('?' * len(row))})", row)


def plan(calls, chance):
    """How many calls each hour has: busier by day, on workdays, and as time goes by."""
    hours = range(START, END, HOUR)
    weights = []
    for hour in hours:
        of_day, weekday = hour // HOUR % 24, (hour // DAY + 3) % 7
        weight = (1 + 3 * (8 <= of_day < 19)) * (1 if weekday < 5 else 0.4)
        weights.append(weight * (1 + 2 * (hour - START) / (END - START)) * chance.uniform(0.7, 1.3))
    total, done, given = sum(weights), 0.0, 0
    for hour, weight in zip(hours, weights):
        done += weight
        count = round(calls * done / total) - given
        given += count
        yield hour, count


# `r` and `q` are two pseudo-random numbers of a call's number, below two thousand million.
CALLS = """
INSERT INTO call (number, id, client, token, dialect, endpoint, model, is_stream, began_at_ms, request_bytes, decision,
                  outcome, code, status, cost_nano_usd, ended_at_ms)
SELECT n, make_id(at, r), client, token, 'openai-chat', 'chat', model, r / 7 % 2, at, 400 + q % 4000,
       CASE fate WHEN 'refused' THEN 2 + client % 5 ELSE 1 END, fate,
       CASE fate WHEN 'refused' THEN 'policy_violation' WHEN 'failed' THEN 'upstream_failed' WHEN 'client_closed'
       THEN 'client_closed' END,
       CASE fate WHEN 'refused' THEN 403 WHEN 'failed' THEN 503 ELSE 200 END,
       CASE WHEN fate IN ('refused', 'failed') THEN 0
            ELSE (fresh_t * fresh + read_t * read + write_t * write + out_t * output + 500000) / 1000000 END,
       at + CASE fate WHEN 'refused' THEN 0 ELSE first + rest END
FROM drawn
"""
ATTEMPTS = """
INSERT INTO attempt (call, ordinal, id, upstream, key_version, model_sent, price, began_at_ms, hold_nano_usd, outcome,
                     code, status, provider_id, usage_source, fresh_input_tokens, cache_read_tokens,
                     cache_write_5m_tokens, cache_write_1h_tokens, visible_output_tokens, reasoning_tokens,
                     audio_input_tokens, audio_output_tokens, images, searches, cost_nano_usd, cache_saved_nano_usd,
                     is_over_hold, first_byte_ms, total_ms)
SELECT n, 1, make_id(at, q), upstream, CASE q % 4 WHEN 0 THEN key0 WHEN 1 THEN key1 WHEN 2 THEN key2 ELSE key3 END,
       model, price, at, 40000000, fate,
       CASE fate WHEN 'failed' THEN 'upstream_failed' WHEN 'client_closed' THEN 'client_closed' END,
       CASE fate WHEN 'failed' THEN 503 ELSE 200 END,
       CASE fate WHEN 'failed' THEN NULL ELSE printf('chatcmpl-%016x%06x', r * 48271 + q, n % 16777216) END,
       CASE WHEN fate = 'failed' THEN 'none' WHEN fate = 'client_closed' AND q % 3 = 0 THEN 'estimated'
            ELSE 'reported' END,
       fresh_t * alive, read_t * alive, write_t * alive, 0, out_t * alive, 0, 0, 0, 0, 0,
       alive * ((fresh_t * fresh + read_t * read + write_t * write + out_t * output + 500000) / 1000000),
       CASE WHEN alive AND read_t + write_t > 0 THEN
            ((fresh_t + read_t + write_t) * fresh + out_t * output + 500000) / 1000000
            - (fresh_t * fresh + read_t * read + write_t * write + out_t * output + 500000) / 1000000 END,
       0, first, first + rest
FROM (SELECT *, fate <> 'failed' AS alive FROM drawn WHERE fate <> 'refused')
"""
DRAWN = """
CREATE TEMP VIEW drawn AS
WITH RECURSIVE series (n) AS (
    SELECT lo FROM span WHERE lo < hi UNION ALL SELECT n + 1 FROM series, span WHERE n + 1 < hi
), one AS (SELECT n, (n * 48271 + seed) % 2147483647 AS s FROM series, span
), two AS (SELECT n, s * 69621 % 2147483647 AS r FROM one
), three AS (SELECT n, r, r % 1000003 * 40692 % 2147483399 AS q FROM two)
SELECT n, r, q, hour_ms + (n - lo) * 3600000 / (hi - lo) AS at, slot.*,
       CASE WHEN r % 1000 < 20 THEN 'refused' WHEN r % 1000 < 45 THEN 'failed' WHEN r % 1000 < 60
            THEN 'client_closed' ELSE 'ok' END AS fate,
       50 + q % 1900 AS fresh_t, CASE WHEN r % 5 < 2 THEN q % 3000 ELSE 0 END AS read_t,
       CASE WHEN r % 11 = 0 THEN 500 + q % 900 ELSE 0 END AS write_t, 20 + r % 700 AS out_t,
       120 + r % 400 + upstream * 60 AS first, (20 + r % 700) * 12 AS rest
FROM three, span
CROSS JOIN slot ON slot.number = (r / 3 % 1000) * (q / 5 % 1000) / 1000
"""


def write_sums(database, below):
    """What the product keeps beside the rows, from the rows."""
    run = database.execute
    run(f"INSERT INTO roll_up_hour (hour_ms, {DIMENSIONS}, {SUMS}) SELECT hour, {DIMENSIONS}, {SUMMED} FROM"
        f" (SELECT began_at_ms / {HOUR} * {HOUR} AS hour, * FROM usage_row WHERE call_id >= make_id(?, 0)"
        f" AND call_id < make_id(?, 0)) GROUP BY hour, {DIMENSIONS}", below)  # fmt: skip
    run(f"INSERT INTO roll_up_day (day_ms, {DIMENSIONS}, {SUMS}) SELECT ?, {DIMENSIONS}, {SUMMED} FROM roll_up_hour"
        f" WHERE hour_ms >= ? AND hour_ms < ? GROUP BY {DIMENSIONS}", (below[0], *below))  # fmt: skip
    run(f"INSERT INTO roll_up_total (day_ms, status, {SUMS}) SELECT ?, status, {SUMMED} FROM roll_up_day"
        " WHERE day_ms = ? GROUP BY status", (below[0], below[0]))  # fmt: skip
    run("""INSERT INTO roll_up_latency SELECT ?, attempt.upstream, attempt.outcome, IFNULL(attempt.code, ''),
               IFNULL((SELECT MIN(upto_ms) FROM latency_class WHERE upto_ms >= first_byte_ms), 0),
               (SELECT MIN(upto_ms) FROM latency_class WHERE upto_ms >= total_ms), COUNT(*)
           FROM call JOIN attempt ON attempt.call = call.number
           WHERE call.id >= make_id(?, 0) AND call.id < make_id(?, 0) GROUP BY 1, 2, 3, 4, 5, 6""", (below[0], *below))
    run("""INSERT INTO roll_up_refusal SELECT ?, client, rule, code, COUNT(*)
           FROM call JOIN decision ON decision.number = call.decision
           WHERE call.id >= make_id(?, 0) AND call.id < make_id(?, 0) AND outcome = 'refused'
           GROUP BY 1, 2, 3, 4""", (below[0], *below))  # fmt: skip


def fill(path, calls, seed):
    """Writes the calls and all sums."""
    chance = random.Random(seed)
    database = sqlite3.connect(path, isolation_level=None)
    database.create_function(
        "make_id", 2, lambda at, r: (at << 80 | (7 << 76 | 2 << 62 if r else 0) | r * 2862933555777941757 % 2**62)
        .to_bytes(16, "big"), deterministic=True)  # fmt: skip
    run = database.execute
    for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
        run(f"PRAGMA {pragma}")
    slots(database, chance)
    run("CREATE TEMP TABLE span (lo, hi, hour_ms, seed)")
    run("INSERT INTO span VALUES (0, 0, 0, ?)", (seed * 7919,))
    run(DRAWN)
    run("INSERT INTO decision (number, rule, reason) VALUES (1, 'permitted', 'Nothing forbids it.')")
    for number, rule in enumerate(REFUSALS, 2):
        run("INSERT INTO decision (number, rule, reason) VALUES (?, ?, 'Made up.')", (number, rule))
    run("BEGIN")
    number, day = 1, START
    for hour, count in plan(calls, chance):
        if hour >= day + DAY:
            write_sums(database, (day, day + DAY))
            day += DAY
            if day // DAY % 73 == 0:
                print(f"\r{number / calls:.0%} of the calls", end="", file=sys.stderr, flush=True)
        run("UPDATE span SET lo = ?, hi = ?, hour_ms = ?", (number, number + count, hour))
        run(CALLS)
        run(ATTEMPTS)
        number += count
    write_sums(database, (day, day + DAY))
    run(f"INSERT INTO roll_up_month (month_ms, {DIMENSIONS}, {SUMS}) SELECT CAST(strftime('%s', day_ms / 1000,"
        f" 'unixepoch', 'start of month') AS INTEGER) * 1000 AS month_ms, {DIMENSIONS}, {SUMMED} FROM roll_up_day"
        f" GROUP BY 1, {DIMENSIONS}")  # fmt: skip
    for span in ("day", "month"):
        for kind in ("client", "token", "key_version", "model", "upstream"):
            run(f"INSERT INTO roll_up_share_{span} (kind, {span}_ms, subject, status, {SUMS}) SELECT '{kind}', {span}_ms,"
                f" {kind}, status, {SUMMED} FROM roll_up_{span} GROUP BY {span}_ms, {kind}, status")  # fmt: skip
    for kind in ("client", "token", "key_version"):
        where = "WHERE key_version > 0" if kind == "key_version" else ""
        run(f"INSERT INTO balance SELECT '{kind}', {kind}, SUM(cost_nano_usd), 0 FROM roll_up_month {where} GROUP BY 2")
    run("UPDATE fold SET below_ms = ?", (END,))
    run("UPDATE recovery SET floor = ?", (number,))
    run("UPDATE upstream_key SET last_used_at_ms = ?", (END - 1,))
    run("COMMIT")
    found_log_anew(database)
    run("PRAGMA journal_mode = WAL")
    database.close()
    print(file=sys.stderr)


def found_log_anew(database):
    """The calls have no leaves in the log: it begins after them."""
    tables = ("leaf_group", "tile", "checkpoint", "event", "journal")
    marks = ", ".join("?" * len(tables))
    triggers = database.execute(
        f"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ({marks})", tables
    ).fetchall()
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    for table in tables:
        database.execute(f"DELETE FROM {table}")
    for _, sql in triggers:
        database.execute(sql)


def sizes(path, calls):
    """Bytes a call of each table and of all."""
    with sqlite3.connect(path) as database:
        pages = dict(database.execute("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name"))
    rows = sum(pages.get(name, 0) for name in CALL_TABLES)
    print("\n| Table or index | Bytes a call |\n|---|---|")
    for name, size in sorted(pages.items(), key=lambda pair: -pair[1])[:9]:
        print(f"| `{name}` | {size / calls:.1f} |")
    print(f"| **calls and attempts, with their indexes** | **{rows / calls:.0f}** (goal: at most 400) |")
    print(f"| the whole file | {sum(pages.values()) / calls:.0f} |")


class Desk:
    """The operator's socket, so that what is measured is the answer and not the start of a command."""

    def __init__(self, house):
        self.http = httpx.Client(transport=httpx.HTTPTransport(uds=str(house.data / "admin.sock")), timeout=600)

    def ask(self, case, **arguments):
        began = time.monotonic()
        reply = self.http.post(f"http://localhost/admin/v1/{case}", json=arguments)
        spent = (time.monotonic() - began) * 1000
        if reply.status_code != 200:
            raise SystemExit(f"{case}: {reply.text}")
        return reply.json(), spent

    def median(self, case, times=5, **arguments):
        return statistics.median(self.ask(case, **arguments)[1] for _ in range(times))


def measure(desk):
    """What an operator waits for."""
    day = lambda ms: time.strftime("%Y-%m-%d", time.gmtime(ms / 1000))  # noqa: E731
    spans = {"two years": (START, END), "400 days, cut inside hours": (END - 400 * DAY + 12_345_678, END - 7_654_321),
             "30 days": (END - 30 * DAY, END)}  # fmt: skip
    budget = desk.ask("budget.list")[0]["budgets"][0]["id"]
    print("\n| Answer in ms (median of 5) | " + " | ".join(spans) + " |\n|---|" + "---|" * len(spans))
    worst = 0
    for report in [line["name"] for line in desk.ask("report.list")[0]["reports"]]:
        cells = []
        for since, until in spans.values():
            settings = [f"since={since_text(since)}", f"until={since_text(until)}"]
            settings += [f"budget={budget}"] if report == "budget-course" else []
            cells.append(desk.median("report.run", report=report, settings=settings))
        worst = max(worst, *cells)
        print(f"| `report run {report}` | " + " | ".join(f"{cell:.0f}" for cell in cells) + " |")
    for by in (["client"], ["model"], ["key"], ["day"], ["client", "model"]):
        cells = [desk.median("usage", by=by, since=since_text(a), until=since_text(b)) for a, b in spans.values()]
        print(f"| `usage --by {','.join(by)}` | " + " | ".join(f"{cell:.0f}" for cell in cells) + " |")
    print(f"\nThe slowest report: {worst:.0f} ms (goal: at most 200).\n")
    print("| Page of 50 calls | ms |\n|---|---|")
    last = desk.ask("call.list", limit=50)[0]["calls"][-1]["id"]
    for name, arguments in {
        "the newest": {}, "the next": {"before": last}, "of a client": {"client": "client-42"},
        "refused": {"outcome": "refused"}, "refused, of a client": {"client": "client-42", "outcome": "refused"},
        "abandoned: there are none": {"outcome": "abandoned"},
    }.items():  # fmt: skip
        print(f"| {name} | {desk.median('call.list', limit=50, **arguments):.0f} |")
    books, spent = desk.ask("ledger.books")
    if not books["ok"]:
        raise SystemExit(f"the books don't balance: {books['problems']}")
    print(f"\nThe books balance over {books['entries']:,} entries; checking took {spent / 1000:.0f} s. Last day: {day(END)}.")


def since_text(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment / 1000)) + f".{moment % 1000:03}Z"


def live(house):
    """An upstream that answers, and a client whose calls it serves."""
    house.start_sandbox()
    house.add_upstream("live", "openai-chat", house.sandbox_url + "/v1")
    house.run("model", "add", "live", "--to", "live/gpt-4o-mini")
    house.set_price("gpt-4o-mini", input="0.15", output="0.6")
    house.run("client", "add", "live")
    house.token = house.issue_token("live")["token"]
    house.chat("live")


def call_all_along(house, stop):
    """A hundred calls a second until told to stop: how long each took from the moment it was due, in milliseconds.

    One that comes late because those before it waited has waited, too.
    """
    waits, clients = [], threading.local()

    def call(due):
        if not hasattr(clients, "http"):
            clients.http = httpx.Client(timeout=60)
        reply = house.chat("live", http=clients.http)
        if reply.status_code != 200:
            raise SystemExit(f"a call was refused: {reply.text}")
        waits.append((time.monotonic() - due) * 1000)

    began, count = time.monotonic(), 0
    with ThreadPoolExecutor(16) as pool:
        while not stop.is_set():
            due = began + count / 100
            time.sleep(max(0, due - time.monotonic()))
            pool.submit(call, due)
            count += 1
    return sorted(waits)


def told(waits):
    return (f"{len(waits):,} calls took {statistics.median(waits):.1f} ms in the median, {waits[-len(waits) // 1000 - 1]:.0f} ms"
            f" for 999 of 1000, {waits[-1]:.0f} ms at most")  # fmt: skip


def prune(house, desk, seconds):
    """Deletes the older two thirds of the time while a hundred calls a second come: how long do those take?"""
    live(house)
    with ThreadPoolExecutor(1) as runner:
        stop = threading.Event()
        calm = runner.submit(call_all_along, house, stop)
        time.sleep(min(10, seconds))
        stop.set()
        print(f"\nWithout anything else, {told(calm.result())}.")
        stop = threading.Event()
        busy = runner.submit(call_all_along, house, stop)
        began, calls, longest = time.monotonic(), 0, 0
        while time.monotonic() - began < seconds:
            answer, _ = desk.ask("ledger.prune", before=since_text(START + (END - START) * 2 // 3))
            calls, longest = calls + answer["calls"], max(longest, answer["longest_ms"])
            if answer["done"]:
                break
        spent = time.monotonic() - began
        stop.set()
    print(f"\n{calls:,} old calls deleted in {spent:.0f} s ({calls / spent:,.0f} a second); the longest that one step kept"
          f" others from writing was {longest} ms (goal: 50). Meanwhile {told(busy.result())}.")  # fmt: skip
    books = desk.ask("ledger.books")[0]
    print("The books balance after it." if books["ok"] else f"The books don't balance: {books['problems']}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--prune", action="store_true", help="delete the older two thirds of the time, under writes")
    parser.add_argument("--prune-seconds", type=int, default=3600, help="delete for so long at most")
    parser.add_argument("--only", choices=["make", "measure"], help="make it, or measure one that was made")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=options.only == "measure")
    house = House(options.folder)
    try:
        path = house.data / "ledger.db"
        if options.only != "measure":
            make(house, path, options)
        if options.only != "make":
            house.start_gateway()
            answers(house, options)
    finally:
        house.stop()


def make(house, path, options):
    """The directory and its calls."""
    house.run("init")
    house.start_gateway()
    directory(house, random.Random(options.seed))
    house.stop_gateway()
    began = time.monotonic()
    fill(path, options.calls, options.seed)
    print(f"## {options.calls:,} calls\n\nSeed {options.seed}; made in {time.monotonic() - began:.0f} s.")
    sizes(path, options.calls)


def answers(house, options):
    """What is asked of it."""
    desk = Desk(house)
    measure(desk)
    if options.prune:
        prune(house, desk, options.prune_seconds)
    began = time.monotonic()
    backup = house.run("backup", options.folder / "backup.db")
    print(f"\nA backup of {backup['bytes'] / 2**30:.1f} GiB took {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
