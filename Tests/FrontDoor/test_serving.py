"""Starting, stopping, sharing a data directory, and TLS."""

import fcntl
import os
import signal
import ssl
import subprocess
import threading

import httpx
import pytest

from house import BINARY, free_port, wait_until


def test_drain(new_house):
    """AC-01: SIGTERM lets streams under way end whole and settled, takes no new calls, and exits 0."""
    house = new_house()
    replies = []

    def stream():
        with httpx.Client(timeout=60) as http:
            replies.append(house.chat("gpt-4o-mini+words=100+pace=20ms", stream=True, http=http))

    threads = [threading.Thread(target=stream) for _ in range(10)]
    for thread in threads:
        thread.start()
    wait_until(lambda: house.provider_count() == 10, what="the calls to be under way")
    house.gateway.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    assert house.gateway.wait(60) == 0
    assert [reply.text.endswith("data: [DONE]\n\n") for reply in replies] == [True] * 10
    assert {row["outcome"] for row in house.ledger("SELECT * FROM call")} == {"ok"}


def test_second_server_is_refused(house):
    command = [BINARY, "serve", "--data", house.data, "--listen", f"127.0.0.1:{free_port()}"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=house.environment, timeout=60
    )
    assert done.returncode in (1, 69)
    assert done.stderr.strip()
    assert house.chat().status_code == 200


def test_port_in_use(house, tmp_path):
    environment = house.environment | {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    command = [BINARY, "serve", "--data", tmp_path / "data", "--listen", f"127.0.0.1:{house.port}"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode in (1, 69)
    assert str(house.port) in done.stderr


@pytest.fixture
def certificate(tmp_path):
    key, chain = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    command += (
        f" -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {chain}"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    key.chmod(0o600)
    return key, chain


def test_tls(new_house, certificate):
    key, chain = certificate
    house = new_house()
    house.stop_gateway()
    command = [BINARY, "serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}"]
    command += ["--tls-cert", chain, "--tls-key", key]
    with open(house.log, "ab") as log:
        house.gateway = subprocess.Popen(command, stdout=log, stderr=log, env=house.environment)
    with httpx.Client(verify=ssl.create_default_context(cafile=chain), timeout=30) as http:

        def answers():
            try:
                return http.get(f"https://127.0.0.1:{house.port}/readyz").status_code == 200
            except httpx.TransportError:
                return False

        wait_until(answers, what="TLS to answer")
        body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hello"}]}
        headers = {"authorization": f"Bearer {house.token}"}
        url = f"https://127.0.0.1:{house.port}/v1/chat/completions"
        assert http.post(url, json=body, headers=headers).status_code == 200
        assert http.post(url, json=body | {"stream": True}, headers=headers).text.endswith(
            "[DONE]\n\n"
        )
    assert house.stop_gateway() == 0


def test_nobody_reads_the_log(new_house, tmp_path):
    """A pipe that is full makes no call wait, and doesn't keep the process from ending."""
    house = new_house()
    house.stop_gateway()
    pipe = tmp_path / "log"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 4096)
    house.wrapper = ["sh", "-c", f'exec "$0" "$@" 2>"{pipe}"']
    house.start_gateway()
    for _ in range(100):
        assert house.chat().status_code == 200
    assert house.stop_gateway() == 0
    os.close(reader)
