"""Content that policy keeps: redacted, sealed, shown to operators, bounded in time, erased for good; and what was found."""

import json
import sqlite3

import pytest

from hostile import Provider
from house import House, wait_until
from pairs import CLIENTS, RECENT

MAIL = "ann.smith@corp.io"
CARD = "5555 5555 5555 4444"
WORD = "harmless-word"
REDACTION = {"default": "allow", "detectors": {"email": "tokenise", "card": "mask", "private-key": "block"}}


@pytest.fixture(scope="module")
def keeping(pair_house):
    """The pairs' house with a client whose content is kept; its token."""
    put_policy(pair_house, "keeping", keep("30d"))
    pair_house.run("client", "add", "keeper", "--policy", "keeping")
    return pair_house.issue_token("keeper")["token"]


def keep(retention):
    return {"redaction": REDACTION, "content": {"keep": "redacted", "retention": retention}}


def put_policy(house, name, policy):
    file = house.directory / f"{name}.json"
    file.write_text(json.dumps(policy))
    house.run("policy", "put", name, file)


def newest(house):
    return house.run("call", "list")["calls"][0]["id"]


def content(house, call, check=True):
    return house.run("call", "show", call, "--content", check=check)


def on_disk(house):
    return b"".join(path.read_bytes() for path in house.data.glob("*.db*"))


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("dialect", CLIENTS)
def test_what_is_kept_is_redacted_and_sealed(pair_house, keeping, dialect, stream):
    """T01: neither what was said nor what stands for it is on the disk in clear."""
    asking = CLIENTS[dialect](pair_house.url, keeping)
    text = f"Write to {MAIL} about {WORD} and {CARD}."
    reply = asking.ask(RECENT["anthropic"] + "+echo", text, stream=stream)
    asking.close()
    assert MAIL in reply.text
    call = newest(pair_house)
    kept = content(pair_house, call)
    assert kept["agrees"] and not kept["cut"] and kept["stream"] == stream
    for body in (kept["request"], kept["answer"]):
        assert MAIL not in body and CARD not in body
        assert "BUREMAIL" in body and "[CARD]" in body
    assert WORD in kept["request"]
    disk = on_disk(pair_house)
    for clear in (MAIL, CARD, WORD, "BUREMAIL", "[CARD]"):
        assert clear.encode() not in disk
    shown = pair_house.run("call", "show", call)
    assert len(shown["content_commitment"]) == 64
    assert {(f["detector"], f["action"], f["count"]) for f in shown["findings"]} == {
        ("email", "tokenise", 1), ("card", "mask", 1)
    }


def test_what_the_model_wrote_itself_is_masked(pair_house, keeping):
    """The provider's own words may hold what policy keeps back, too: the client gets them, the file doesn't."""
    answer = {
        "id": "x", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": f"ask {MAIL}"}}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
    }
    body = json.dumps(answer).encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
    with Provider(lambda connection: connection.sendall(head + body)) as provider:
        stem = pair_house.apart(url=provider.url)
        pair_house.set_price(stem + "*", input="1", output="1")
        reply = pair_house.chat(stem, token=keeping)
    assert reply.status_code == 200 and MAIL in reply.text
    kept = content(pair_house, reply.headers["bursar-call"])
    assert kept["agrees"] and "ask [EMAIL]" in kept["answer"] and MAIL not in kept["answer"]


def test_nothing_is_kept_without_policy(pair_house):
    pair_house.chat("gpt-4o-mini")
    call = newest(pair_house)
    assert pair_house.run("call", "show", call).get("content_commitment") is None
    assert content(pair_house, call, check=False) is None


def test_refused_calls_say_what_was_found(pair_house, keeping):
    key = "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END " + "PRIVATE KEY-----"
    asking = CLIENTS["messages"](pair_house.url, keeping)
    with pytest.raises(asking.errors):
        asking.ask(RECENT["anthropic"], key)
    asking.close()
    call = pair_house.run("call", "show", newest(pair_house))
    assert call["findings"] == [{"detector": "private-key", "action": "block", "count": 1}]
    assert content(pair_house, call["id"], check=False) is None
    rules = pair_house.run("call", "explain", call["id"])["rules"]
    assert "redaction.private-key" in [rule["rule"] for rule in rules]


