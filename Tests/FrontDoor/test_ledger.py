"""The log: exported, it verifies with openssl and two independent implementations of RFC 6962; tampered with, it doesn't.

`make ledger` runs it over 100,000 entries (ENTRIES) and with a thousand random tamperings (TAMPERINGS).
"""

import asyncio
import base64
import collections
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess

import httpx
import pymerkle
import tamperlog

from house import BINARY

ENTRIES = int(os.environ.get("ENTRIES", "600"))
TAMPERINGS = int(os.environ.get("TAMPERINGS", "12"))
WORKERS = 16
# DER of an Ed25519 public key up to the key itself (RFC 8410).
PREFIX = bytes.fromhex("302a300506032b6570032100")


def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def bundles(folder, size):
    """The leaves of an export, by C2SP's rules of its paths and bundles."""
    leaves = []
    for number in range((size + 255) // 256):
        width = min(256, size - number * 256)
        groups, rest = [f"{number % 1000:03}"], number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        name = "/".join(groups) + ("" if width == 256 else f".p/{width}")
        data = (folder / "tile/entries" / name).read_bytes()
        hashes = (folder / "tile/0" / name).read_bytes()
        place = 0
        for _ in range(width):
            length = int.from_bytes(data[place : place + 2], "big")
            leaves.append(data[place + 2 : place + 2 + length])
            place += 2 + length
        assert place == len(data)
        assert hashes == b"".join(leaf_hash(leaf) for leaf in leaves[-width:])
    return leaves


def checked_note(note, vkey, folder):
    """Checks a checkpoint's signature with openssl alone; returns origin, size and root."""
    name, key_id, key = vkey.strip().split("+", 2)
    key = base64.b64decode(key)
    assert key[0] == 1
    assert hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    text, lines = note.rsplit("\n\n", 1)
    text += "\n"
    line = next(line for line in lines.splitlines() if line.startswith(f"\u2014 {name} "))
    signature = base64.b64decode(line.split(" ")[2])
    assert signature[:4].hex() == key_id
    (folder / "key.der").write_bytes(PREFIX + key[1:])
    (folder / "text").write_bytes(text.encode())
    (folder / "sig").write_bytes(signature[4:])
    subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", folder / "key.der"]
        + ["-in", folder / "text", "-sigfile", folder / "sig"],
        check=True,
        capture_output=True,
    )
    origin, size, root = text.splitlines()
    return origin, int(size), base64.b64decode(root)


async def load(house, count):
    """Calls that are answered, calls that are refused: two entries and one."""
    async with httpx.AsyncClient(base_url=house.url, timeout=60) as http:

        async def worker():
            nonlocal count
            while count > 0:
                answered = count % 3 == 0
                count -= 2 if answered else 1
                reply = await http.post(
                    "/v1/chat/completions",
                    headers={"authorization": f"Bearer {house.token}"},
                    json={
                        "model": "gpt-4o-mini" if answered else "no-such-model",
                        "messages": [{"role": "user", "content": "hello"}],
                    },
                )
                assert reply.status_code == (200 if answered else 404)
                assert int(reply.headers["bursar-entry"]) >= 0
                assert len(base64.b64decode(reply.headers["bursar-leaf"])) == 32

        await asyncio.gather(*[worker() for _ in range(WORKERS)])


def test_foreign_tools_verify_an_export(new_house, tmp_path):
    house = new_house()
    first = house.run("ledger", "checkpoint")
    asyncio.run(load(house, ENTRIES))
    folder = tmp_path / "export"
    export = house.run("ledger", "export", folder)
    assert export["entries"] >= ENTRIES
    origin, size, root = checked_note(
        (folder / "checkpoint").read_text(), (folder / "key").read_text(), tmp_path
    )
    assert (origin, size) == (first["origin"], export["entries"])
    leaves = bundles(folder, size)
    assert len(leaves) == size
    hashes = [leaf_hash(leaf) for leaf in leaves]
    assert tamperlog.merkle_root(hashes) == root
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    assert tree.get_state() == root
    # What was signed before is the beginning of what is signed now.
    tamperlog.verify_consistency(
        first["size"],
        base64.b64decode(first["root"]),
        size,
        root,
        tamperlog.consistency_proof(first["size"], hashes),
    )
    # Leaves hold no names and no text of clients.
    everything = b"\n".join(leaves)
    assert b"no-such-model" not in everything and b"gpt-4o" not in everything and b"shop" not in everything
    kinds = {json.loads(leaf)["leaf"] for leaf in leaves}
    assert kinds >= {"intent", "outcome", "refusal", "event", "decision"}
    verified = house.run("ledger", "verify", "--full")
    assert verified["ok"] and verified["entries"] >= size, verified
    assert base64.b64decode(house.run("ledger", "checkpoint")["root"])


def test_a_client_proves_its_own_call(house, tmp_path):
    reply = house.chat()
    call = reply.headers["bursar-call"]
    head = {"authorization": f"Bearer {house.token}"}
    proof = httpx.get(f"{house.url}/bursar/v1/calls/{call}/proof", headers=head)
    assert proof.status_code == 200 and proof.text.startswith("c2sp.org/tlog-proof@v1\n")
    lines, note = proof.text.split("\n\n", 1)
    lines = lines.splitlines()
    leaf = base64.b64decode(lines[1].removeprefix("extra "))
    index = int(lines[2].removeprefix("index "))
    path = [base64.b64decode(line) for line in lines[3:]]
    key = httpx.get(f"{house.url}/bursar/v1/key").text
    origin, size, root = checked_note(note, key, tmp_path)
    tamperlog.verify_inclusion(index, size, leaf_hash(leaf), path, root)
    said = json.loads(leaf)
    assert said["call"] == call and said["leaf"] == "outcome" and said["outcome"] == "ok"
    assert index > int(reply.headers["bursar-entry"])
    assert house.run("ledger", "proof", call)["index"] == index
    public = httpx.get(f"{house.url}/bursar/v1/checkpoint")
    assert checked_note(public.text, key, tmp_path)[0] == origin
    # Another's call is none, and a proof needs a token.
    other = house.issue_token("shop")
    head = {"authorization": f"Bearer {other['token']}"}
    assert httpx.get(f"{house.url}/bursar/v1/calls/{call}/proof", headers=head).status_code == 404
    assert httpx.get(f"{house.url}/bursar/v1/calls/{call}/proof").status_code == 401


