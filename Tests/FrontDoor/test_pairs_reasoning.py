"""Sixteen pairs: reasoning asked for, shown, charged, and handed back with its proofs."""

import json

import pytest

from pairs import DEEPSEEK, OLDER, OWN, RECENT, both, every_provider
from sdk import Ask, Results, Wish
from test_pairs_tools import LONG, POPULATION, WEATHER

pytestmark = every_provider


def thinker(provider):
    """A model that reasons; OpenAI's Chat doesn't show it, servers that speak its protocol do."""
    if provider == "openai-chat":
        return DEEPSEEK + "+reasoning=12+shown"
    return RECENT[provider] + "+reasoning=12"


@pytest.mark.parametrize("effort", ["low", "high"])
def test_efforts(client, provider, pair_house, effort):
    model = RECENT[provider] + "+reasoning=12+words=9"
    reply = both(client, model, LONG, Wish(effort=effort))
    assert len(reply.text.split()) == 9 and reply.stop == "end"
    assert reply.output == 9 + 12, "reasoning is output"
    if client.name != "chat" and provider != "openai-chat":
        assert len(reply.thinking.split()) == 12
    asked = asked_effort(json.loads(pair_house.last_body()), provider)
    assert asked.lower() == effort


def asked_effort(body, provider):
    if provider == "openai-chat":
        return body["reasoning_effort"]
    if provider == "openai-responses":
        return body["reasoning"]["effort"]
    if provider == "anthropic":
        assert body["thinking"]["type"] == "adaptive"
        return body["output_config"]["effort"]
    return thinking_config(body, "thinkingLevel")


def thinking_config(body, name):
    """Google's SDK writes some names with underscores."""
    thinking = body["generationConfig"]["thinkingConfig"]
    return {key.replace("_", "").lower(): value for key, value in thinking.items()}[name.lower()]


@pytest.mark.parametrize("budget", [1024, 9000])
def test_budgets(client, provider, pair_house, budget):
    """Where a protocol counts reasoning in tokens; models that don't get the nearest effort."""
    if client.name not in ("messages", "gemini"):
        pytest.skip("the protocol has no budgets")
    wish = Wish(budget=budget, limit=20_000)
    both(client, OLDER[provider] + "+reasoning=12", LONG, wish)
    body = json.loads(pair_house.last_body())
    if provider == "anthropic":
        assert body["thinking"] == {"type": "enabled", "budget_tokens": budget}
    elif provider == "gemini":
        assert thinking_config(body, "thinkingBudget") == budget


@pytest.mark.parametrize("effort", ["low", "high"])
def test_efforts_of_older_models(client, provider, pair_house, effort):
    """An effort becomes a budget; a model without reasoning isn't asked for any."""
    if OWN[client.name] == provider:
        pytest.skip("within one protocol nothing changes")
    reply = both(client, OLDER[provider] + "+words=9", LONG, Wish(effort=effort, limit=20_000))
    assert reply.output == 9
    body = json.loads(pair_house.last_body())
    if provider == "anthropic":
        assert 1024 <= body["thinking"]["budget_tokens"] < body["max_tokens"]
    elif provider == "gemini":
        assert thinking_config(body, "thinkingBudget") >= 1024
    else:
        assert not {"reasoning", "reasoning_effort"} & set(body)


def test_reasoning_that_nobody_asked_to_see(client, provider):
    """Isn't shown, but is charged."""
    reply = both(client, RECENT[provider] + "+reasoning=12+words=9", LONG)
    assert reply.thinking == "" and reply.output == 21


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("redacted", [False, True])
def test_thinking_comes_back_with_tools(client, provider, stream, redacted):
    """The provider gets its own signatures back, unchanged, also where the client's protocol can't carry them.

    The sandbox refuses a signature that isn't as it gave it, and a tool turn without one where the provider does.
    """
    if redacted and provider != "anthropic":
        pytest.skip("only Anthropic redacts")
    model = thinker(provider) + ("+redacted" if redacted else "") + "+tools=2"
    wish = Wish(tools=[WEATHER, POPULATION], effort="high")
    turns = [Ask(LONG)]
    for _ in range(2):
        reply = client.ask(model, turns, wish, stream)
        assert [call.name for call in reply.calls] == ["weather", "population"]
        turns += [reply, Results([(call, "fine") for call in reply.calls])]
        answer = client.ask(model, turns, wish, stream)
        assert answer.stop == "end" and answer.text
        turns += [answer, Ask("And now? " + LONG)]


@pytest.mark.parametrize("other", ["openai-chat", "openai-responses", "anthropic", "gemini"])
def test_another_provider_s_thinking_is_left_behind(client, provider, other):
    """A conversation may move between providers: foreign proofs stay behind, the visible rest goes on."""
    if provider == other:
        pytest.skip("it doesn't move")
    wish = Wish(tools=[WEATHER, POPULATION], effort="high")
    first = client.ask(thinker(other) + "+tools=2", LONG, wish)
    turns = [Ask(LONG), first, Results([(call, "fine") for call in first.calls])]
    answer = client.ask(RECENT[provider], turns, wish)
    assert answer.stop == "end" and answer.text
    turns += [answer, Ask("And now?")]
    assert client.ask(RECENT[other], turns, wish).stop == "end"
