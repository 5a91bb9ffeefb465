"""What an operator says of models in the settings file counts in what is sent, and is checked at the start."""

import json
import subprocess

from house import BINARY

ROWS = [
    {"models": "claude-*", "dialects": ["anthropic"], "traits": {"output_tokens_max": 77}},
    {"models": "claude-plain*", "traits": {"images": False}},
]
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}


def settings(house, rows):
    (house.data / "config.json").write_text(json.dumps({"model_traits": rows}))


def test_an_operator_s_rows_count_in_what_is_sent(new_house):
    house = new_house()
    house.stop_gateway()
    settings(house, ROWS)
    house.start_gateway()
    assert house.chat(model="claude-sonnet-4").status_code == 200
    sent = json.loads(house.last_body())
    assert sent["max_tokens"] == 77
    before = house.provider_count()
    reply = house.chat(model="claude-plain", messages=[{"role": "user", "content": [PICTURE]}])
    assert reply.status_code == 400 and "image_url" in reply.json()["error"]["message"]
    assert house.provider_count() == before


def test_a_row_that_cannot_be_read_stops_the_start_with_its_place(new_house):
    house = new_house()
    house.stop_gateway()
    settings(house, [*ROWS, {"models": "x", "traits": {"thinking": "loud"}}])
    done = subprocess.run(
        [BINARY, "serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}"],
        capture_output=True,
        text=True,
        env=house.environment,
        timeout=60,
    )
    assert done.returncode == 64
    assert "model_traits[2].traits.thinking" in done.stderr
