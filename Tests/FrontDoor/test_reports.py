"""Reports, usage, balances and the provider's count are one integer; hostile reports change nothing; backups come back."""

import csv
import io
import json
import random
import re
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from house import BINARY, CommandFailed, House

CALLS = 60
SPEND = [f"spend-by-{by}" for by in ("client", "token", "key", "model", "upstream", "day", "month")]


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A house after calls that went well, were cached, refused, failed and cut off."""
    house = House(tmp_path_factory.mktemp("reports"))
    try:
        house.start()
        house.run("client", "add", "lab", "--parent", "shop")
        tokens = [house.token, house.issue_token("lab", "--name", "bench")["token"]]
        house.run("budget", "set", "client:shop", "--limit", "100", "--per", "month")
        chance = random.Random(6)
        models = [
            "gpt-4o-mini+cached=300", "claude-sonnet-4+cachewrite=70", "gpt-4o-mini", "gpt-4o-mini+status=500",
            "unpriced-1", "nothing-of-the-kind",
        ]  # fmt: skip

        def call(_):
            model = chance.choice(models)
            ask = house.message if model.startswith("claude") else house.chat
            return ask(model, token=chance.choice(tokens), stream=chance.random() < 0.3).status_code

        with ThreadPoolExecutor(8) as pool:
            assert {200, 404} <= set(pool.map(call, range(CALLS)))
        house.tokens = tokens
        # One costs more than was booked, one less.
        dear, cheap, *_ = [c["id"] for c in house.run("call", "list", "--limit", "200")["calls"] if c["outcome"] == "ok"
                           and c["cost_nano_usd"]]  # fmt: skip
        house.run("ledger", "adjust", dear, "--reason", "invoice 7", "--cost", "0.0123")
        house.run("ledger", "adjust", cheap, "--reason", "credit note", "--cost", "0")
        yield house
    finally:
        house.stop()


def report(house, *arguments, format="json", check=True):
    """Runs a report; its document, or its text in another format."""
    command = [BINARY, "report", "run", *arguments, "--data", house.data, "--format", format]
    done = subprocess.run(command, capture_output=True, text=True, env=house.environment, timeout=60)
    if check and done.returncode:
        raise CommandFailed(arguments, done.returncode, done.stdout, done.stderr)
    if not check:
        return done
    return json.loads(done.stdout) if format == "json" else done.stdout


def one(house, sql):
    """The single number that a query over the rows answers."""
    return next(iter(house.ledger(f"SELECT ({sql}) AS n")[0].values()))


def test_all_sums_are_the_same_integer(busy):
    """AC-24: reports, usage, what clients see, balances, budgets, roll-ups and rows, corrections included."""
    usage = busy.run("usage")["total"]
    cost, adjusted = usage["cost_nano_usd"], usage["adjustment_nano_usd"]
    net = cost + adjusted
    assert cost > 0 and adjusted != 0 and usage["net_nano_usd"] == net
    sums = {name: report(busy, name)["total"] for name in [*SPEND, "charges"]}
    assert {total["cost_nano_usd"] for total in sums.values()} == {cost}
    assert {total["adjustment_nano_usd"] for total in sums.values()} == {adjusted}
    assert {total["calls"] for total in sums.values()} == {usage["calls"]} == {CALLS}
    assert sums["charges"]["charge_nano_usd"] == net
    rows = busy.ledger(
        "SELECT (SELECT SUM(cost_nano_usd) FROM call) AS calls, (SELECT SUM(cost_nano_usd) FROM attempt) AS attempts,"
        " (SELECT SUM(cost_nano_usd) FROM roll_up_hour) AS hours"
    )[0]
    assert set(rows.values()) == {cost}
    balances = busy.ledger("SELECT kind, SUM(spent_nano_usd) AS spent FROM balance GROUP BY kind")
    assert {row["spent"] for row in balances} == {net} and len(balances) == 3
    assert one(busy, "SELECT SUM(amount_nano_usd) FROM adjustment") == adjusted
    assert report(busy, "adjustments")["total"]["adjustment_nano_usd"] == adjusted
    own = [
        busy.http.get(f"{busy.url}/bursar/v1/usage?by=model", headers={"authorization": f"Bearer {token}"}).json()["total"]
        for token in busy.tokens
    ]
    for name in ("calls", "cost_nano_usd", "adjustment_nano_usd"):
        assert sum(total.get(name, 0) for total in own) == usage[name], name
    for by in ("client", "token", "key", "model", "upstream", "day", "status"):
        assert busy.run("usage", "--by", by)["total"] == usage
    assert busy.run("ledger", "books")["problems"] == []
    (budget,) = report(busy, "budgets")["rows"]
    assert budget["spent_nano_usd"] == net, "the budget's client and the one below it are all there is"
    course = busy.run("budget", "list")["budgets"][0]["id"]
    points = [row["spent_nano_usd"] for row in report(busy, "budget-course", "--set", f"budget={course}")["rows"]]
    assert max(point for point in points if point is not None) == cost
    refused = busy.run("usage", "--by", "status")["rows"]
    refused = next(row["calls"] for row in refused if row["status"] == "refused")
    assert report(busy, "refusals")["total"]["refusals"] == refused
    # Reports on a part have the sum of that part.
    attempts = report(busy, "upstreams")["total"]["attempts"]
    assert attempts == one(busy, "SELECT COUNT(*) FROM attempt")
    assert report(busy, "failures")["total"]["attempts"] == one(busy, "SELECT COUNT(*) FROM attempt WHERE outcome <> 'ok'")
    well = "FROM call JOIN attempt ON attempt.call = call.number WHERE call.outcome = 'ok'"
    thousand = report(busy, "cost-per-thousand")["total"]
    assert thousand["cost_nano_usd"] == one(busy, f"SELECT SUM(attempt.cost_nano_usd) {well}")
    cached = report(busy, "cache-savings")["total"]
    assert cached["saved_nano_usd"] == one(busy, "SELECT SUM(cache_saved_nano_usd) FROM attempt") != 0
    models = "SELECT model FROM call JOIN attempt ON call = number WHERE cache_read_tokens + cache_write_5m_tokens > 0"
    assert cached["cost_nano_usd"] == one(busy, f"SELECT SUM(cost_nano_usd) FROM call WHERE model IN ({models})")
    unknown = report(busy, "unpriced")["total"]
    assert unknown["estimated"] == one(busy, "SELECT COUNT(*) FROM attempt WHERE usage_source = 'estimated'")


def test_a_margin_is_charged_to_the_month(busy):
    """A client's own, or that of the nearest above it; costs stay."""
    def charges():
        return {row["client"]: row for row in report(busy, "charges")["rows"]}

    busy.run("price", "margin", "shop", "--on", "20%")
    busy.run("price", "margin", "lab", "--multiply", "7/9", "--from", "2199-01")
    assert {row["margin"] for row in charges().values()} == {"6/5"}
    busy.run("price", "margin", "lab", "--off", "12.5%")
    found = charges()
    assert {name: row["margin"] for name, row in found.items()} == {"shop": "6/5", "lab": "7/8"}
    for row in found.values():
        over, below = map(int, row["margin"].split("/"))
        booked = row["cost_nano_usd"] + row["adjustment_nano_usd"]
        assert row["charge_nano_usd"] == (2 * booked * over + below) // (2 * below)
    assert busy.run("price", "margin", "lab")["factor"] == "1/1"
    assert charges()["lab"]["charge_nano_usd"] == found["lab"]["cost_nano_usd"] + found["lab"]["adjustment_nano_usd"]


