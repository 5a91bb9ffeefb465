"""Bursar's envelopes, opened and made without Bursar: with Python's `cryptography`, from their description in
`Sources/Vault/Envelope.swift`. Shows that what is stored is what is said, and fills a data file with many keys."""

import os
import secrets
import sqlite3
import string
import uuid
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ROOT, DATA = b"K", b"D"


def context(header, table, column, row, generation):
    """What the tag covers besides the content."""
    names = b"".join(len(name).to_bytes(2) + name.encode() for name in (table, column))
    return b"bursar/aad/v1\0" + header + names + row + generation.to_bytes(8)


def opened(envelope, key, *place):
    """The content; raises when key, place, generation or a bit is another."""
    assert envelope[:5] == b"BUR1\x01"
    return AESGCM(key).decrypt(envelope[10:22], envelope[22:], context(envelope[:10], *place))


def sealed(content, key, level, version, *place):
    header = b"BUR1\x01" + level + version.to_bytes(4)
    nonce = secrets.token_bytes(12)
    return header + nonce + AESGCM(key).encrypt(nonce, content, context(header, *place))


def root_keys(rows):
    """The root keys by version, from the files that their rows name."""
    keys = {}
    for row in rows:
        path = Path(row["source"].removeprefix("file:"))
        if path.exists():
            keys[row["version"]] = bytes.fromhex(path.read_text().strip())
    return keys


def fill(house, upstream, count):
    """Puts keys into a data file that nobody has open; returns their secrets by id."""
    database = sqlite3.connect(house.data / "ledger.db")
    database.row_factory = sqlite3.Row
    root = database.execute("SELECT * FROM root_key WHERE state = 'current'").fetchone()
    root_key = root_keys([root])[root["version"]]
    number = database.execute("SELECT number FROM upstream WHERE name = ?", (upstream,)).fetchone()[0]
    known = {}
    letters = string.digits + string.ascii_lowercase
    for index in range(count):
        public = "".join(secrets.choice(letters) for _ in range(12))
        secret = "sk-fill-" + secrets.token_urlsafe(24)
        key = database.execute(
            "INSERT INTO upstream_key (id, upstream, name, weight, state, created_at_ms)"
            " VALUES (?, ?, ?, 1, 'active', 1)",
            (public, number, f"fill-{index}"),
        ).lastrowid
        row, data_key = uuid.uuid4().bytes, os.urandom(32)
        place = ("key_version", "wrapped_dek", row, 1)
        database.execute(
            "INSERT INTO key_version (key, version, row_id, root_version, wrapped_dek,"
            " wrapped_dek_generation, sealed, sealed_generation, state, created_at_ms)"
            " VALUES (?, 1, ?, ?, ?, 1, ?, 1, 'active', 1)",
            (
                key,
                row,
                root["version"],
                sealed(data_key, root_key, ROOT, root["version"], *place),
                sealed(secret.encode(), data_key, DATA, 1, "key_version", "sealed", row, 1),
            ),
        )
        known[public] = secret
    database.execute("UPDATE root_key SET seals = seals + ?", (count,))
    database.commit()
    database.close()
    return known


def contents(house):
    """Everything sealed that a data file holds, opened: secrets and data keys by key id, Bursar's own keys by name, and
    how many values are sealed under each root key."""
    roots = root_keys(house.ledger("SELECT version, source FROM root_key"))
    known, data_keys, own, counts = {}, {}, {}, {}
    rows = house.ledger(
        "SELECT key_version.*, upstream_key.id FROM key_version"
        " JOIN upstream_key ON upstream_key.number = key_version.key WHERE wrapped_dek IS NOT NULL"
    )
    for row in rows:
        place = ("key_version", "wrapped_dek", row["row_id"], row["wrapped_dek_generation"])
        data_key = opened(row["wrapped_dek"], roots[row["root_version"]], *place)
        place = ("key_version", "sealed", row["row_id"], row["sealed_generation"])
        data_keys[row["id"]] = data_key
        known[row["id"]] = opened(row["sealed"], data_key, *place).decode()
        counts[row["root_version"]] = counts.get(row["root_version"], 0) + 1
    for row in house.ledger("SELECT * FROM service_key"):
        place = ("service_key", "wrapped", row["row_id"], row["generation"])
        own[row["name"]] = opened(row["wrapped"], roots[row["root_version"]], *place)
        counts[row["root_version"]] = counts.get(row["root_version"], 0) + 1
    return known, data_keys, own, counts
