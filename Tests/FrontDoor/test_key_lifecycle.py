"""A key's life: rotated, revoked, disabled and added while calls go on, without a failed call; and the ledger says by
version what each served, and that none served after its end.

`make keys` runs the load with 20,000 calls and 20 rotations.
"""

import itertools
import os
import threading
import time
import uuid

import httpx
import pytest

from house import CommandFailed, new_secret, wait_until
from load import Load

CALLS = int(os.environ.get("CALLS", "800"))
ROTATIONS = int(os.environ.get("ROTATIONS", "20"))


def rotate(house, key, *flags, secret=None):
    secret = secret or new_secret()
    if flags:
        answer = house.run("key", "rotate", key, "--no-test", *flags, stdin=secret + "\n")
    else:
        answer = house.ask_desk("key.rotate", secret, id=key, test=False)
    house.secrets[key] = secret
    return answer


def version(house, key, number):
    """One version of a key as `key show` tells it."""
    versions = house.ask_desk("key.show", id=key)["versions"]
    return next(entry for entry in versions if entry["version"] == number)


def apart(house, *flags):
    """A model of its own with one key; returns both."""
    model = house.apart()
    return model, list(house.secrets)[-1]


def last_four(house):
    """The end of the key that the provider saw last."""
    return house.sandbox_get("/sandbox/calls")[-1]["credential_last4"]


@pytest.fixture
def slow(house):
    """A stream under way with a key of its own: (model, key, thread, the replies to be)."""
    model, key = apart(house)
    replies = []
    before = house.provider_count()

    def call():
        with httpx.Client(timeout=60) as client:
            replies.append(house.chat(model + "+words=60+pace=40ms", stream=True, http=client))

    thread = threading.Thread(target=call)
    thread.start()
    wait_until(lambda: house.provider_count() > before)
    yield model, key, thread, replies
    thread.join()


def test_old_version_finishes_what_it_holds(house, slow):
    model, key, thread, replies = slow
    old = house.secrets[key]
    answer = rotate(house, key)
    assert (answer["version"], answer["previous"]["version"]) == (2, 1)
    assert (answer["previous"]["state"], answer["previous"]["calls"]) == ("retired", 1)
    assert house.chat(model).status_code == 200
    assert version(house, key, 1)["state"] == "retired"
    thread.join()
    assert replies[0].text.endswith("data: [DONE]\n\n")
    ended = wait_until(lambda: version(house, key, 1)["ended_at"])
    first, second = version(house, key, 1), version(house, key, 2)
    assert (first["state"], second["state"]) == ("revoked", "active")
    assert first["use"]["attempts"] == second["use"]["attempts"] == 1
    assert first["use"]["attempts_after_end"] == 0
    assert first["use"]["last_call"] == replies[0].headers["bursar-call"]
    assert first["use"]["first_used_at"] == first["use"]["last_used_at"] < ended
    row = house.ledger(f"SELECT * FROM key_version WHERE state = 'revoked' AND ended_at_ms IS NOT NULL")
    assert all(entry["wrapped_dek"] is None for entry in row)
    assert old[-4:] != house.secrets[key][-4:]


def test_grace_cuts(house, slow):
    model, key, thread, replies = slow
    rotate(house, key, "--grace", "200ms")
    thread.join()
    assert "[DONE]" not in replies[0].text and "error" in replies[0].text
    assert wait_until(lambda: version(house, key, 1)["state"] == "revoked")
    assert house.chat(model).status_code == 200


def test_revoke_now_cuts(house, slow):
    model, key, thread, replies = slow
    house.run("key", "revoke", key, "--now")
    thread.join()
    assert "[DONE]" not in replies[0].text
    first = version(house, key, 1)
    assert first["state"] == "revoked" and first["use"]["attempts_after_end"] == 0
    assert house.chat(model).status_code == 503


def test_disable_and_enable(house):
    model, key = apart(house)
    assert house.run("key", "disable", key)["state"] == "disabled"
    assert house.chat(model).status_code == 503
    assert house.run("key", "clear", key)["state"] == "disabled", "what an operator said stays"
    assert house.run("key", "enable", key)["state"] == "active"
    assert house.chat(model).status_code == 200
    rotate(house, key)
    assert house.run("key", "disable", key)["state"] == "disabled"
    rotate(house, key)
    assert house.run("key", "show", key)["state"] == "disabled", "a new secret doesn't enable it"
    house.run("key", "revoke", key)
    for verb in ("disable", "enable", "clear"):
        with pytest.raises(CommandFailed) as caught:
            house.run("key", verb, key)
        assert caught.value.status == 1


def test_rotation_is_refused(house):
    model, key = apart(house)
    for secret, flags, status, words in (
        (house.secrets[key], [], 1, "has already"),
        ("two words", [], 64, "printable"),
        (new_secret(), ["--grace", "soon"], 64, "duration"),
        (new_secret(), ["--expires", "2001-01-01"], 64, "expired"),
    ):
        with pytest.raises(CommandFailed) as caught:
            house.run("key", "rotate", key, "--no-test", *flags, stdin=secret + "\n")
        assert caught.value.status == status and words in caught.value.stderr
    with pytest.raises(CommandFailed) as caught:
        house.run("key", "rotate", key, house.secrets[key])
    assert caught.value.status == 64 and house.secrets[key] not in caught.value.stderr
    assert house.run("key", "show", key)["version"] == 1
    house.run("key", "revoke", key)
    with pytest.raises(CommandFailed) as caught:
        house.run("key", "rotate", key, "--no-test", stdin=new_secret() + "\n")
    assert "revoked" in caught.value.stderr