def test_every_report_runs_in_every_format(busy):
    """AC-28."""
    names = [row["name"] for row in busy.run("report", "list")["reports"]]
    assert len(names) >= 15
    course = busy.run("budget", "list")["budgets"][0]["id"]
    documents = report(busy, *(name for name in names if name != "budget-course"))["reports"]
    documents.append(report(busy, "budget-course", "--set", f"budget={course}"))
    assert {document["report"] for document in documents} == set(names)
    assert all(document["question"].endswith("?") and document["columns"] for document in documents)
    assert busy.run("report", "show", "spend-by-key")["parameters"][0]["name"] == "since"
    table = list(csv.DictReader(io.StringIO(report(busy, "spend-by-client", format="csv"))))
    assert sum(int(row["cost_nano_usd"]) for row in table) == busy.run("usage")["total"]["cost_nano_usd"]
    page = report(busy, *SPEND, format="html")
    assert page.count("<section") == len(SPEND) and page.count("<svg") >= 5
    assert "<script" not in page and not re.search(r"(?:src|href)=|url\(", page)
    assert report(busy, "spend-by-model", format="svg").startswith("<svg")
    assert "total" in report(busy, "spend-by-model", format="table")


@pytest.mark.parametrize(
    "sql, words",
    [
        ("DELETE FROM call", "only reads"),
        ("UPDATE balance SET spent_nano_usd = 0", "only reads"),
        ("SELECT 1; SELECT 2", "several statements"),
        ("SELECT 1; DROP TABLE call", "only reads"),
        ("ATTACH '/tmp/other.db' AS other", "attach"),
        ("PRAGMA writable_schema = ON", "PRAGMA"),
        ("SELECT * FROM pragma_table_info('call')", ""),
        ("SELECT sealed FROM key_version", "sealed"),
        ("SELECT digest FROM token_version", "sealed"),
        ("CREATE TEMP TABLE mine AS SELECT 1", "only reads"),
        ("SELECT load_extension('x')", ""),
        ("SELECT :unknown", "unknown"),
        ("SELEKT 1", "syntax"),
        ("-- Column: x nonsense\nSELECT 1 AS x", "Column"),
        ("", "no statement"),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n", "stopped"),
    ],
)
def test_a_hostile_report_is_one_clear_sentence(busy, tmp_path, sql, words):
    file = tmp_path / "report.sql"
    file.write_text(sql)
    before = busy.run("usage")["total"]
    done = report(busy, "--file", file, "--deadline", "300ms", check=False)
    assert done.returncode in (1, 64) and done.stdout == ""
    assert words in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert busy.run("usage")["total"] == before
    assert busy.run("ledger", "books")["ok"] is True


