"""Clients that hang up in the middle of a stream: each is charged, nothing of them stays behind."""

import asyncio
import random
import socket
import struct

import raw
from house import wait_until

CLIENTS, AT_ONCE = 300, 100
MODELS = {
    "/v1/chat/completions": "gpt-4o-mini+words=80+pace=4ms",
    "/v1/messages": "claude-sonnet-4+words=80+pace=4ms",
}


def test_hang_ups(new_house):
    """AC-05, AC-18, T32: hanging up early isn't free."""
    house = new_house()
    asyncio.run(hang_up_many(house, AT_ONCE, random.Random(1)))
    settle(house)
    memory = house.resident_bytes()

    asyncio.run(hang_up_many(house, CLIENTS, random.Random(2)))
    settle(house)
    wait_until(lambda: house.client_connections() <= 1, 100, "the clients' sockets to be closed")
    assert house.socket_count() <= CLIENTS, "more sockets than the pool of upstream connections"
    assert house.resident_bytes() - memory < 48 << 20
    check_ledger(house, CLIENTS + AT_ONCE)
    assert house.chat().status_code == 200
    assert house.message().status_code == 200


async def hang_up_many(house, count, chance):
    gate = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(
        *(hang_up(house, gate, random.Random(chance.random())) for _ in range(count))
    )


async def hang_up(house, gate, chance):
    """Reads up to some byte, then goes: one in two with a reset, one in ten before the first byte."""
    path = chance.choice(list(MODELS))
    make_body = raw.chat_body if "chat" in path else raw.message_body
    headers = [raw.bearer(house.token), ("Connection", "close")]
    request = raw.request(path, headers, make_body(MODELS[path], stream=True))
    bytes_wanted = 0 if chance.random() < 0.1 else chance.randrange(1, 14_000)
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
        writer.write(request)
        await writer.drain()
        seen = 0
        while seen < bytes_wanted and (part := await reader.read(4096)):
            seen += len(part)
        if bytes_wanted == 0:
            await asyncio.sleep(chance.random() * 0.05)
        if chance.random() < 0.5:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.close()


def settle(house):
    """Waits until the provider has nothing under way and no call is open."""
    wait_until(
        lambda: house.sandbox_get("/sandbox/totals")["open"] == 0, 120, "the provider to be idle"
    )
    wait_until(lambda: open_calls(house) == 0, 120, "all calls to be settled", every=0.5)


def open_calls(house):
    (row,) = house.ledger("SELECT COUNT(*) AS open FROM call WHERE outcome IS NULL")
    return row["open"]


def check_ledger(house, clients):
    calls = house.ledger("SELECT * FROM call")
    attempts = house.ledger("SELECT * FROM attempt")
    assert {call["outcome"] for call in calls} <= {"client_closed", "ok"}
    assert sum(call["outcome"] == "client_closed" for call in calls) > clients / 2
    provider = {record["client_id"]: record for record in house.sandbox_get("/sandbox/calls")}
    assert len(attempts) >= len(provider)
    assert [
        a["number"] for a in attempts if a["cost_nano_usd"] == 0 and a["usage_source"] != "none"
    ] == []
    reached = sum(a["usage_source"] in ("reported", "estimated") for a in attempts)
    assert reached >= len(provider), "a call that the provider served was charged nothing"
    assert [row for row in house.ledger("SELECT * FROM balance") if row["held_nano_usd"] != 0] == []
    assert house.run("ledger", "books")["ok"] is True