def test_a_secret_that_the_provider_refuses_changes_nothing(house):
    model, key = apart(house)
    with pytest.raises(CommandFailed) as caught:
        house.run("key", "rotate", key, stdin=new_secret("sk-revoked-"))
    assert "Nothing was changed" in caught.value.stderr
    assert house.run("key", "show", key)["version"] == 1
    assert house.run("key", "test", key)["test"]["ok"]
    answer = house.run("key", "rotate", key, "--no-test", stdin=new_secret("sk-revoked-"))
    assert answer["version"] == 2
    with pytest.raises(CommandFailed) as caught:
        house.run("key", "test", key)
    assert "401" in caught.value.stderr
    answer = house.run("key", "rotate", key, stdin=new_secret())
    assert answer["test"]["ok"] and answer["version"] == 3
    assert house.chat(model).status_code == 200


def test_expiry(house):
    model, key = apart(house)
    rotate(house, key, "--expires", "1h")
    findings = house.run("doctor", check=False)["findings"]
    assert any("expires" in f["finding"] and key in f["advice"] for f in findings)
    assert house.chat(model).status_code == 200
    rotate(house, key, "--expires", "200ms")
    wait_until(lambda: house.chat(model).status_code == 503, what="the key to expire")
    rotate(house, key, "--expires", "30d")
    assert house.chat(model).status_code == 200
    assert rotate(house, key, "--expires", "never")["version"] == 5
    assert house.run("key", "show", key)["expires_at"] is None


def test_doctor_finds_one_secret_behind_two_keys(house):
    secret = new_secret()
    for _ in range(2):
        house.apart(secret=secret)
    report = house.run("doctor", check=False)
    found = [f["finding"] for f in report["findings"] if "one secret" in f["finding"]]
    assert any(f"apart{house.stems}" in text and f"apart{house.stems - 1}" in text for text in found)
    assert secret not in str(report)
    assert any("without a limit of parallel calls" in f["finding"] for f in report["findings"])


def test_rotated_revoked_and_added_under_load(new_house):
    """Zero failed calls, none on a version after its end, every one accounted for by version."""
    house = new_house(log_level="warning")
    for _ in range(3):
        house.add_key("open")
    live = [key for key, secret in house.secrets.items()][-3:]
    ends = {(key, 1): secret[-4:] for key, secret in house.secrets.items()}
    numbers = itertools.count()

    def ask(client):
        number = next(numbers)
        script = "+words=30+pace=3ms" if number % 2 else ""
        # Each begins a conversation of its own: those that go on stay with their key.
        messages = [{"role": "user", "content": f"Say {number}."}]
        return house.chat("gpt-4o-mini" + script, stream=bool(script), messages=messages, http=client)

    began = time.monotonic()
    with Load(ask, threads=12) as load:
        for step in range(ROTATIONS):
            key = live[step % len(live)]
            answer = rotate(house, key)
            ends[key, answer["version"]] = house.secrets[key][-4:]
            if step % 4 == 1:
                live.append(house.add_key("open"))
                ends[live[-1], 1] = house.secrets[live[-1]][-4:]
            if step % 4 == 3:
                house.run("key", "revoke", live.pop(0))
            target = CALLS * (step + 1) // (ROTATIONS + 1)
            wait_until(lambda: load.calls >= target, 600, "the calls")
        wait_until(lambda: load.calls >= CALLS, 600, "the calls")
    seconds = time.monotonic() - began
    assert load.failed == [] and load.seen == {200: load.calls}

    # What the provider saw of each secret is what the ledger says of each version.
    attempts = {
        str(uuid.UUID(bytes=row["id"])): row
        for row in house.ledger(
            "SELECT attempt.id, attempt.began_at_ms, key_version.version, key_version.ended_at_ms,"
            " upstream_key.id AS key FROM attempt JOIN key_version ON key_version.number = key_version"
            " JOIN upstream_key ON upstream_key.number = key_version.key"
        )
    }
    late = [row for row in attempts.values() if row["ended_at_ms"] and row["began_at_ms"] > row["ended_at_ms"]]
    assert late == []
    served = {}
    after = 0
    while page := house.sandbox_get(f"/sandbox/calls?after={after}&limit=1000"):
        after = page[-1]["number"]
        for record in page:
            row = attempts[record["client_id"]]
            assert record["credential_last4"] == ends[row["key"], row["version"]]
            served[row["key"], row["version"]] = served.get((row["key"], row["version"]), 0) + 1
    rows = house.run("usage", "--by", "key,key_version")["rows"]
    assert {(row["key"], row["key_version"]): row["calls"] for row in rows} == served
    assert sum(served.values()) == load.calls
    for key in house.secrets:
        for entry in house.ask_desk("key.show", id=key)["versions"]:
            assert entry["use"]["attempts_after_end"] == 0
            assert entry["use"]["attempts"] == served.get((key, entry["version"]), 0)
    assert house.run("ledger", "books")["ok"]
    print(
        f"{load.calls} calls in {seconds:.0f} s, {ROTATIONS} rotations, {len(served)} versions: "
        f"{len(load.failed)} failed, {len(late)} after a version's end",
        flush=True,
    )
