"""The root key is rotated under load without a failed call; killed at any instant everything still opens, and the
rotation goes on. What is stored is opened here by another program's cryptography.

`make rotate` runs it with 10,000 keys and 30 kills.
"""

import os
import random
import secrets
import threading
import time

import pytest

import envelopes
from house import CommandFailed, House, wait_until
from load import Load

RECORDS = int(os.environ.get("RECORDS", "600"))
KILLS = int(os.environ.get("ROTATION_KILLS", "2"))
# A machine may be slow; what never ends is noticed all the same.
PATIENCE_SECONDS = 900


@pytest.fixture
def filled(tmp_path):
    """A house with many keys behind one model."""
    house = House(tmp_path, log_level="warning")
    try:
        house.start_sandbox()
        house.furnish()
        house.secrets |= envelopes.fill(house, "open", RECORDS)
        yield house
    finally:
        house.stop()


def status(house):
    return house.run("vault", "status")


def test_rotation_under_load(filled):
    """T03: no call fails, no record stays on the old root key."""
    house = filled
    house.start_gateway()
    known, data_keys, own, _ = envelopes.contents(house)
    assert known == house.secrets
    for number, flags in enumerate(([], ["--deep"])):
        with Load(lambda http: house.chat(http=http)) as load:
            wait_until(lambda: load.calls > 20)
            began = time.monotonic()
            answer = house.run("vault", "rotate", *flags, seconds=PATIENCE_SECONDS)
            seconds = time.monotonic() - began
            during = load.calls
            wait_until(lambda: load.calls > during + 100)
        assert load.failed == [] and load.seen == {200: load.calls}
        assert answer["root_version"] == number + 2
        assert [old["version"] for old in answer["retired"]] == [number + 1]
        assert answer["sealed"] == len(known) + len(own)
        now, fresh, still, counts = envelopes.contents(house)
        assert now == known and still == own
        assert counts == {number + 2: len(known) + len(own)}
        renewed = sum(fresh[id] != data_keys[id] for id in known)
        assert renewed == (len(known) if flags else 0)
        print(
            f"{answer['sealed']} values{' deep' if flags else ''} in {seconds:.1f} s beside {load.calls} calls, "
            f"{len(load.failed)} failed",
            flush=True,
        )
    assert [key["state"] for key in status(house)["root_keys"]] == ["current", "retired", "retired"]
    assert status(house)["rotation"]["left"] == 0
    # Without the old files: a new key is sealed, the server starts, calls go on.
    for key in status(house)["root_keys"][1:]:
        os.remove(key["source"].removeprefix("file:"))
    house.add_key("open")
    house.stop_gateway()
    house.start_gateway()
    assert house.chat().status_code == 200
    assert house.run("doctor", check=False) is not None
    assert house.run("ledger", "books")["ok"]


def test_killed_at_any_instant(filled):
    house = filled
    chance = random.Random(os.environ.get("KILL_SEED", str(time.time_ns())))
    house.start_gateway()
    known, _, own, _ = envelopes.contents(house)
    span = rotation_seconds(house)
    cut = 0
    for kill in range(KILLS):
        flags = ["--deep"] if kill % 2 else []
        with Load(lambda http: house.chat(http=http), threads=4) as load:
            wait_until(lambda: load.calls > 4)
            asking = threading.Thread(
                target=lambda: house.run("vault", "rotate", *flags, check=False, seconds=PATIENCE_SECONDS)
            )
            asking.start()
            time.sleep(chance.uniform(0, span * (1.5 if flags else 1)))
            house.kill_gateway()
            asking.join()
            load.stop.set()
        now, _, still, counts = envelopes.contents(house)
        assert now == known and still == own, "something doesn't open as before"
        cut += len(counts) > 1
        house.start_gateway()
        wait_until(lambda: resumed(house), PATIENCE_SECONDS, "the rotation to end")
        now, _, still, counts = envelopes.contents(house)
        assert now == known and still == own and len(counts) == 1
        assert house.chat().status_code == 200
        print(f"kill {kill + 1}: {counts}", flush=True)
    print(f"{KILLS} kills, {cut} of them in the midst of sealing", flush=True)
    assert house.run("ledger", "books")["ok"]


def rotation_seconds(house):
    """How long one takes here, its command included."""
    began = time.monotonic()
    house.run("vault", "rotate", seconds=PATIENCE_SECONDS)
    return time.monotonic() - began


def resumed(house):
    rotation = status(house)["rotation"]
    return rotation["ended_at"] is not None and rotation["left"] == 0


def test_other_sources(new_house):
    """Sources that can't be, keys that are known, and passphrases; also while no server runs."""
    house = new_house()
    with pytest.raises(CommandFailed) as caught:
        house.run("vault", "rotate", "--to", "nonsense")
    assert caught.value.status == 64
    with pytest.raises(CommandFailed) as caught:
        house.run("vault", "rotate", "--to", f"file:{house.data}/root.key")
    assert "outside the data directory" in caught.value.stderr
    with pytest.raises(CommandFailed) as caught:
        house.run("vault", "rotate", "--to", "env:ROOT")
    assert "stop it" in caught.value.stderr
    same = status(house)["root_keys"][0]["source"]
    with pytest.raises(CommandFailed) as caught:
        house.run("vault", "rotate", "--to", same)
    assert "already" in caught.value.stderr
    assert len(status(house)["root_keys"]) == 1
    words = house.directory / "words"
    words.write_text("correct horse battery staple\n")
    words.chmod(0o600)
    assert house.run("vault", "rotate", "--to", f"passphrase:{words}")["root_version"] == 2
    assert house.chat().status_code == 200
    house.stop_gateway()
    house.environment["ROOT"] = secrets.token_hex(32)
    assert house.run("vault", "rotate", "--to", "env:ROOT")["root_version"] == 3
    house.start_gateway()
    assert house.chat().status_code == 200
    findings = house.run("doctor", check=False)["findings"]
    assert any(f["subject"] == "root key" and "environment" in f["finding"] for f in findings)
