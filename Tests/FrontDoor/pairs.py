"""The sixteen pairs: four SDKs, each in front of providers of four dialects."""

import pytest

from sdk_anthropic import Messages
from sdk_google import Gemini
from sdk_openai import Chat, Responses

CLIENTS = {driver.name: driver for driver in (Chat, Responses, Messages, Gemini)}
OWN = {
    "chat": "openai-chat",
    "responses": "openai-responses",
    "messages": "anthropic",
    "gemini": "gemini",
}
BASES = {"openai-chat": "/v1", "openai-responses": "/v1", "anthropic": "", "gemini": ""}
# Names that Bursar knows the traits of; the middle tells two upstreams of one family apart.
RECENT = {
    "openai-chat": "gpt-5.2-chat-pair",
    "openai-responses": "gpt-5.2-responses-pair",
    "anthropic": "claude-sonnet-5-pair",
    "gemini": "gemini-3-flash-pair",
}
OLDER = {
    "openai-chat": "gpt-4o-chat-pair",
    "openai-responses": "gpt-4o-responses-pair",
    "anthropic": "claude-sonnet-4-5-pair",
    "gemini": "gemini-2.5-flash-pair",
}
# A server of OpenAI's protocol that shows its reasoning, and wants it back.
DEEPSEEK = "deepseek-reasoner-pair"
RATES = {
    "input": "3.01",
    "output": "15.07",
    "cache-read": "0.301",
    "cache-write-5m": "3.757",
    "cache-write-1h": "6.013",
}


def furnish(house):
    """An upstream of each dialect with a recent and an older model."""
    for dialect, base in BASES.items():
        upstream = "pair-" + dialect
        house.add_upstream(upstream, dialect, house.sandbox_url + base)
        for stem in (RECENT[dialect], OLDER[dialect]):
            house.run("model", "add", stem + "*", "--to", upstream)
            house.set_price(stem + "*", **RATES)
    house.run("model", "add", DEEPSEEK + "*", "--to", "pair-openai-chat")
    for glob in (DEEPSEEK + "*", "gemini-*"):
        house.set_price(glob, **RATES)


every_provider = pytest.mark.parametrize("provider", BASES)


def both(client, model, turns, wish=None):
    """One answer, asked for whole and as a stream, which must agree."""
    whole = client.ask(model, turns, wish)
    assert client.ask(model, turns, wish, stream=True).same() == whole.same()
    return whole


def refused(client, house, model, turns, wish, field):
    """The request is turned away by its field's name, before anything is sent."""
    before = house.provider_count()
    for stream in (False, True):
        with pytest.raises(client.errors) as caught:
            client.ask(model, turns, wish, stream=stream)
        assert status_of(caught.value) == 400
        assert field in str(caught.value), caught.value
    assert house.provider_count() == before


def status_of(error):
    """The HTTP status that an SDK's error stands for."""
    return getattr(error, "status_code", None) or error.code
