"""What an operator sees of refusals, of keys that are there twice, and of a house with nothing in it."""

import subprocess

import pytest

from house import BINARY, House, new_secret, wait_until


def test_refusals_are_seen_strangers_too(new_house):
    house = new_house()
    for header in ("Bearer sk-not-ours", "Bearer bur_000000000000_" + "x" * 49, None):
        headers = {"authorization": header} if header else {}
        assert house.http.post(house.url + "/v1/chat/completions", json={}, headers=headers).status_code == 401
    assert house.chat("nothing-here").status_code == 404
    # The first of each is in the log at once, the counts a minute later or when the house is left.
    wait_until(lambda: house.log.read_text().count("refused before anybody was known") == 2, 10, "two lines")
    assert house.stop_gateway() == 0
    rows = house.run("call", "refusals", "--since", "1h")["refusals"]
    strangers = {row["rule"]: row for row in rows if row["kind"] == "stranger"}
    assert strangers["malformed"]["refusals"] == 2 and strangers["malformed"]["network"] == "127.0.0"
    assert strangers["credential_missing"]["refusals"] == 1
    (call,) = [row for row in rows if row["kind"] == "call"]
    assert call["client"] == "shop" and call["token"] == house.token_id and call["rule"] == "model_not_found"


def test_hints(house):
    answer = house.chat(token="sk-" + "a" * 40)
    assert answer.status_code == 401 and "bur_" in answer.text and "sk-a" not in answer.text
    for path, hint in (("/chat/completions", "ends in /v1"), ("/v1/v1/messages", "once too often")):
        answer = house.http.post(house.url + path, json={}, headers={"authorization": f"Bearer {house.token}"})
        assert answer.status_code == 404 and hint in answer.text


def test_the_same_key_twice_is_told(new_house):
    house = new_house()
    secret = new_secret()
    first = house.add_key("open", secret)
    house.run("upstream", "add", "other", "--dialect", "anthropic", "--url", house.sandbox_url, "--allow-private", "--allow-http")
    again = house.run("key", "add", "other", "--no-test", stdin=secret + "\n")
    assert again["same_as"] == [first]
    assert house.run("key", "add", "open", "--no-test", stdin=new_secret() + "\n").get("same_as") is None
    house.run("key", "revoke", first)
    assert house.run("key", "add", "open", "--no-test", stdin=secret + "\n")["same_as"] == [again["id"]]
    (row,) = house.ledger(f"SELECT COUNT(*) AS digests FROM key_version WHERE digest IS NOT NULL")
    assert row["digests"] >= 4


@pytest.mark.parametrize("noun", ["client", "token", "policy", "budget", "limit", "upstream", "key", "model", "call"])
def test_empty_lists_say_how_to_begin(tmp_path_factory, noun):
    house = empty(tmp_path_factory)
    shown = subprocess.run(
        [BINARY, noun, "list", "--data", house.data], capture_output=True, text=True, env=house.environment, timeout=60
    )
    assert shown.returncode == 0 and shown.stdout.startswith("No ") and "─" not in shown.stdout


def empty(tmp_path_factory):
    if not hasattr(empty, "house"):
        empty.house = House(tmp_path_factory.mktemp("empty"))
        empty.house.run("init")
    return empty.house
