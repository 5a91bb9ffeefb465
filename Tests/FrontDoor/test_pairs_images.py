"""Sixteen pairs: pictures, given as bytes, by address, and by tools."""

import pytest

from pairs import OWN, RECENT, both, every_provider, refused, status_of
from sdk import Ask, Wish

pytestmark = every_provider
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
URL = "https://example.com/cat.png"


def test_bytes(client, provider, pair_house):
    """Two pictures of two kinds arrive, in order, each with its type."""
    turn = Ask("What is this?", [("image/png", PNG), ("image/gif", GIF)])
    reply = both(client, RECENT[provider] + "+words=8", [turn])
    assert reply.stop == "end"
    # Google's SDK writes the other alphabet of base64.
    seen = pair_house.last_body().decode().replace("-", "+").replace("_", "/")
    assert seen.index(PNG) < seen.index(GIF)
    assert seen.index("image/png") < seen.index("image/gif")
    assert "What is this?" in seen


def test_bytes_in_earlier_turns(client, provider, pair_house):
    turns = [Ask("What is this?", [("image/png", PNG)])]
    turns += [client.ask(RECENT[provider], turns), Ask("Sure?")]
    assert client.ask(RECENT[provider], turns).stop == "end"
    assert PNG in pair_house.last_body().decode()


def test_addresses(client, provider, pair_house):
    """Handed on, never fetched; refused by name where the provider takes none."""
    turn = Ask("What is this?", [URL])
    model = RECENT[provider] + "+words=8"
    if provider == "gemini" and OWN[client.name] != "gemini":
        field = {"chat": "image_url", "responses": "input_image", "messages": "image"}[client.name]
        return refused(client, pair_house, model, [turn], Wish(), field)
    assert both(client, model, [turn]).stop == "end"
    assert URL in pair_house.last_body().decode().replace("\\/", "/")


@pytest.mark.parametrize("image", [("image/bmp", "Qk0="), ("image/png", "%%%")])
def test_what_is_no_picture(client, provider, pair_house, image):
    """An error of the SDK's own protocol, whoever finds it out."""
    if client.name == "gemini" and image[1] == "%%%":
        pytest.skip("the SDK can't be made to say it")
    if provider == "gemini" and image[1] != "%%%":
        pytest.skip("Gemini takes pictures of any kind")
    with pytest.raises(client.errors) as caught:
        client.ask(RECENT[provider], [Ask("What is this?", [image])])
    assert status_of(caught.value) == 400