def copied(house, folder):
    """A copy of the data directory, as an auditor has it: without the root key."""
    folder.mkdir()
    for path in house.data.glob("ledger.db*"):
        shutil.copy(path, folder / path.name)
    return folder


def untriggered(folder):
    database = sqlite3.connect(folder / "ledger.db")
    for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    return database


def other(value, kind):
    """Another value than a row has."""
    if value is None:
        return {"INTEGER": 7, "BLOB": b"\0"}.get(kind, "x")
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"\0"
    return value + 1 if isinstance(value, int) else value + "x"


def tamper(house, tmp_path, is_sound):
    """So many random edits, deletions, insertions, exchanges and cuts, each in a copy of its own: all are noticed."""
    chance = random.Random(6)
    tables = ["call", "call", "attempt", "attempt", "event", "decision", "leaf_group", "tile", "client"]
    done, folder = collections.Counter(), tmp_path / "tampered"
    while done.total() < TAMPERINGS:
        shutil.rmtree(folder, ignore_errors=True)
        database = untriggered(copied(house, folder))
        database.execute("PRAGMA ignore_check_constraints = ON")
        table, deed = chance.choice(tables), chance.choice(["edit", "edit", "delete", "insert", "exchange", "cut"])
        columns = {row[1]: row[2] for row in database.execute(f"PRAGMA table_info({table})")}
        rows = database.execute(f"SELECT * FROM {table}").fetchall()
        if not rows:
            continue
        row = dict(zip(columns, chance.choice(rows)))
        where = " AND ".join(f"{name} IS ?" for name in row)
        try:
            if deed == "edit":
                name = chance.choice(list(columns))
                value = other(row[name], columns[name])
                database.execute(f"UPDATE {table} SET {name} = ? WHERE {where}", (value, *row.values()))
            elif deed == "delete":
                database.execute(f"DELETE FROM {table} WHERE {where}", tuple(row.values()))
            elif deed == "insert" and table in ("call", "event"):
                fresh = row | {"number": 99_999, "entry": 99_999} | ({"id": chance.randbytes(16)} if "id" in row else {})
                marks = ", ".join("?" * len(fresh))
                database.execute(f"INSERT INTO {table} ({', '.join(fresh)}) VALUES ({marks})", tuple(fresh.values()))
            elif deed == "exchange" and table in ("call", "event") and len(rows) > 1:
                first, second = chance.sample([entry[list(columns).index("number")] for entry in rows], 2)
                for old, new in ((first, -1), (second, first), (-1, second)):
                    database.execute(f"UPDATE {table} SET number = ? WHERE number = ?", (new, old))
            elif deed == "cut":
                database.execute("DELETE FROM leaf_group WHERE first >= ?", (chance.randrange(1, 60),))
                database.execute("DELETE FROM call WHERE entry >= 40")
            else:
                continue
        except sqlite3.IntegrityError:
            continue
        finally:
            database.commit()
            database.close()
        assert not is_sound(folder), (deed, table, row)
        done[deed] += 1
    print(f"\n{TAMPERINGS} tamperings, each reported: {dict(done)}")


def test_tampering_is_found_on_a_copy(new_house, tmp_path):
    """T28: whatever is changed behind the ledger's back is reported."""
    house = new_house()
    asyncio.run(load(house, 60))
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(house.run("ledger", "checkpoint")["note"])
    house.stop_gateway()
    sound = copied(house, tmp_path / "sound")

    def is_sound(folder, *flags):
        """`ledger verify` on a copy, without the house's environment and root key."""
        command = [BINARY, "ledger", "verify", *flags, "--data", folder, "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        answer = json.loads(done.stdout)
        assert (done.returncode == 0) == answer["ok"] == (answer["problems"] == []), done.stderr
        return answer["ok"]

    assert is_sound(sound, "--checkpoint", checkpoint)
    changes = {
        "edit": "UPDATE call SET cost_nano_usd = 1 WHERE outcome = 'ok'",
        "model": "UPDATE call SET model = 'cheap' WHERE number = 1",
        "delete": "DELETE FROM attempt; DELETE FROM call WHERE number > 3",
        "reason": "UPDATE decision SET reason = 'because'",
        "event": "UPDATE event SET actor = 'operator:0' WHERE number = 2",
        "directory": "UPDATE client SET name = 'somebody' WHERE number = 1",
        "money": "UPDATE token SET expires_at_ms = 1",
    }
    for name, sql in changes.items():
        folder = copied(house, tmp_path / name)
        database = untriggered(folder)
        database.executescript(sql)
        database.commit()
        database.close()
        assert not is_sound(folder), name
    tamper(house, tmp_path, lambda folder: is_sound(folder, "--checkpoint", checkpoint))
    # Cut back to what was genuine once: only somebody who kept a newer checkpoint notices.
    house.start_gateway()
    asyncio.run(load(house, 30))
    later = tmp_path / "later"
    later.write_text(house.run("ledger", "checkpoint")["note"])
    assert house.run("ledger", "verify", "--checkpoint", later)["ok"]
    assert is_sound(sound)
    assert not is_sound(sound, "--checkpoint", later)
