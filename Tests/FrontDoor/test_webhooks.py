"""Webhooks: signed as Standard Webhooks has it, sent again under the same id, never in the way of a call."""

import base64
import hashlib
import hmac
import http.server
import json
import threading

import pytest

from house import House, free_port, wait_until

SECRET = b"a-made-up-key-of-thirty-two-byte"


class Receiver:
    """An operator's server; answers what it is told, then 204."""

    def __init__(self, *statuses):
        self.got, self.statuses = [], list(statuses)
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((dict(self.headers.items()), body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?to=us"


@pytest.fixture
def receiver():
    receiver = Receiver(500)
    yield receiver
    receiver.server.shutdown()


def start(directory, webhooks):
    house = House(directory)
    house.start_sandbox()
    house.furnish()
    (house.data / "config.json").write_text(json.dumps({"webhooks": webhooks}))
    return house


def test_warnings_arrive_signed_and_are_repeated(tmp_path, receiver):
    key = tmp_path / "hook.key"
    key.write_text("whsec_" + base64.b64encode(SECRET).decode() + "\n")
    key.chmod(0o600)
    hook = {
        "url": receiver.url, "secret_file": str(key), "events": ["budget.*", "*.expiring"],
        "allow_private": True, "allow_http": True,
    }
    house = start(tmp_path, [hook])
    try:
        expiring = house.add_key("open", None, "--name", "short", "--expires", "3d")
        house.start_gateway()
        house.run("budget", "set", "client:shop", "--limit", "0.00001", "--per", "day", "--warn-at", "50", "--warn-only")
        assert house.chat().status_code == 200
        wait_until(lambda: len(receiver.got) >= 3, 30, "two notices, one of them twice")
    finally:
        house.stop()
    kinds = {}
    for headers, body in receiver.got:
        headers = {name.lower(): value for name, value in headers.items()}
        told = json.loads(body)
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = hmac.new(SECRET, signed, hashlib.sha256).digest()
        assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
        assert house.token not in body.decode()
        kinds.setdefault(told["type"], []).append((headers["webhook-id"], told["data"]))
    assert set(kinds) == {"budget.warning", "key.expiring"}
    assert kinds["key.expiring"][0][1]["key"] == expiring
    # The first answer was 500: the same id came again.
    first = next(iter(receiver.got))[0]
    ids = [headers.get("webhook-id", headers.get("Webhook-Id")) for headers, _ in receiver.got]
    assert ids.count(first.get("webhook-id", first.get("Webhook-Id"))) == 2
    (_, warning), = set((i, json.dumps(d)) for i, d in kinds["budget.warning"])
    assert json.loads(warning)["percent"] == 50


def test_a_dead_receiver_delays_nobody(tmp_path):
    dead = f"http://127.0.0.1:{free_port()}/"
    house = start(tmp_path, [{"url": dead, "allow_private": True, "allow_http": True}])
    try:
        house.start_gateway()
        house.run("budget", "set", "client:shop", "--limit", "0.00001", "--per", "day", "--warn-at", "50", "--warn-only")
        assert all(house.chat().status_code == 200 for _ in range(5))
        assert house.stop_gateway() == 0
        assert "notice not delivered" in house.log.read_text()
    finally:
        house.stop()


@pytest.mark.parametrize(
    "webhooks, sentence",
    [
        (["http://127.0.0.1:1/"], "plain http"),
        ([{"url": "https://a.example", "secret": "x"}], "known are"),
        (["ftp://a.example"], "absolute https URL"),
        (["https://user@a.example"], "absolute https URL"),
        ([{"url": "https://a.example", "events": [""]}], "events as globs"),
        ([{"url": "https://a.example", "secret_file": "relative"}], "begins with a slash"),
        ({"url": "https://a.example"}, "webhooks"),
    ],
)
def test_bad_settings_are_told(tmp_path, webhooks, sentence):
    house = start(tmp_path, webhooks)
    try:
        with pytest.raises(AssertionError):
            house.start_gateway()
        out = (house.directory / "gateway.out").read_text() + house.log.read_text()
        assert sentence in out
    finally:
        house.stop()


def test_a_secret_others_can_read_is_refused(tmp_path):
    key = tmp_path / "hook.key"
    key.write_bytes(SECRET)
    key.chmod(0o644)
    house = start(tmp_path, [{"url": "https://a.example", "secret_file": str(key)}])
    try:
        with pytest.raises(AssertionError):
            house.start_gateway()
        assert "0400 or 0600" in house.log.read_text() + (house.directory / "gateway.out").read_text()
    finally:
        house.stop()