def test_a_report_of_ones_own(busy, tmp_path):
    file = tmp_path / "mine.sql"
    file.write_text(
        "-- Question: How many?\n-- Parameter: least integer 1 | at least so many\n"
        "SELECT model, SUM(calls) AS calls FROM usage_by_month GROUP BY model HAVING SUM(calls) >= :least"
    )
    everything = report(busy, "--file", file)["rows"]
    assert sum(row["calls"] for row in everything) == CALLS
    assert report(busy, "--file", file, "--set", "least=1000000")["rows"] == []
    assert report(busy, "--file", file, "--since", "1990-01-01", "--until", "2000-01-01")["rows"] == []
    assert report(busy, "--file", file, "--set", "least=many", check=False).returncode == 64
    cut = report(busy, "--file", file, "--limit", "1")
    assert len(cut["rows"]) == 1 and cut["truncated"] is True


def test_a_backup_comes_back(busy, tmp_path):
    """T02: Made under calls; holds no root key; damage, newer schemas and places that are taken are refused."""
    file = tmp_path / "backup.db"
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(busy.chat) for _ in range(20)]
        made = busy.run("backup", file)
        assert {call.result().status_code for call in calls} == {200}
    assert file.stat().st_mode & 0o777 == 0o600 and made["bytes"] == file.stat().st_size
    (key,) = (busy.directory / "config" / "bursar").glob("*.key")
    root, held = key.read_bytes(), file.read_bytes()
    assert root.strip() not in held
    for secret in busy.secrets.values():
        assert secret.encode() not in held
    with pytest.raises(CommandFailed, match="is there already"):
        busy.run("backup", file)

    place = House(tmp_path)
    place.environment = busy.environment

    def restore(source, *flags, match=None):
        if match:
            with pytest.raises(CommandFailed, match=match):
                place.run("restore", source, *flags)
            assert not (place.data / "ledger.db").exists()
            return None
        return place.run("restore", source, *flags)

    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(held[: len(held) // 2])
    restore(damaged, match="damaged|malformed")
    damaged.write_bytes(b"no database")
    restore(damaged, match="no backup")
    damaged.write_bytes(held)
    with sqlite3.connect(damaged) as tampered:
        tampered.execute("UPDATE backup SET schema = schema + 1")
    restore(damaged, match="newer Bursar")
    damaged.write_bytes(held)
    with sqlite3.connect(damaged) as tampered:
        tampered.execute("UPDATE roll_up_hour SET cost_nano_usd = cost_nano_usd + 1")
    restore(damaged, match="books don't balance")
    for planted, words in (
        ("CREATE TRIGGER kind AFTER INSERT ON call BEGIN DELETE FROM balance; END", "trigger kind was added"),
        ("DROP TRIGGER call_is_written_once", "trigger call_is_written_once is missing"),
        ("CREATE VIEW call_list AS SELECT 1", "view call_list was added"),
    ):
        damaged.write_bytes(held)
        with sqlite3.connect(damaged) as tampered:
            tampered.execute(planted)
        restore(damaged, match=words)
    with pytest.raises(CommandFailed, match="stop it"):
        busy.run("restore", file)

    done = restore(file)
    assert done["calls"] == made["calls"]
    # Calls that were under way are settled at their holds.
    extra = done["cost_nano_usd"] - made["cost_nano_usd"]
    assert extra == 0 if done["abandoned"] == 0 else extra > 0
    assert place.run("ledger", "books")["problems"] == []
    assert place.run("usage")["total"]["calls"] == made["calls"]
    with pytest.raises(CommandFailed, match="holds a ledger already"):
        place.run("restore", file)
    assert place.run("restore", file, "--replace")["before"]
    place.http.close()


def test_pruning_keeps_every_sum(new_house):
    """AC-27: Rows of old calls go; reports, balances and books stay as they were."""
    house = new_house()
    for _ in range(6):
        assert house.chat().status_code == 200
    house.stop_gateway()
    database = sqlite3.connect(house.data / "ledger.db")
    shift = 40 * 86_400_000
    # Nobody can wait for forty days: the calls are made older where it is written, all sums with them.
    triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    for number, old in database.execute("SELECT number, id FROM call").fetchall():
        moment = int.from_bytes(old[:6], "big") - shift
        database.execute("UPDATE call SET id = ?, began_at_ms = ? WHERE number = ?", (moment.to_bytes(6, "big") + old[6:], moment, number))  # fmt: skip
    database.execute("DELETE FROM roll_up_hour")
    names = [row[1] for row in database.execute("PRAGMA table_info(roll_up_hour)")][7:]
    dimensions = "client, token, key_version, model, upstream, status"
    database.execute(
        f"INSERT INTO roll_up_hour (hour_ms, {dimensions}, {', '.join(names)}) SELECT began_at_ms / 3600000 * 3600000,"
        f" {dimensions}, {', '.join(f'SUM({name})' for name in names)} FROM usage_row GROUP BY 1, {dimensions}"
    )
    database.execute(f"UPDATE roll_up_latency SET day_ms = day_ms - {shift}")
    # The log would tell: it is founded anew, after these calls.
    for table in ("leaf_group", "tile", "checkpoint", "event", "journal"):
        database.execute(f"DELETE FROM {table}")
    for table in ("call", "attempt"):
        database.execute(f"UPDATE {table} SET entry = NULL, outcome_entry = NULL")
    for table in ("decision", "budget_scope"):
        database.execute(f"UPDATE {table} SET entry = NULL")
    for _, sql in triggers:
        database.execute(sql)
    database.commit()
    database.close()
    before = house.run("usage", "--by", "model,key")
    assert house.run("ledger", "books")["problems"] == []
    with pytest.raises(CommandFailed, match="at least a day ago"):
        house.run("ledger", "prune", "--before", "1h")
    pruned = house.run("ledger", "prune", "--before", "30d")
    assert pruned["done"] is True and pruned["calls"] == 6 == pruned["attempts"]
    assert house.run("call", "list")["calls"] == []
    assert house.run("usage", "--by", "model,key") == before
    assert report(house, "spend-by-model", "--since", "41d")["total"]["calls"] == 6
    assert house.run("ledger", "books")["problems"] == []
    house.start_gateway()
    assert house.chat().status_code == 200
    assert house.run("ledger", "books")["problems"] == []
    assert house.run("usage")["total"]["calls"] == 7
