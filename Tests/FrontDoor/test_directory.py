"""The data directory: whose it is, who holds it, and what passes through it."""

import fcntl
import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from house import BINARY, House, free_port, new_secret, wait_until

NOBODY = 65534


def command(house, *words, **options):
    """Runs a command as a user would; returns status and what it said."""
    done = subprocess.run(
        [BINARY, *map(str, words)],
        env=house.environment,
        capture_output=True,
        text=True,
        timeout=60,
        **options,
    )
    return done.returncode, done.stdout + done.stderr


def test_key_added_to_a_server_is_nowhere_in_its_memory(house):
    if os.geteuid() != 0:
        pytest.skip("only root reads the memory of a process that can't be dumped")
    secret = new_secret()
    house.add_upstream("mem", "openai-chat", house.sandbox_url + "/v1", secret)
    assert writable_memory(house.gateway.pid).count(secret.encode()) == 0
    assert not list(house.data.glob("secret-*"))


def writable_memory(pid):
    found = []
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if not rights.startswith("rw") or end - start > 256 << 20:
                continue
            try:
                memory.seek(start)
                found.append(memory.read(end - start))
            except OSError:
                pass
    return b"".join(found)


def test_first_starts_at_once_have_one_winner(tmp_path):
    for number in range(10):
        house = House(tmp_path / str(number))
        house.directory.mkdir()
        servers = [
            subprocess.Popen(
                [BINARY, "serve", "--data", house.data, "--listen", f"127.0.0.1:{free_port()}"],
                env=house.environment,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(3)
        ]
        try:
            losers = wait_until(
                lambda: [s for s in servers if s.poll() is not None][1:] and servers, 30, "losers"
            )
            ended = [server for server in losers if server.poll() is not None]
            assert len(ended) == 2
            for server in ended:
                assert server.returncode == 69
                assert "runs on" in server.stderr.read()
        finally:
            for server in servers:
                server.kill()
                server.communicate()


def test_server_says_starting_until_the_data_is_there(tmp_path):
    house = House(tmp_path)
    house.run("init")
    with open(house.data / "ledger.lock", "r+b") as lock, open(house.log, "wb") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        house.gateway = subprocess.Popen(
            [BINARY, "serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}"],
            env=house.environment,
            stderr=log,
        )
        try:
            wait_until(lambda: "waiting for" in house.log.read_text(), 20, "the server to wait")
            ready = house.http.get(house.url + "/readyz")
            assert (ready.status_code, ready.text) == (503, "starting\n")
            for path, kind in (("chat/completions", "server_error"), ("messages", "api_error")):
                reply = house.http.post(f"{house.url}/v1/{path}", json={})
                assert reply.status_code == 503
                assert reply.headers["retry-after"] == "1"
                assert reply.json()["error"]["type"] == kind
            fcntl.flock(lock, fcntl.LOCK_UN)
            wait_until(lambda: house.http.get(house.url + "/readyz").status_code == 200, 20)
        finally:
            house.stop()


def test_directory_with_other_files_is_left_alone(house, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    tmp_path.chmod(0o755)
    for words in (["init"], ["serve", "--listen", "127.0.0.1:0"]):
        status, said = command(house, *words, "--data", tmp_path)
        assert status == 69 and "holds other files" in said
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_directory_of_another_user_is_called_that():
    if os.geteuid() != 0:
        pytest.skip("only root becomes another user")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        house = House(folder)
        house.run("init")
        try:
            status, said = command(house, "usage", "--data", house.data, user=NOBODY, group=NOBODY)
        except PermissionError:
            pytest.skip("the binary is closed to other users")
    assert status == 69
    assert "belongs to root" in said and "init" not in said


def test_init_beside_a_running_server_changes_nothing(house):
    assert house.run("init")["created"] is False
    status, said = command(house, "init", "--data", house.data, "--root-key", "env:OTHER")
    assert status == 1 and "has a root key" in said


def test_plain_http_to_other_machines_is_warned_of(tmp_path):
    house = House(tmp_path)
    with open(house.log, "wb") as log:
        house.gateway = subprocess.Popen(
            [BINARY, "serve", "--data", house.data, "--listen", f"0.0.0.0:{house.port}"],
            env=house.environment,
            stderr=log,
        )
    try:
        wait_until(lambda: "without TLS" in house.log.read_text(), 20, "the warning")
    finally:
        house.stop()


def test_usage_names_keys(house):
    assert house.chat().status_code == 200
    rows = house.run("usage", "--by", "key")["rows"]
    assert any(row["key"] in house.secrets and row["key_name"].startswith("open") for row in rows)
    status, table = command(house, "usage", "--by", "key", "--data", house.data)
    assert status == 0 and any(f"({row['key']})" in table for row in rows)
