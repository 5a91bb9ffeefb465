"""Attacks on what operators read and hold: the log, the admin socket, the command line."""

import json
import stat
import subprocess

from house import BINARY

BREAKS = 'x\r\n{"level":"error"}\x1b[2J\x85\u2028\u202e'


def test_the_log_stays_a_line_an_event(new_house):
    """T24: whatever clients and operators name things, each line of the log is one JSON object without control characters."""
    house = new_house(log_level="debug")
    house.run("client", "add", "odd", check=False)
    house.run("token", "issue", "odd", "--name", BREAKS, check=False)
    for model in ("nobody-" + BREAKS, "gpt-4o-mini+fault=500" + BREAKS, "gpt-4o-mini" + BREAKS):
        house.chat(model, user=BREAKS)
    headers = {"authorization": "Bearer " + house.token, "user-agent": "\x1b[31m", "x-request-id": '{"level":"error"}'}
    house.http.post(house.url + '/v1/nowhere"%0a%1b[2J', json={}, headers=headers)
    lines = house.log.read_bytes().decode().split("\n")
    assert len(lines) > 5 and lines.pop() == ""
    for line in lines:
        entry = json.loads(line)
        assert {"time", "level", "room", "message"} <= entry.keys()
        assert line.isprintable() or not any(ord(c) < 0x20 or ord(c) == 0x7f for c in line), line
    # Nor does a table on a terminal carry them.
    shown = subprocess.run(
        [BINARY, "call", "list", "--data", house.data], capture_output=True, env=house.environment, timeout=60).stdout
    assert not {byte for byte in shown if byte < 0x20} - {0x0a}


def test_only_its_owner_reaches_the_admin_socket(house):
    """T25: a private socket in a private folder; the port for calls has no way to it, whatever a page sends."""
    places = [path for path in house.data.rglob("*") if stat.S_ISSOCK(path.lstat().st_mode)]
    assert len(places) == 1 and stat.S_IMODE(places[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(house.data.stat().st_mode) == 0o700
    for path in ("/admin", "/admin/token.issue", "/bursar/admin", "/v1/admin/clients", "/token.issue", "/bursar/v1/token.issue"):
        for headers in ({}, {"authorization": "Bearer " + house.token, "host": "localhost", "origin": "http://evil.example"}):
            answer = house.http.post(house.url + path, content=b"{}", headers=headers | {"content-type": "text/plain"})
            assert answer.status_code in (401, 403, 404), (path, answer.status_code)
            assert "access-control-allow-origin" not in answer.headers


def test_no_option_takes_a_secret():
    """T35: secrets come from standard input, files or descriptors, so they are in no history and no list of processes."""
    help = subprocess.run([BINARY, "--experimental-dump-help"], capture_output=True, text=True, timeout=60, check=True).stdout
    names, commands = set(), [json.loads(help)["command"]]
    for command in commands:
        commands += command.get("subcommands", [])
        names |= {
            name["name"] for argument in command.get("arguments", []) if argument["kind"] == "option"
            for name in argument.get("names", [])
        }
    assert len(commands) > 60 and "data" in names
    assert not {name for name in names if name in ("secret", "password", "passphrase", "api-key")}
