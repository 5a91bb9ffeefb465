"""The commands: the same answers with and without a server, exit statuses, and the demo."""

import json
import subprocess

import pytest

from house import BINARY, CommandFailed


def ask_all(house, call):
    """Every command that only reads, as one document each."""
    key = next(iter(house.secrets))
    commands = [
        "upstream list",
        "upstream show open",
        "key list",
        f"key show {key}",
        "model list",
        "client list",
        "client show shop",
        "token list",
        f"token show {house.token_id}",
        "price list",
        "price show gpt-*",
        "usage --by client,token,key,model",
        "call list",
        f"call show {call}",
        f"call explain {call}",
        "ledger books",
    ]
    return {command: house.run(*command.split()) for command in commands}


def test_answers_are_the_same_without_a_server(new_house):
    house = new_house()
    call = house.chat().headers["bursar-call"]
    house.message(stream=True)
    with_server = ask_all(house, call)
    assert house.stop_gateway() == 0
    assert '"level":"error"' not in house.log.read_text()
    assert ask_all(house, call) == with_server


def test_changes_without_a_server_are_there_with_one(new_house):
    house = new_house()
    assert house.stop_gateway() == 0
    issued = house.issue_token("shop")
    house.run("token", "revoke", house.token_id)
    house.start_gateway()
    assert house.chat(token=issued["token"]).status_code == 200
    assert house.chat().status_code == 401


@pytest.mark.parametrize(
    "words, status",
    [
        ("client show nobody", 1),
        ("client add shop", 1),
        ("key add nowhere", 1),
        ("key show 000000000000", 1),
        ("token issue nobody", 1),
        ("token revoke 000000000000", 1),
        ("model add gpt-* --to nowhere", 1),
        ("price set gpt-* --input lots --output 1", 1),
        ("call show 01a204a3-8f6d-73ea-b643-3dca064bd715", 1),
        ("usage --by moon", 1),
        ("key add open sk-test-secret", 64),
        ("key add open --key sk-test-secret", 64),
        ("nonsense", 64),
        ("client add", 64),
        ("client add x --nonsense", 64),
    ],
)
def test_refusals(house, words, status):
    """One clear sentence on stderr, nothing on stdout; 64 for wrong usage."""
    with pytest.raises(CommandFailed) as caught:
        house.run(*words.split(), stdin="sk-test-secret\n")
    assert caught.value.status in ((1, 64) if status == 1 else (64,))
    assert caught.value.stderr.strip()
    assert "sk-test-secret" not in caught.value.stderr


def test_no_data_directory(house, tmp_path):
    """Commands that read don't make one."""
    command = [BINARY, "client", "list", "--data", tmp_path / "none"]
    done = subprocess.run(command, capture_output=True, text=True, env=house.environment)
    assert done.returncode == 69
    assert "init" in done.stderr
    assert not (tmp_path / "none").exists()


def test_demo(tmp_path):
    """All sixteen pairs, the report, one call explained, balanced books; nothing is left behind."""
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    command = [BINARY, "demo", "--once"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    said = (done.stdout + done.stderr).lower()
    for word in ("gpt-", "claude-", "gemini-", "cost", "balance", "so do the books"):
        assert word in said, word
    pairs = [line for line in done.stderr.splitlines() if " → " in line]
    assert len(pairs) == 16 and all("the same whole and in" in line for line in pairs)
    assert list(tmp_path.iterdir()) == []


def test_doctor(house):
    report = house.run("doctor", check=False)
    assert json.dumps(report).count("ok") >= 1