def test_findings_are_rolled_up_and_the_books_agree(pair_house, keeping):
    one_call(pair_house, keeping)
    rows = pair_house.ledger(
        "SELECT detector, action, side, SUM(findings) AS findings FROM detector_day"
        " JOIN client ON client.number = detector_day.client WHERE client.name = 'keeper' GROUP BY 1, 2, 3"
    )
    found = {(row["detector"], row["action"], row["side"]): row["findings"] for row in rows}
    assert found[("email", "tokenise", "request")] >= 1
    assert pair_house.run("ledger", "books")["ok"]


def test_a_call_is_erased_for_good(pair_house, keeping):
    first, second = (one_call(pair_house, keeping) for _ in range(2))
    before = on_disk(pair_house)
    erased = pair_house.run("erase", f"call:{first}", "--reason", "ticket 7")
    assert erased["bodies"] == 1
    assert content(pair_house, first, check=False) is None
    assert content(pair_house, second)["agrees"]
    bodies = sealed_rows(pair_house, first)
    assert bodies == []
    assert pair_house.ledger(f"SELECT reason FROM erasure WHERE call_id = X'{plain(first)}'") == [
        {"reason": "ticket 7"}
    ]
    assert bytes.fromhex(plain(first)) in before
    content_file = b"".join(path.read_bytes() for path in pair_house.data.glob("content.db*"))
    assert bytes.fromhex(plain(first)) not in content_file
    assert pair_house.run("call", "show", first)["content_commitment"]
    assert pair_house.run("ledger", "books")["ok"]


def test_an_erased_client_is_gone_and_may_come_back(pair_house):
    put_policy(pair_house, "leaving", keep("30d"))
    pair_house.run("client", "add", "leaver", "--policy", "leaving")
    token = pair_house.issue_token("leaver")["token"]
    calls = [one_call(pair_house, token) for _ in range(3)]
    key = pair_house.ledger(
        "SELECT hex(wrapped) AS wrapped FROM content_key JOIN client ON client.number = content_key.client"
        " WHERE client.name = 'leaver'"
    )[0]["wrapped"]
    assert bytes.fromhex(key) in on_disk(pair_house)
    assert pair_house.run("erase", "client:leaver")["bodies"] == 3
    assert bytes.fromhex(key) not in on_disk(pair_house)
    for call in calls:
        assert content(pair_house, call, check=False) is None
        assert pair_house.run("call", "show", call)["outcome"] == "ok"
    (event,) = pair_house.ledger("SELECT detail FROM event WHERE kind = 'data.erase' ORDER BY number DESC LIMIT 1")
    assert '"erasure"' in event["detail"] and key.lower() not in event["detail"].lower()
    assert pair_house.run("ledger", "verify")["ok"]
    again = one_call(pair_house, token)
    assert content(pair_house, again)["agrees"]
    assert pair_house.run("erase", "client:nobody", check=False) is None


def test_content_is_there_after_a_kill_and_without_a_server(tmp_path):
    house = House(tmp_path)
    try:
        house.start()
        put_policy(house, "keeping", keep("30d"))
        house.run("client", "set", "shop", "--policy", "keeping")
        assert house.chat(messages=[{"role": "user", "content": f"{WORD} {MAIL}"}]).status_code == 200
        call = newest(house)
        assert content(house, call)["agrees"]
        house.kill_gateway()
        house.gateway = None
        kept = content(house, call)
        assert kept["agrees"] and WORD in kept["request"]
        assert house.run("erase", f"call:{call}")["bodies"] == 1
        assert content(house, call, check=False) is None
    finally:
        house.stop()


def test_retention_ends(tmp_path):
    """Kept for a second: gone with the next round of the house, at the latest a minute later or when it ends."""
    house = House(tmp_path)
    try:
        house.start()
        put_policy(house, "short", keep("1s"))
        house.run("client", "set", "shop", "--policy", "short")
        house.chat()
        call = newest(house)
        assert house.run("call", "show", call)["content_commitment"]
        wait_until(lambda: content(house, call, check=False) is None, 10, "the end of its retention")
        assert house.stop_gateway() == 0
        assert sealed_rows(house, call) == []
    finally:
        house.stop()


def one_call(house, token):
    asking = CLIENTS["chat"](house.url, token)
    asking.ask(RECENT["openai-chat"] + "+echo", f"{WORD} {MAIL}")
    asking.close()
    return newest(house)


def plain(call):
    return call.replace("-", "")


def sealed_rows(house, call):
    database = sqlite3.connect(f"file:{house.data}/content.db?mode=ro", uri=True)
    try:
        return database.execute(
            f"SELECT number FROM content WHERE call_id = X'{plain(call)}'"
        ).fetchall()
    finally:
        database.close()
