"""kill -9 at random moments under mixed load: no call is lost, none is counted twice, the books balance.

Policy, redaction and content are on: what is kept is whole or missing, and nothing of it is in clear on the disk.
"""

import asyncio
import json
import os
import random
import time
import uuid

import httpx

KILLS = int(os.environ.get("KILLS", "8"))
WORKERS = 16
MODELS = {"chat": "gpt-4o-mini", "messages": "claude-sonnet-4"}
MAIL = "ann.smith@corp.io"
WORD = "harmless-word"
POLICY = {
    "redaction": {"default": "allow", "detectors": {"email": "tokenise"}},
    "content": {"keep": "redacted", "retention": "30d"},
}


def test_kill(new_house):
    """AC-01."""
    house = new_house()
    file = house.directory / "policy.json"
    file.write_text(json.dumps(POLICY))
    house.run("policy", "put", "killed", file)
    house.run("client", "set", "shop", "--policy", "killed")
    chance = random.Random(os.environ.get("KILL_SEED", str(time.time_ns())))
    complete = []
    for round_number in range(KILLS):
        asyncio.run(load_until_killed(house, chance, complete))
        house.start_gateway()
        books = house.run("ledger", "books")
        assert books["ok"] is True, books
        verified = house.run("ledger", "verify", check=False)
        assert verified["ok"] is True, verified
        print(
            f"kill {round_number + 1}: {books['entries']} entries, {len(complete)} complete replies",
            flush=True,
        )
    check(house, complete)
    check_content(house, complete)


def check_content(house, complete):
    disk = b"".join(path.read_bytes() for path in house.data.glob("*.db*"))
    assert MAIL.encode() not in disk and WORD.encode() not in disk
    kept = 0
    for call in complete[-20:]:
        content = house.run("call", "show", call, "--content", check=False)
        if content is not None:
            kept += 1
            assert content["agrees"] and MAIL not in content["request"] and WORD in content["request"]
    assert kept > 0 or not complete


async def load_until_killed(house, chance, complete):
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=WORKERS)) as http:
        workers = [
            asyncio.create_task(keep_calling(house, http, random.Random(chance.random()), complete))
            for _ in range(WORKERS)
        ]
        await asyncio.sleep(chance.uniform(0.1, 1.5))
        house.kill_gateway()
        await asyncio.gather(*workers)


async def keep_calling(house, http, chance, complete):
    """Calls until the gateway is gone; keeps the ids of replies seen to their end."""
    while house.gateway.poll() is None:
        kind, stream = chance.choice(list(MODELS)), chance.random() < 0.5
        model = f"{MODELS[kind]}+words={chance.randrange(1, 40)}+pace={chance.choice(['0', '1ms', '10ms'])}"
        body = {
            "model": model,
            "stream": stream,
            "messages": [{"role": "user", "content": f"hello {MAIL} {WORD}"}],
        }
        path = "/v1/chat/completions"
        if kind == "messages":
            path = "/v1/messages"
            body["max_tokens"] = 100
        headers = {"authorization": f"Bearer {house.token}", "anthropic-version": "2023-06-01"}
        try:
            reply = await http.post(house.url + path, json=body, headers=headers)
        except httpx.TransportError:
            continue
        if reply.status_code == 200 and is_whole(reply.text, stream):
            complete.append(reply.headers["bursar-call"])


def is_whole(text, stream):
    if not stream:
        return True
    return text.endswith("data: [DONE]\n\n") or '"message_stop"' in text


def check(house, complete):
    calls = {str(uuid.UUID(bytes=row["id"])): row for row in house.ledger("SELECT * FROM call")}
    attempts = house.ledger(
        "SELECT attempt.*, call.id AS call_id FROM attempt JOIN call ON call.number = attempt.call"
    )
    known = {}
    for attempt in attempts:
        known[str(uuid.UUID(bytes=attempt["id"]))] = attempt
        known[str(uuid.UUID(bytes=attempt["call_id"]))] = attempt

    provider = house.sandbox_get("/sandbox/calls")
    ids = [record["client_id"] for record in provider]
    assert len(ids) > KILLS * WORKERS / 2, "the load was too light to show anything"
    assert len(set(ids)) == len(ids), "the provider saw a call twice"
    assert [
        i for i in ids if i not in known
    ] == [], "the provider served calls that the ledger doesn't know"
    assert len({(known[i]["call"], known[i]["ordinal"]) for i in ids}) == len(ids)

    assert [row for row in calls.values() if row["outcome"] is None] == []
    assert len(set(complete)) == len(complete)
    unsettled = [i for i in complete if calls[i]["outcome"] != "ok"]
    assert unsettled == [], f"{len(unsettled)} replies were complete but are not settled"
    abandoned = [attempt for attempt in attempts if attempt["outcome"] == "abandoned"]
    assert all(attempt["cost_nano_usd"] == attempt["hold_nano_usd"] > 0 for attempt in abandoned)
    assert all(row["held_nano_usd"] == 0 for row in house.ledger("SELECT * FROM balance"))
    print(
        f"{len(calls)} calls, {len(ids)} at the provider, {len(complete)} complete, {len(abandoned)} abandoned"
    )
