"""A real llama.cpp server with a small model as an on-device upstream: four protocols, whole and streamed, its own count
of tokens in the ledger; and what policy keeps on the machine stays there.

`make local-model` installs the server's wheel and names its Python in LOCAL_MODEL_PYTHON.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house import BINARY, ROOT, House
from pairs import CLIENTS, status_of
from sdk import Wish

PYTHON = os.environ.get("LOCAL_MODEL_PYTHON")
FILES = ROOT / "Tests" / "LocalModel"
MODEL = ROOT / ".build-local-model" / "model.gguf"
MAIL = "ann.smith@corp.io"
RATES = {"input": "0.05", "output": "0.2", "cache-read": "0.005"}

pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="needs a llama.cpp server: run `make local-model`"
)


class LocalServer:
    """llama.cpp with the model, on a free port."""

    def __init__(self, log):
        if not MODEL.exists():
            MODEL.parent.mkdir(exist_ok=True)
            subprocess.run([PYTHON, FILES / "model.py", MODEL], check=True)
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(
                [PYTHON, FILES / "server.py", MODEL],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self.url = self.process.stdout.readline().strip()
        assert self.url, Path(log).read_text()

    def count(self, http):
        """What the server itself says it has read (but for what it remembered) and written, in tokens."""
        text = http.get(self.url + "/metrics").text
        names = ("llamacpp:prompt_tokens_total", "llamacpp:tokens_predicted_total")
        return tuple(
            int(float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1])) for name in names
        )

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)


def furnish(house, url):
    """The model as an upstream on this host beside one that is elsewhere, and three clients by residency."""
    house.run("upstream", "add", "llama.cpp", "--url", url + "/v1")
    house.run("model", "add", "local*", "--to", "llama.cpp/random")
    # The same name elsewhere first: only policy keeps a call here.
    house.run("model", "add", "gpt-both*", "--to", "open", "--to", "llama.cpp/random")
    house.set_price("random", **RATES)
    tokens = {}
    for residency in ("any", "on-device", "on-device-when-redacted"):
        policy = {"residency": residency, "redaction": {"detectors": {"email": "tokenise"}}}
        file = house.directory / f"{residency}.json"
        file.write_text(json.dumps(policy))
        house.run("policy", "put", residency, file)
        house.run("client", "add", residency, "--policy", residency)
        tokens[residency] = house.issue_token(residency)["token"]
    return tokens


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """A running house with the model behind it."""
    directory = tmp_path_factory.mktemp("local")
    house = House(directory)
    server = LocalServer(directory / "llama.log")
    try:
        house.start()
        house.tokens = furnish(house, server.url)
        house.server = server
        yield house
    finally:
        house.stop()
        server.stop()


@pytest.fixture(params=CLIENTS)
def protocol(request):
    return CLIENTS[request.param]


@pytest.mark.parametrize("stream", [False, True])
def test_every_protocol(local, protocol, stream):
    before = local.server.count(local.http)
    provider = local.provider_count()
    asking = protocol(local.url, local.tokens["on-device"])
    reply = asking.ask("local", "Say something, please.", Wish(limit=24), stream=stream)
    asking.close()
    after = local.server.count(local.http)
    read, written = (now - then for now, then in zip(after, before))
    assert reply.text and reply.stop in ("length", "end")
    assert local.provider_count() == provider
    call = local.run("call", "list")["calls"][0]["id"]
    attempt = local.run("call", "show", call)["attempts"][0]
    assert attempt["usage_source"] == "reported"
    assert attempt["fresh_input_tokens"] == read
    assert attempt["visible_output_tokens"] == written == reply.output
    assert attempt["fresh_input_tokens"] + attempt["cache_read_tokens"] == reply.input
    assert (attempt["upstream"], attempt["outcome"]) == ("llama.cpp", "ok")
    cost = read * 50 + attempt["cache_read_tokens"] * 5 + written * 200
    assert attempt["cost_nano_usd"] == cost


def test_the_ledger_counts_what_the_server_counts(local):
    total = local.run("usage", "--by", "upstream")
    row = next(row for row in total["rows"] if row["upstream"] == "llama.cpp")
    assert (row["input_tokens"], row["output_tokens"]) == local.server.count(local.http)
    assert local.run("ledger", "books")["ok"]


def test_a_free_model_costs_nothing(local):
    local.run("model", "add", "local-free", "--to", "llama.cpp/free")
    local.run("price", "set", "free", "--free")
    reply = local.chat("local-free", token=local.tokens["any"], max_tokens=8)
    assert reply.status_code == 200, reply.text
    attempt = local.run("call", "show", reply.headers["bursar-call"])["attempts"][0]
    assert attempt["cost_nano_usd"] == 0 and attempt["visible_output_tokens"] > 0


@pytest.mark.parametrize("stream", [False, True])
def test_residency_on_device(local, protocol, stream):
    """The provider elsewhere sees nothing, and a model that is only there is refused."""
    before = local.provider_count()
    asking = protocol(local.url, local.tokens["on-device"])
    assert asking.ask("gpt-both", "Hello.", Wish(limit=8), stream=stream).text
    with pytest.raises(asking.errors) as caught:
        asking.ask("gpt-4o-mini", "Hello.", Wish(limit=8), stream=stream)
    assert status_of(caught.value) == 403
    asking.close()
    assert local.provider_count() == before


@pytest.mark.parametrize("stream", [False, True])
def test_residency_on_device_when_redacted(local, protocol, stream):
    """A call in which something was found is answered here; all others may go."""
    asking = protocol(local.url, local.tokens["on-device-when-redacted"])
    before = local.provider_count()
    assert asking.ask("gpt-both", "Hello.", Wish(limit=8), stream=stream).text
    assert local.provider_count() == before + 1
    asking.ask("gpt-both", f"Write to {MAIL}.", Wish(limit=8), stream=stream)
    with pytest.raises(asking.errors) as caught:
        asking.ask("gpt-4o-mini", f"Write to {MAIL}.", Wish(limit=8), stream=stream)
    assert status_of(caught.value) == 403
    asking.close()
    assert local.provider_count() == before + 1


def test_nothing_leaves_the_host(tmp_path):
    """In a network of its own, whose only way out is counted: on-device calls send no packet there."""
    unshare = shutil.which("unshare")
    if unshare is None or shutil.which("ip") is None:
        pytest.skip("needs unshare and ip")
    if subprocess.run([unshare, "-n", "ip", "link", "add", "v0", "type", "veth"]).returncode != 0:
        pytest.skip("may not make a network namespace here; needs root")
    done = subprocess.run(
        [unshare, "-n", sys.executable, __file__, tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def closed_host(directory):
    """Runs inside the namespace: sandbox, model and gateway on loopback, and a link that leads nowhere."""
    commands = (
        "link set lo up",
        "link add v0 type veth peer name v1",
        "link set v1 up",
        "link set v0 up",
        "address add 198.51.100.1/24 dev v0",
        "neighbour add 198.51.100.2 lladdr 02:00:00:00:00:02 dev v0",
        "route add default via 198.51.100.2",
    )
    Path("/proc/sys/net/ipv6/conf/default/disable_ipv6").write_text("1")
    for command in commands:
        subprocess.run(["ip", *command.split()], check=True)

    def sent():
        lines = Path("/proc/net/dev").read_text().splitlines()
        line = next(line for line in lines if line.strip().startswith("v0:"))
        return int(line.split(":")[1].split()[9])  # packets sent (proc(5))

    house = House(directory, deadlines_connect="1s")
    server = LocalServer(directory / "llama.log")
    try:
        house.start()
        tokens = furnish(house, server.url)
        house.run("upstream", "add", "cloud", "--dialect", "openai-chat", "--url", "https://8.8.8.8/v1")
        house.add_key("cloud")
        house.run("model", "add", "gpt-cloud", "--to", "cloud")
        before = sent()
        for client in CLIENTS.values():
            for stream in (False, True):
                asking = client(house.url, tokens["on-device"])
                for model in ("local", "gpt-both"):
                    assert asking.ask(model, "Hello.", Wish(limit=8), stream=stream).text
                asking.close()
        assert sent() == before, "a packet left the host"
        # The count counts: a call that may leave is seen to.
        assert house.chat("gpt-cloud").status_code == 503
        assert sent() > before
    finally:
        house.stop()
        server.stop()


if __name__ == "__main__":
    assert BINARY.exists()
    closed_host(Path(sys.argv[1]))
