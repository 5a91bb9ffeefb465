"""Measures a mock provider directly, through nginx and through Bursar, in one run; writes bench-results.md.

The proxy has one core, the load and the mock provider the other. Ratios count, not figures.
BURSAR_BIN names the binary (the release build); BENCH_SECONDS the length of each run (5);
BENCH_ONLY=nginx leaves Bursar out.
"""

import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("BURSAR_BIN", str(ROOT / ".build" / "bursar"))

import measure  # noqa: E402
import servers  # noqa: E402

SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
CONNECTIONS = (1, 16, 32, 256)
STREAMS, OPEN_STREAMS, RATE, TURNS = 32, 1000, 100, 3

# What issue-sized goals there are, shown beside the figure.
GOALS = {
    "requests/s, 16 connections": "ratio ≥ 0.12",
    "added p50 at 100 calls/s, ms": "≤ 0.5",
    "streams/s, 32 at once": "ratio ≥ 0.3",
    "memory with 1,000 open streams, MB": "≤ 150",
    "idle memory, MB": "≤ 60",
    "CPU of a translated stream, of a passed one": "≤ 2",
}


def main():
    (ROOT / ".build-bench").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / ".build-bench") as name:
        directory = Path(name)
        started = []
        try:
            mock = servers.start_mock()
            started.append(mock.process)
            targets = [mock, servers.start_nginx(mock, directory)]
            started.append(targets[1].process)
            if os.environ.get("BENCH_ONLY") != "nginx":
                house, bursar = servers.start_bursar(mock, directory)
                started.append(house.gateway)
                targets.append(bursar)
            table = Table(targets)
            run(table, targets, servers.write_bodies(directory), directory)
        finally:
            for process in started:
                process.kill()
                process.wait()
    text = table.text()
    print(text)
    (ROOT / "bench-results.md").write_text(text)


def run(table, targets, bodies, directory):
    for rate, how in ((0, "one after the other"), (RATE, f"{RATE} a second")):
        median, worst = measure.sync_milliseconds(directory, rate)
        table.note(
            f"fdatasync of 4 KiB on the ledger's disk, {how}: median {median:.2f} ms, p99 {worst:.2f} ms"
        )
    time.sleep(3)
    proxies = targets[1:]
    table.add("idle memory, MB", {t: measure.resident_megabytes(t) for t in proxies})
    for target in targets:
        measure.load(target, bodies["json"], 16, 2)
    closed_loop(table, targets, bodies["json"], directory)
    open_loop(table, targets, bodies)
    streams(table, targets, bodies["stream"])
    if len(proxies) > 1:
        translated(table, proxies[1], bodies)
    open_streams(table, proxies, bodies["slow"])


def closed_loop(table, targets, body, directory):
    for count in CONNECTIONS:
        # In turns, so that a busy moment of the machine meets all alike; the median of the turns counts.
        turns = {target: [] for target in targets}
        for _ in range(TURNS if count == 16 else 1):
            for target in targets:
                seen = measure.with_cpu(
                    target, lambda: measure.wrk(target, body, count, SECONDS, directory)
                )
                turns[target].append(seen)
                table.complain(target, f"{count} connections", seen["errors"])
        seen = {
            target: {name: statistics.median(turn[name] for turn in all) for name in all[0]}
            for target, all in turns.items()
        }
        of = f"{count} connection{'s' if count > 1 else ''}"
        table.add(f"requests/s, {of}", pick(seen, "per_second"), digits=0)
        table.add(f"p50, {of}, ms", pick(seen, "p50", 1000))
        table.add(f"p99, {of}, ms", pick(seen, "p99", 1000))
        if count == 16:
            table.add("CPU per call, µs", pick(seen, "cpu_us"), digits=1)


def open_loop(table, targets, bodies):
    seen = {t: measure.load(t, bodies["json"], 16, 2 * SECONDS, RATE) for t in targets}
    table.add(f"p50 at {RATE} calls/s, ms", pick(seen, "p50", 1000), digits=3)
    table.add(f"p99 at {RATE} calls/s, ms", pick(seen, "p99", 1000), digits=3)
    table.add_difference(f"added p50 at {RATE} calls/s, ms", pick(seen, "p50", 1000))
    seen = {t: measure.load(t, bodies["stream"], 16, 2 * SECONDS, RATE) for t in targets}
    table.add("time to first chunk, ms", pick(seen, "first_p50", 1000), digits=3)
    table.add_difference("added time to first chunk, ms", pick(seen, "first_p50", 1000))


def streams(table, targets, body):
    seen = {}
    for target in targets:
        seen[target] = measure.with_cpu(
            target, lambda: measure.load(target, body, STREAMS, SECONDS)
        )
        table.complain(target, "streams", seen[target]["errors"])
    table.add(f"streams/s, {STREAMS} at once", pick(seen, "per_second"), digits=0)
    table.add("CPU per stream, µs", pick(seen, "cpu_us"), digits=0)
    table.add("share of its core", pick(seen, "core_share"))


def translated(table, bursar, bodies):
    """Streams of a provider of the client's own protocol, and of one of another."""
    costs = []
    for body, path in ((bodies["stream"], measure.PATH), (bodies["crossed"], "/v1/messages")):
        seen = measure.with_cpu(
            bursar, lambda: measure.load(bursar, body, STREAMS, SECONDS, path=path)
        )
        table.complain(bursar, path, seen["errors"])
        costs.append(seen["cpu_us"])
    table.add("CPU of a translated stream, µs", {bursar: costs[1]}, digits=0)
    table.add("CPU of a translated stream, of a passed one", {bursar: costs[1] / costs[0]})


def open_streams(table, proxies, body):
    seen = {}
    for target in proxies:
        seen[target] = measure.peak_while(
            target, lambda: measure.load(target, body, OPEN_STREAMS, max(10, SECONDS))
        )
        table.complain(target, "open streams", seen[target]["errors"])
    table.add(
        f"memory with {OPEN_STREAMS:,} open streams, MB", pick(seen, "peak_megabytes"), digits=1
    )


def pick(seen, name, divisor=1):
    return {target: result[name] / divisor for target, result in seen.items()}


class Table:
    """Rows of figures, one column for each target, and what there is to say besides."""

    def __init__(self, targets):
        self.targets = targets
        self.rows = []
        self.notes = [f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}"]

    def note(self, text):
        self.notes.append(text)

    def complain(self, target, where, errors):
        if errors:
            self.note(f"**{target.name}, {where}: {errors} errors**")

    def add(self, label, values, digits=2):
        cells = [f"{values[t]:,.{digits}f}" if t in values else "" for t in self.targets]
        if len(self.targets) == 3 and self.targets[1] in values and values[self.targets[1]]:
            cells.append(f"{values[self.targets[2]] / values[self.targets[1]]:.3f}")
        else:
            cells.append("")
        self.rows.append([label, *cells, GOALS.get(label, "")])
        print(" | ".join(self.rows[-1]), flush=True)

    def add_difference(self, label, values):
        base = values[self.targets[0]]
        self.add(label, {t: values[t] - base for t in self.targets[1:]}, digits=3)

    def text(self):
        header = ["", *(t.name for t in self.targets), "Bursar / nginx", "goal"]
        lines = [header, ["---"] + ["---:"] * (len(header) - 1), *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return (
            "# Benchmark\n\n"
            + "\n".join(f"- {note}" for note in self.notes)
            + "\n\n"
            + table
            + "\n"
        )


if __name__ == "__main__":
    main()
