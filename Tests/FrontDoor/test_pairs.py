"""Sixteen pairs: text, limits, filters; the same whole and streamed."""

import pytest

from pairs import OLDER, RECENT, both, every_provider, refused
from sdk import Ask, Wish

pytestmark = every_provider
TEXT = 'Tell me about héllo ✓, 日本 and "quotes" \\ 😀.'


def test_text(client, provider):
    reply = both(client, RECENT[provider] + "+words=25", TEXT)
    assert len(reply.text.split()) == 25 and reply.stop == "end"
    assert reply.input > 0 and reply.output == 25 and reply.calls == []


def test_text_arrives_as_it_was_sent(client, provider):
    """Odd characters both ways; the system prompt stays out of the user's words."""
    assert both(client, RECENT[provider] + "+echo", TEXT).text == TEXT


def test_several_turns(client, provider):
    """The provider counts the whole conversation, and answers the last turn."""
    model = RECENT[provider]
    first = client.ask(model, TEXT)
    turns = [Ask(TEXT), first, Ask("And then?")]
    second = both(client, model + "+echo", turns)
    assert second.text == "And then?"
    assert second.input > first.input + len(first.text) // 4


def test_without_a_system_prompt(client, provider):
    model = RECENT[provider]
    plain = client.ask(model, "hello", Wish(system=None))
    assert plain.input < client.ask(model, "hello").input


def test_output_limit(client, provider):
    reply = both(client, RECENT[provider] + "+words=60", "hello", Wish(limit=20))
    assert reply.stop == "length"
    assert len(reply.text.split()) == reply.output == 20


def test_stop_sequences(client, provider, pair_house):
    """Where a protocol has none, as in responses, nobody asks; where the provider has none, it is said."""
    model = OLDER[provider] + "+echo"
    wish = Wish(stops=["STOP", "###"])
    if client.name == "responses":
        pytest.skip("responses have no stop sequences")
    if provider == "openai-responses":
        return refused(client, pair_house, model, "one two STOP three", wish, "stop")
    reply = both(client, model, "one two STOP three", wish)
    assert reply.text.strip() == "one two" and reply.stop == "end"


@pytest.mark.parametrize("ending", ["refuse", "filter", "block"])
def test_refusals_and_filters(client, provider, ending):
    """However a provider says no, the SDK sees its own protocol's way of it, never a plain end."""
    reply = both(client, f"{RECENT[provider]}+words=30+{ending}", "hello")
    if ending == "refuse" and provider == "gemini" and client.name != "gemini":
        assert reply.stop in ("filter", "end")
    else:
        assert reply.stop == "filter"
    assert len(reply.text.split()) <= 15


def test_cached_tokens(client, provider):
    """A protocol that counts cached tokens apart and one that includes them tell the same sum."""
    model = RECENT[provider] + "+words=9"
    plain = both(client, model, "hello")
    cached = both(client, model + "+cached=1200", "hello")
    assert cached.input == plain.input + 1200
