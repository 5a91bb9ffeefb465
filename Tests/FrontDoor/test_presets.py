"""Providers that speak OpenAI Chat in their own way, as the sandbox plays them, under their presets' names."""

import pytest

from pairs import BASES, CLIENTS, RATES, both
from sdk import Ask, Results, Wish
from test_pairs_tools import LONG, POPULATION, WEATHER

PRESETS = {
    "mistral": "+like=mistral",
    "groq": "+like=groq",
    "deepseek": "+like=deepseek+reasoning=9",
    "xai": "",
    "openrouter": "",
    "ollama": "",
    "llama.cpp": "",
    "vllm": "",
}
preset = pytest.mark.parametrize("preset", PRESETS)


@pytest.fixture(scope="module")
def models(pair_house):
    """An upstream of each preset's name at the sandbox, and a model whose name says nothing of it."""
    for name in PRESETS:
        url = pair_house.sandbox_url + BASES["openai-chat"]
        pair_house.run("upstream", "add", name, "--url", url, "--allow-private", "--allow-http")
        pair_house.add_key(name)
        pair_house.run("model", "add", f"house-{name}*", "--to", name)
        pair_house.set_price(f"house-{name}*", **RATES)
    return {name: f"house-{name}{options}" for name, options in PRESETS.items()}


def within(client, **wish):
    """A wish with a limit, which Chat's own clients call by its newer name."""
    return Wish(limit=900, **wish)


@preset
def test_text_and_usage(client, preset, models, pair_house):
    """Streams work where usage may not be asked for, and are charged by what the provider counted."""
    model = models[preset] + f"+words=11+cached={len(client.name)}"
    reply = both(client, model, LONG, within(client))
    assert len(reply.text.split()) == 11 and reply.stop == "end"
    (row,) = [r for r in pair_house.run("usage", "--by", "model")["rows"] if r["model"] == model]
    assert row["estimated"] == 0 and row["calls"] == 2
    assert row["output_tokens"] == 2 * reply.output
    assert row["cache_read_tokens"] == 2 * len(client.name)
    assert row["input_tokens"] + row["cache_read_tokens"] == 2 * reply.input


@preset
@pytest.mark.parametrize("stream", [False, True])
def test_rounds_of_tools(client, preset, models, stream):
    """Ids of the provider's own form, and reasoning that it wants back with the calls."""
    wish = within(client, tools=[WEATHER, POPULATION])
    turns = [Ask(LONG)]
    for _ in range(2):
        reply = client.ask(models[preset] + "+tools=2", turns, wish, stream)
        assert [call.name for call in reply.calls] == ["weather", "population"]
        turns += [reply, Results([(call, "fine") for call in reply.calls])]
        answer = client.ask(models[preset], turns, wish, stream)
        assert answer.stop == "end" and answer.text
        turns += [answer, Ask("And now? " + LONG)]


@preset
def test_a_conversation_from_elsewhere(client, preset, models):
    """Calls that another provider made have ids that this one takes."""
    if client.name == "chat":
        pytest.skip("within one protocol nothing changes")
    wish = Wish(tools=[WEATHER, POPULATION])
    first = client.ask("gemini-3-flash-pair+tools=2", LONG, wish)
    turns = [Ask(LONG), first, Results([(call, "fine") for call in first.calls])]
    model = models[preset].replace("+reasoning=9", "")
    assert client.ask(model, turns, wish).stop == "end"


def test_usage_is_not_asked_for_where_that_is_refused(pair_house, models):
    """Nor when the client asks: it gets the usage all the same."""
    chat = CLIENTS["chat"](pair_house.url, pair_house.token)
    messages = [{"role": "user", "content": "hello"}]
    for options in ({}, {"stream_options": {"include_usage": True}}):
        events = chat.sdk.chat.completions.create(
            model=models["mistral"] + "+words=9", messages=messages, stream=True, **options
        )
        chunks = list(events)
        assert chunks[-1].choices[0].finish_reason == "stop"
        assert (chunks[-1].usage is not None) == bool(options)
        assert b"stream_options" not in pair_house.last_body()


def test_several_answers_are_refused_by_name(pair_house, models):
    gemini = CLIENTS["gemini"](pair_house.url, pair_house.token)
    fields = gemini.arguments(models["groq"], [Ask("hello")], Wish())
    fields["config"].candidate_count = 2
    before = pair_house.provider_count()
    with pytest.raises(gemini.errors) as caught:
        gemini.whole(fields)
    assert caught.value.code == 400 and "candidateCount" in str(caught.value)
    assert pair_house.provider_count() == before
