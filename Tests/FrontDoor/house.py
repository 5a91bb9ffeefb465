"""A sandbox provider and a gateway in front of it, started from the built binary in a directory of their own.

Everything goes through what a user has: the commands, the listener, the signals. `BURSAR_BIN` names another
binary than the debug build.
"""

import base64
import contextlib
import io
import json
import os
import random
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("BURSAR_BIN", ROOT / ".build" / "debug" / "bursar")).resolve()
START_SECONDS = 300
STOP_SECONDS = 60

# US dollars for a million tokens; numbers that leave remainders, so that rounding shows.
PRICES = {
    "gpt-*": {"input": "0.153", "output": "0.607", "cache-read": "0.0751"},
    "claude-*": {
        "input": "3.01",
        "output": "15.03",
        "cache-read": "0.307",
        "cache-write-5m": "3.757",
        "cache-write-1h": "6.011",
    },
}


class CommandFailed(Exception):
    """A command ended with another status than 0."""

    def __init__(self, arguments, status, stdout, stderr):
        super().__init__(f"bursar {' '.join(arguments)}: status {status}\n{stdout}{stderr}")
        self.status = status
        self.stderr = stderr


def free_port():
    """A loopback port nobody listens on just now, below those that connections going out are given."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(12_000, 32_000)))
            except OSError:
                continue
            return probe.getsockname()[1]


def wait_until(question, seconds=30, what="the expected state", every=0.05):
    """Asks until the answer is true and returns it; fails loudly after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(every)


def new_secret(prefix="sk-test-"):
    """A provider's key that nobody ever issued."""
    return prefix + base64.urlsafe_b64encode(secrets.token_bytes(33)).decode()


