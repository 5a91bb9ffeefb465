"""Sixteen pairs: tools, several at once, and their results on the way back."""

import pytest

from pairs import RECENT, both, every_provider
from sdk import Ask, Results, Tool, Wish

pytestmark = every_provider
PLACE = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "description": "Its name."},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        "days": {"type": "array", "items": {"type": "integer"}, "minItems": 2},
    },
    "required": ["city", "unit", "days"],
}
ARGUMENTS = {"city": "sample city", "unit": "celsius", "days": [7, 7]}
WEATHER = Tool("weather", PLACE)
POPULATION = Tool("population", PLACE)
CLOCK = Tool("clock", {"type": "object", "properties": {}})
LONG = "how is it there? " * 20


def test_one_call(client, provider):
    reply = both(client, RECENT[provider] + "+tool", LONG, Wish(tools=[WEATHER, POPULATION]))
    assert reply.stop == "tools"
    assert [(call.name, call.arguments) for call in reply.calls] == [("weather", ARGUMENTS)]


@pytest.mark.parametrize(
    "choice, names",
    [("auto", []), ("none", []), ("required", ["weather"]), ("population", ["population"])],
)
def test_choices(client, provider, choice, names):
    wish = Wish(tools=[WEATHER, POPULATION], choice=choice)
    reply = both(client, RECENT[provider], "hello", wish)
    assert [call.name for call in reply.calls] == names
    assert reply.stop == ("tools" if names else "end")


def test_text_beside_calls(client, provider):
    wish = Wish(tools=[WEATHER, POPULATION])
    reply = both(client, RECENT[provider] + "+words=12+tools=2", LONG, wish)
    assert len(reply.text.split()) == 12
    assert [call.name for call in reply.calls] == ["weather", "population"]


def test_tools_without_arguments(client, provider):
    wish = Wish(tools=[CLOCK])
    reply = both(client, RECENT[provider] + "+tool", "hello", wish)
    assert [(call.name, call.arguments) for call in reply.calls] == [("clock", {})]
    turns = [Ask("hello"), reply, Results([(reply.calls[0], "noon")])]
    assert client.ask(RECENT[provider], turns, wish).stop == "end"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("options", ["", "+words=5", "+reasoning=12", "+no-ids"])
def test_rounds_of_parallel_calls(client, provider, pair_house, options, stream):
    """Two rounds of three calls with their results, one function called twice; then the answer.

    The sandbox refuses what a provider would: unpaired ids, calls without their signature, text between call and
    result, results out of order where order is all that pairs them.
    """
    model = RECENT[provider] + options + "+tools=3"
    wish = Wish(tools=[WEATHER, POPULATION])
    turns = [Ask(LONG)]
    for stage in (1, 2):
        reply = client.ask(model, turns, wish, stream)
        assert [call.name for call in reply.calls] == ["weather", "population", "weather"]
        ids = [call.id for call in reply.calls]
        assert len(set(ids)) == 3 or client.name == "gemini" == provider[:6]
        given = [(call, f"{call.name} {stage}{n}") for n, call in enumerate(reply.calls)]
        turns += [reply, Results(given)]
        answer = client.ask(model, turns, wish, stream)
        assert answer.stop == "end" and answer.text and not answer.calls
        seen = pair_house.last_body().decode()
        places = [seen.index(text) for _, text in given]
        assert places == sorted(places)
        turns += [answer, Ask("And now? " + LONG)]
    assert "weather 10" in seen and "population 21" in seen


def test_results_in_another_order(client, provider, pair_house):
    """Pairing goes by id where there is one, whatever the order."""
    wish = Wish(tools=[WEATHER, POPULATION])
    first = client.ask(RECENT[provider] + "+tools=2", LONG, wish)
    one, two = first.calls
    turns = [Ask(LONG), first, Results([(two, "millions"), (one, "sunny")])]
    assert client.ask(RECENT[provider], turns, wish).stop == "end"
    assert b"sunny" in pair_house.last_body()


def test_long_names(client, provider):
    """A name that the provider doesn't take goes there under another, and comes back as it was."""
    name = "files.search-" + "x" * 40
    if client.name in ("chat", "responses", "messages"):
        name = name.replace(".", "_")
    tool = Tool(name, PLACE)
    reply = both(client, RECENT[provider] + "+tool", "hello", Wish(tools=[tool]))
    assert [call.name for call in reply.calls] == [name]
    turns = [Ask("hello"), reply, Results([(reply.calls[0], "found")])]
    assert client.ask(RECENT[provider], turns, Wish(tools=[tool])).stop == "end"


def test_schemas_with_words_of_schemas(client, provider):
    """Properties that are called like keywords stay properties."""
    schema = {
        "type": "object",
        "properties": {
            name: {"type": "string"} for name in ("title", "default", "format", "$ref", "type")
        },
        "required": ["title", "default", "format", "type"],
    }
    tool = Tool("note", schema)
    reply = both(client, RECENT[provider] + "+tool", "hello", Wish(tools=[tool]))
    (call,) = reply.calls
    assert set(call.arguments) == {"title", "default", "format", "type"}


def test_arguments_cut_by_the_limit(client, provider):
    """An unfinished call is never passed off as a finished one."""
    days = {"type": "array", "items": {"type": "string"}, "minItems": 16}
    schema = {"type": "object", "properties": {"days": days}, "required": ["days"]}
    turns, wish = [Ask("hello")], Wish(tools=[Tool("plan", schema)], limit=16)
    fields = client.arguments(RECENT[provider] + "+tool", turns, wish)
    if client.name == "chat":
        assert client.sdk.chat.completions.create(**fields).choices[0].finish_reason == "length"
    elif client.name == "responses":
        reply = client.sdk.responses.create(**fields)
        assert reply.status == "incomplete"
        calls = [item for item in reply.output if item.type == "function_call"]
        assert not any(call.status == "completed" for call in calls)
    elif client.name == "messages":
        assert client.sdk.messages.create(**fields).stop_reason == "max_tokens"
    else:
        reply = client.sdk.models.generate_content(**fields)
        assert reply.candidates[0].finish_reason.value == "MAX_TOKENS"
        assert not reply.function_calls
