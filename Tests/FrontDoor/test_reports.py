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
        house.run("client", "add", "lab")
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


def test_all_sums_are_the_same_integer(busy):
    """AC-24."""
    usage = busy.run("usage")["total"]
    sums = {name: report(busy, name)["total"] for name in SPEND}
    assert {total["cost_nano_usd"] for total in sums.values()} == {usage["cost_nano_usd"]}
    assert {total["calls"] for total in sums.values()} == {usage["calls"]} == {CALLS}
    rows = busy.ledger(
        "SELECT (SELECT SUM(cost_nano_usd) FROM call) AS calls, (SELECT SUM(cost_nano_usd) FROM attempt) AS attempts,"
        " (SELECT SUM(cost_nano_usd) FROM roll_up_hour) AS hours,"
        " (SELECT SUM(spent_nano_usd) FROM balance WHERE kind = 'client') AS clients,"
        " (SELECT SUM(spent_nano_usd) FROM balance WHERE kind = 'token') AS tokens,"
        " (SELECT SUM(spent_nano_usd) FROM balance WHERE kind = 'key_version') AS keys"
    )[0]
    assert set(rows.values()) == {usage["cost_nano_usd"]} and usage["cost_nano_usd"] > 0
    assert busy.run("ledger", "books")["problems"] == []
    shop = next(r for r in report(busy, "spend-by-client")["rows"] if r["client"] == "shop")
    (budget,) = report(busy, "budgets")["rows"]
    assert budget["spent_nano_usd"] == shop["cost_nano_usd"]
    refused = busy.run("usage", "--by", "status")["rows"]
    refused = next(row["calls"] for row in refused if row["status"] == "refused")
    assert report(busy, "refusals")["total"]["refusals"] == refused
    attempts = report(busy, "upstreams")["total"]["attempts"]
    assert attempts == busy.ledger("SELECT COUNT(*) AS n FROM attempt")[0]["n"]
    saved = report(busy, "cache-savings")["total"]["saved_nano_usd"]
    assert saved == busy.ledger("SELECT SUM(cache_saved_nano_usd) AS n FROM attempt")[0]["n"] != 0


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
    assert page.count("<section>") == len(SPEND) and page.count("<svg") >= 5
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
