"""What redaction adds to the time to first token, through the front door.

Streams of one client whose policy has all detectors on and of one whose policy has none are asked for in turns, on one kept
connection each; the time runs from the first byte sent to the first event received. BURSAR_BIN names the binary (the release build);
BENCH_CALLS says how many calls of each.
"""

import http.client
import json
import os
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("BURSAR_BIN", str(ROOT / ".build" / "bursar"))

import servers  # noqa: E402

CALLS = int(os.environ.get("BENCH_CALLS", "1000"))
ALL = ("secret", "private-key", "card", "iban", "email", "phone", "ip", "mac", "passport", "crypto", "device", "account", "national-id")
POLICIES = {
    "off": {"redaction": {"default": "allow", "detectors": {}}},
    "on": {"redaction": {"default": "tokenise", "detectors": {name: "tokenise" for name in ALL}}},
}
PROSE = "The invoice of March 2026 has 14 lines, see section 3.2; please ask the team before the meeting at 10:30. "
VALUES = "Write to ann.smith@corp.io or call +49 30 901820 about 5555 5555 5555 4444. "


def main():
    with tempfile.TemporaryDirectory() as name:
        mock = servers.start_mock()
        house = None
        try:
            house, _ = servers.start_bursar(mock, Path(name))
            callers = {policy: Caller(house, policy) for policy in POLICIES}
            print("\nAdded time to first token, all detectors on against none, through the front door:\n")
            print("| Prompt | Off, median ms | On, median ms | Added, median ms | Added, p99 ms | goal |")
            print("| --- | ---: | ---: | ---: | ---: | --- |")
            for size in (1 << 10, 64 << 10):
                show(size, callers)
        finally:
            if house is not None:
                house.stop()
            mock.process.kill()
            mock.process.wait()


def show(size, callers):
    text = VALUES + PROSE * (size // len(PROSE) + 1)
    body = json.dumps({
        "model": servers.MODEL, "stream": True, "max_tokens": 256, "messages": [{"role": "user", "content": text[:size]}],
    }).encode()
    times = {policy: [] for policy in callers}
    for turn in range(CALLS + 50):
        # Each goes first as often as the other.
        for policy in list(callers)[:: 1 if turn % 2 else -1]:
            seconds = callers[policy].first_event(body)
            if turn >= 50:
                times[policy].append(seconds * 1000)
    sides = {policy: sorted(all) for policy, all in times.items()}
    median = {policy: all[len(all) // 2] for policy, all in sides.items()}
    worst = {policy: all[len(all) * 99 // 100] for policy, all in sides.items()}
    cells = (median["off"], median["on"], median["on"] - median["off"], worst["on"] - worst["off"])
    print(f"| {size >> 10} KiB | " + " | ".join(f"{cell:.3f}" for cell in cells) + " | ≤ 1 |", flush=True)


class Caller:
    """A client with a policy of its own, and its connection."""

    def __init__(self, house, policy):
        file = house.directory / f"{policy}.json"
        file.write_text(json.dumps(POLICIES[policy]))
        house.run("policy", "put", policy, file)
        house.run("client", "add", policy, "--policy", policy)
        self.headers = {
            "authorization": "Bearer " + house.issue_token(policy)["token"], "content-type": "application/json",
        }
        self.connection = http.client.HTTPConnection("127.0.0.1", house.port)

    def first_event(self, body):
        began = time.perf_counter()
        self.connection.request("POST", "/v1/chat/completions", body, self.headers)
        answer = self.connection.getresponse()
        first = answer.read1(6)
        seconds = time.perf_counter() - began
        assert answer.status == 200 and first.startswith(b"data:"), (answer.status, first)
        answer.read()
        return seconds


if __name__ == "__main__":
    main()
