"""The servers that are measured: a mock provider, nginx before it as a plain proxy, and Bursar before it."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "FrontDoor"))

from house import House, free_port, wait_until  # noqa: E402

PROXY_CORE, LOAD_CORE = "0", "1"
MODEL = "gpt-4o-mini"

NGINX_CONFIGURATION = """
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log warn;
worker_rlimit_nofile 32768;
events {{ worker_connections 16384; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    keepalive_requests 100000000;
    upstream mock {{ server 127.0.0.1:{mock}; keepalive 1024; keepalive_requests 100000000; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{
            proxy_pass http://mock;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
        }}
    }}
}}
"""


class Target:
    """Something that answers chat completions on a port: `headers` let one in, `process` is what costs."""

    def __init__(self, name, port, process=None, headers=()):
        self.name = name
        self.port = port
        self.process = process
        self.headers = dict(headers)


def answers(port):
    probe = [
        "curl",
        "--silent",
        "--fail",
        "--output",
        "/dev/null",
        f"http://127.0.0.1:{port}/v1/models",
    ]
    wait_until(lambda: subprocess.run(probe).returncode == 0, 10, f"port {port} to answer")


def start_mock():
    port = free_port()
    command = ["taskset", "-c", LOAD_CORE, ROOT / ".build-bench" / "mock", str(port)]
    process = subprocess.Popen(command)
    answers(port)
    return Target("direct", port, process)


def start_nginx(mock, directory):
    port = free_port()
    configuration = directory / "nginx.conf"
    configuration.write_text(
        NGINX_CONFIGURATION.format(directory=directory, mock=mock.port, port=port)
    )
    process = subprocess.Popen(
        ["taskset", "-c", PROXY_CORE, "nginx", "-c", configuration, "-p", directory]
    )
    answers(port)
    return Target("nginx", port, process)


def start_bursar(mock, directory):
    """A gateway as a user starts it: ledger, token, price and policy checks, log at its default level."""
    house = House(directory)
    house.wrapper = ["taskset", "-c", PROXY_CORE]
    house.run("init")
    house.add_upstream("mock", "openai-chat", f"http://127.0.0.1:{mock.port}/v1")
    house.run("model", "add", "gpt-*", "--to", "mock")
    house.set_price("gpt-*", input="0.15", output="0.60", cache_read="0.075")
    house.run("client", "add", "bench")
    token = house.issue_token("bench")["token"]
    house.start_gateway()
    headers = {"Authorization": f"Bearer {token}"}
    return house, Target("Bursar", house.port, house.gateway, headers)


def write_bodies(directory):
    """The request bodies: about 1.1 KB each, whole, streamed, and streamed slowly."""
    prompt = "Tell me about the house by the river. " * 25
    bodies = {}
    for name, model, stream in (
        ("json", MODEL, False),
        ("stream", MODEL, True),
        ("slow", "gpt-slow", True),
    ):
        body = {
            "model": model,
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": 256,
        }
        if stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        bodies[name] = directory / f"{name}.json"
        bodies[name].write_text(json.dumps(body, separators=(",", ":")))
    # The same asked in the other protocol, which the mock provider doesn't speak.
    crossed = {"model": MODEL, "max_tokens": 256, "stream": True, "messages": body["messages"]}
    bodies["crossed"] = directory / "crossed.json"
    bodies["crossed"].write_text(json.dumps(crossed, separators=(",", ":")))
    return bodies
