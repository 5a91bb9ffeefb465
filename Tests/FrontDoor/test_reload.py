"""SIGHUP: the settings are read anew, all but the listen address; when something is wrong, nothing changes."""

import json
import signal
import threading

import httpx

from house import free_port, wait_until

LONG = "x" * 4000


def put(house, settings):
    text = settings if isinstance(settings, str) else json.dumps(settings)
    (house.data / "config.json").write_text(text)


def reload(house, words):
    """Sends the signal and waits for what the log says of it; returns that line."""
    before = len(house.log.read_text().splitlines())
    house.gateway.send_signal(signal.SIGHUP)

    def line():
        lines = house.log.read_text(errors="replace").splitlines()[before:]
        return next((line for line in lines if words in line), None)

    return wait_until(line, what=f"“{words}” in the log")


def test_settings_are_read_anew(new_house):
    house = new_house(log_level="")  # the environment would win
    assert house.chat(messages=[{"role": "user", "content": LONG}]).status_code == 200
    put(house, {"limits": {"body_bytes": 2048}, "log_level": "warning"})
    reload(house, "settings read anew")
    with httpx.Client() as http:  # a new connection: an open one goes on as it began
        assert house.chat(messages=[{"role": "user", "content": LONG}], http=http).status_code == 413
        assert house.chat(http=http).status_code == 200
    quiet = house.log.read_text()
    house.chat()
    assert house.log.read_text() == quiet, "a warning level tells nothing of a call that went well"
    put(house, {"deadlines": {"first_byte": "300ms", "idle": "300ms"}})
    reload(house, "settings read anew")
    assert house.chat("gpt-4o-mini+fault=stall").status_code in (503, 504)


def test_a_bad_file_changes_nothing(new_house):
    house = new_house()
    put(house, {"limits": {"body_bytes": 2048}})
    reload(house, "settings read anew")
    for settings, why in (
        ("{", "not valid JSON"),
        ({"limits": {"body_bytes": 999999999999}}, "whole number"),
        ({"nonsense": 1}, "not a setting"),
        ({"model_traits": [{"nonsense": 1}]}, "can't be used"),
        ({"tls": {"cert": "/nowhere", "key": "/nowhere"}}, "certificate"),
    ):
        put(house, settings)
        line = json.loads(reload(house, "nothing was changed"))
        assert line["level"] == "error" and why in line["why"], line
        with httpx.Client() as http:
            answer = house.chat(messages=[{"role": "user", "content": LONG}], http=http)
            assert answer.status_code == 413
    assert house.gateway.poll() is None


def test_the_listen_address_stays(new_house):
    house = new_house()
    # The command line wins; without its flag the file would be asked.
    put(house, {"listen": f"127.0.0.1:{free_port()}"})
    reload(house, "settings read anew")
    assert house.chat().status_code == 200


def test_calls_under_way_go_on(new_house):
    house = new_house()
    replies = []

    def stream():
        with httpx.Client(timeout=60) as http:
            replies.append(house.chat("gpt-4o-mini+words=60+pace=20ms", stream=True, http=http))

    thread = threading.Thread(target=stream)
    thread.start()
    wait_until(lambda: house.provider_count() == 1)
    put(house, {"deadlines": {"idle": "100ms"}, "limits": {"connections": 1}})
    reload(house, "settings read anew")
    thread.join()
    assert replies[0].text.endswith("data: [DONE]\n\n")