class House:
    """One data directory, its gateway and the sandbox behind it."""

    def __init__(self, directory, log_level="info", **settings):
        """`settings` are variables of the environment without their prefix: `deadlines_idle="2s"`."""
        self.directory = Path(directory)
        self.data = self.directory / "data"
        self.log = self.directory / "gateway.log"
        self.sandbox_port = free_port()
        self.port = free_port()
        self.sandbox = None
        self.gateway = None
        self.secrets = {}  # of the providers' keys, by key id
        self.stems = 0
        self.wrapper = []  # words before the gateway's command, such as taskset's
        self.token = None
        self.token_id = None
        self.http = httpx.Client(timeout=60)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("BURSAR_")}
        self.environment |= {
            "HOME": str(self.directory),
            "XDG_CONFIG_HOME": str(self.directory / "config"),
            "BURSAR_LOG": log_level,
        }
        self.environment |= {f"BURSAR_{name.upper()}": value for name, value in settings.items()}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def sandbox_url(self):
        return f"http://127.0.0.1:{self.sandbox_port}"

    # Commands

    def run(self, *arguments, stdin="", check=True, seconds=120):
        """Runs a command with `--format json`; returns its document, or None when it printed none."""
        arguments = [str(argument) for argument in arguments]
        command = [BINARY, *arguments, "--data", self.data, "--format", "json"]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, env=self.environment, timeout=seconds
        )
        if done.returncode != 0 and check:
            raise CommandFailed(arguments, done.returncode, done.stdout, done.stderr)
        try:
            return json.loads(done.stdout) if done.stdout.strip() else None
        except ValueError as error:
            raise AssertionError(
                f"bursar {arguments}: no JSON document: {done.stdout!r}"
            ) from error

    def ask_desk(self, case, secret=None, **arguments):
        """What a command asks of the running gateway, without a process for it: `ask_desk("key.show", id=…)`."""
        body = json.dumps(arguments)
        way = httpx.HTTPTransport(uds=str(self.data / "admin.sock"))
        with contextlib.ExitStack() as stack:
            if secret is not None:
                body += "\n" + stack.enter_context(self._pipe(secret))
            client = stack.enter_context(httpx.Client(transport=way, timeout=60))
            answer = client.post(f"http://localhost/admin/v1/{case}", content=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @contextlib.contextmanager
    def _pipe(self, secret):
        """The name of a pipe in the data directory that holds a secret."""
        name = "secret-" + secrets.token_hex(16)
        os.mkfifo(self.data / name, 0o600)
        reader = os.open(self.data / name, os.O_RDONLY | os.O_NONBLOCK)
        writer = os.open(self.data / name, os.O_WRONLY)
        os.write(writer, secret.encode())
        os.close(writer)
        try:
            yield name
        finally:
            os.close(reader)

    def add_upstream(self, name, dialect, url, secret=None):
        """Adds an upstream on loopback with one key; returns the key's id."""
        allow = ["--allow-private", "--allow-http"]
        self.run("upstream", "add", name, "--dialect", dialect, "--url", url, *allow)
        return self.add_key(name, secret)

    def add_key(self, upstream, secret=None, *flags):
        secret = secret or new_secret()
        key = self.run("key", "add", upstream, "--no-test", *flags, stdin=secret + "\n")["id"]
        self.secrets[key] = secret
        return key

    def set_price(self, glob, **rates):
        flags = [
            part for name, usd in rates.items() for part in (f"--{name.replace('_', '-')}", usd)
        ]
        self.run("price", "set", glob, *flags)

    def issue_token(self, client, *flags):
        return self.run("token", "issue", client, *flags)

    def furnish(self):
        """Initialises the data directory and fills it: two upstreams, models, prices, a client, a token."""
        self.run("init")
        self.add_upstream("open", "openai-chat", self.sandbox_url + "/v1")
        self.add_upstream("anth", "anthropic", self.sandbox_url)
        for glob in ("gpt-4o-mini", "gpt-*", "unpriced-*"):
            self.run("model", "add", glob, "--to", "open")
        for glob in ("claude-sonnet-4", "claude-*"):
            self.run("model", "add", glob, "--to", "anth")
        for glob, rates in PRICES.items():
            self.set_price(glob, **rates)
        self.run("client", "add", "shop")
        issued = self.issue_token("shop", "--name", "front")
        self.token, self.token_id = issued["token"], issued["id"]

    # Processes

    def start_sandbox(self):
        listen = f"127.0.0.1:{self.sandbox_port}"
        with open(self.directory / "sandbox.log", "ab") as log:
            self.sandbox = subprocess.Popen(
                [BINARY, "sandbox", "--listen", listen],
                stdout=log,
                stderr=log,
                env=self.environment,
            )
        self._await(self.sandbox, self.sandbox_url + "/sandbox/totals")

    def start_gateway(self, *flags):
        listen = f"127.0.0.1:{self.port}"
        with open(self.log, "ab") as log, open(self.directory / "gateway.out", "ab") as out:
            self.gateway = subprocess.Popen(
                [*self.wrapper, BINARY, "serve", "--data", self.data, "--listen", listen, *flags],
                stdout=out,
                stderr=log,
                env=self.environment,
            )
        self._await(self.gateway, self.url + "/readyz")

    def _await(self, process, url):
        def ready():
            if process.poll() is not None:
                tail = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
                raise AssertionError(f"{process.args} ended with {process.returncode}: {tail}")
            try:
                return self.http.get(url).status_code == 200
            except httpx.TransportError:
                return False

        wait_until(ready, START_SECONDS, f"{url} to answer")

    def start(self):
        self.start_sandbox()
        self.furnish()
        self.start_gateway()
        return self

    def stop_gateway(self):
        """Asks the gateway to drain and end; returns its status."""
        if self.gateway is None:
            return None
        self.gateway.send_signal(signal.SIGTERM)
        try:
            return self.gateway.wait(STOP_SECONDS)
        finally:
            if self.gateway.poll() is None:
                self.kill_gateway()
            self.gateway = None

    def kill_gateway(self):
        """kill -9."""
        self.gateway.kill()
        self.gateway.wait()

    def stop(self):
        for process in (self.gateway, self.sandbox):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
        self.http.close()

    # What is seen of them

    def sandbox_get(self, path):
        return self.http.get(self.sandbox_url + path).json()

    def last_body(self):
        """The last request's body as it reached the sandbox."""
        return self.http.get(self.sandbox_url + "/sandbox/last/body").content

    def provider_count(self):
        """How many requests have reached the sandbox."""
        totals = self.sandbox_get("/sandbox/totals")
        return totals["calls"] + totals["rejected"]

    def ledger(self, sql):
        """Reads the ledger without the gateway's help, from a copy of its file; returns rows as dictionaries."""
        with tempfile.TemporaryDirectory(dir=self.directory) as copy:
            self._copy_ledger(Path(copy))
            database = sqlite3.connect(Path(copy) / "ledger.db")
            database.row_factory = sqlite3.Row
            try:
                return [dict(row) for row in database.execute(sql)]
            finally:
                database.close()

    def _copy_ledger(self, copy, tries=100):
        """Copies the ledger's files, again whenever a checkpoint came between them."""

        def state():
            wal = self.data / "ledger.db-wal"
            with open(wal, "rb") if wal.exists() else io.BytesIO() as file:
                status = (self.data / "ledger.db").stat()
                return status.st_mtime_ns, status.st_size, file.read(32)

        for _ in range(tries):
            before = state()
            for name in ("ledger.db", "ledger.db-wal"):
                if (self.data / name).exists():
                    shutil.copy(self.data / name, copy)
            if state() == before:
                return
        raise AssertionError("the ledger's files change too fast to be copied")

    def resident_bytes(self):
        """The gateway's resident memory."""
        status = Path(f"/proc/{self.gateway.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def client_connections(self):
        """How many connections to the gateway's listener the kernel still knows as open or half open."""
        states = ("01", "04", "05", "08", "09")  # established, two of closing, close-wait, last-ack
        local = f":{self.port:04X}"
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[1].endswith(local) and row[3] in states for row in rows)

    def socket_count(self):
        """The gateway's open sockets."""
        count = 0
        for entry in Path(f"/proc/{self.gateway.pid}/fd").iterdir():
            try:
                count += os.readlink(entry).startswith("socket:")
            except FileNotFoundError:
                pass
        return count

    # Calls

    def chat(self, model="gpt-4o-mini", token=None, http=None, **fields):
        """A call in OpenAI Chat; returns httpx's response."""
        body = {
            "model": model,
            "messages": [{"role": "user", "content": "Say something."}],
        } | fields
        headers = {"authorization": f"Bearer {token or self.token}"}
        return (http or self.http).post(
            self.url + "/v1/chat/completions", json=body, headers=headers
        )

    def message(self, model="claude-sonnet-4", token=None, http=None, **fields):
        """A call in Anthropic Messages; returns httpx's response."""
        body = {"model": model, "max_tokens": 4096} | fields
        body.setdefault("messages", [{"role": "user", "content": "Say something."}])
        headers = {"x-api-key": token or self.token, "anthropic-version": "2023-06-01"}
        return (http or self.http).post(self.url + "/v1/messages", json=body, headers=headers)

    def apart(self, dialect="openai-chat", url=None, secret=None):
        """A model stem with an upstream and a key of its own, so that what goes wrong there stays there."""
        self.stems += 1
        family, base = {
            "openai-chat": ("gpt", "/v1"),
            "openai-responses": ("gpt", "/v1"),
            "anthropic": ("claude", ""),
            "gemini": ("gemini", ""),
        }[dialect]
        stem = f"{family}-apart{self.stems}"
        self.add_upstream(f"apart{self.stems}", dialect, (url or self.sandbox_url) + base, secret)
        self.run("model", "add", stem + "*", "--to", f"apart{self.stems}")
        return stem
