"""Ways to measure a target: wrk, our own load generator, /proc, and the disk's sync."""

import json
import os
import re
import statistics
import subprocess
import threading
import time
from pathlib import Path

from servers import LOAD_CORE, ROOT

PATH = "/v1/chat/completions"
TICKS = os.sysconf("SC_CLK_TCK")
UNITS = {"us": 1, "ms": 1000, "s": 1_000_000, "m": 60_000_000}


def wrk(target, body, connections, seconds, directory):
    """Closed loop by wrk: calls per second, p50 and p99 in microseconds, and what went wrong."""
    script = directory / f"{target.name}.lua"
    headers = {"Content-Type": "application/json"} | target.headers
    lines = ['wrk.method = "POST"', f"wrk.body = [==[{body.read_text()}]==]"]
    lines += [f'wrk.headers["{name}"] = "{value}"' for name, value in headers.items()]
    script.write_text("\n".join(lines))
    command = [
        "taskset",
        "-c",
        LOAD_CORE,
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--latency",
    ]
    command += ["--timeout", "10s", "-s", script, f"http://127.0.0.1:{target.port}{PATH}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    errors = sum(int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", text))
    for line in re.findall(r"Socket errors: (.*)", text):
        errors += sum(int(n) for n in re.findall(r"\d+", line))
    return {
        "calls": int(re.search(r"(\d+) requests in", text)[1]),
        "per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
        "p50": latency(text, "50%"),
        "p99": latency(text, "99%"),
        "errors": errors,
    }


def latency(text, part):
    number, unit = re.search(rf"{part}\s+([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * UNITS[unit]


def load(target, body, connections, seconds, rate=0, path=PATH):
    """Our own load generator; see load.c for what it prints."""
    command = [
        "taskset",
        "-c",
        LOAD_CORE,
        ROOT / ".build-bench" / "load",
        "-p",
        str(target.port),
        "-u",
        path,
    ]
    for name, value in target.headers.items():
        command += ["-H", f"{name}: {value}"]
    command += ["-b", body, "-c", str(connections), "-d", str(seconds), "-r", str(rate)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def cpu_seconds(target):
    """Processor time that the target's process has used, in user and kernel."""
    fields = Path(f"/proc/{target.process.pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def with_cpu(target, run):
    """Runs a measurement and adds the target's CPU microseconds for each call, and its share of a core."""
    cpu, began = cpu_seconds(target), time.monotonic()
    result = run()
    used, elapsed = cpu_seconds(target) - cpu, time.monotonic() - began
    result["cpu_us"] = used * 1e6 / max(1, result["calls"])
    result["core_share"] = used / elapsed
    return result


def resident_megabytes(target):
    line = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{target.process.pid}/status").read_text())
    return int(line[1]) / 1024


def peak_while(target, run):
    """Runs something and returns its result with the highest resident memory seen meanwhile."""
    peak, done = 0.0, threading.Event()

    def watch():
        nonlocal peak
        while not done.is_set():
            peak = max(peak, resident_megabytes(target))
            done.wait(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        result = run()
    finally:
        done.set()
        watcher.join()
    return result | {"peak_megabytes": peak}


def sync_milliseconds(directory, rate=0, times=200):
    """What one fdatasync after a write of 4 KiB costs where the ledger lies: median and p99.

    A disk that rests between two of them may take longer: `rate` is how many there are a second.
    """
    path = directory / "sync"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
    spent = []
    try:
        for _ in range(times):
            os.write(descriptor, bytes(4096))
            began = time.perf_counter()
            os.fdatasync(descriptor)
            spent.append((time.perf_counter() - began) * 1000)
            if rate:
                time.sleep(1 / rate)
    finally:
        os.close(descriptor)
        path.unlink()
    return statistics.median(spent), sorted(spent)[int(times * 0.99)]
