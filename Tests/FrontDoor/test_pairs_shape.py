"""Sixteen pairs: answers of a given shape, by schema, as the SDKs ask for them."""

import enum
import json

import pydantic
import pytest

from pairs import RECENT, both, every_provider, refused
from sdk import Wish
from test_pairs_tools import ARGUMENTS, WEATHER

pytestmark = every_provider
ASK = "Describe a café."
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "kind": {"type": "string", "enum": ["bar", "café"]},
        "seats": {"type": "integer"},
        "open": {"type": "boolean"},
        "rating": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "dishes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "price": {"type": "number"}},
                "required": ["title", "price"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["name", "kind", "seats", "open", "rating", "dishes"],
    "additionalProperties": False,
}
ANSWER = {
    "name": "sample name",
    "kind": "bar",
    "seats": 7,
    "open": True,
    "rating": 1.5,
    "dishes": [{"title": "sample title", "price": 1.5}],
}


def test_a_schema(client, provider):
    reply = both(client, RECENT[provider], ASK, Wish(schema=SCHEMA))
    assert json.loads(reply.text) == ANSWER
    assert reply.stop == "end"


def test_a_schema_beside_tools(client, provider):
    """The schema is for the answer, not for the calls."""
    wish = Wish(schema=SCHEMA, tools=[WEATHER])
    called = both(client, RECENT[provider] + "+tool", ASK, wish)
    assert [call.arguments for call in called.calls] == [ARGUMENTS]
    assert json.loads(client.ask(RECENT[provider], ASK, wish).text) == ANSWER


def test_a_schema_cut_by_the_limit(client, provider):
    days = [f"day{number}" for number in range(16)]
    schema = {
        "type": "object",
        "properties": {day: {"type": "string"} for day in days},
        "required": days,
        "additionalProperties": False,
    }
    reply = both(client, RECENT[provider], ASK, Wish(schema=schema, limit=16))
    assert reply.stop == "length"
    with pytest.raises(ValueError):
        json.loads(reply.text)


def test_any_json(client, provider, pair_house):
    """Anthropic has no such mode; it is never asked in other words."""
    if client.name == "messages":
        pytest.skip("messages have no such mode")
    wish = Wish(anyJSON=True)
    if provider == "anthropic":
        field = {
            "chat": "response_format",
            "responses": "text.format",
            "gemini": "responseMimeType",
        }[client.name]
        return refused(client, pair_house, RECENT[provider], "Answer in JSON.", wish, field)
    reply = both(client, RECENT[provider], "Answer in JSON.", wish)
    assert isinstance(json.loads(reply.text), dict)


class Kind(enum.Enum):
    BAR = "bar"
    CAFE = "café"


class Dish(pydantic.BaseModel):
    title: str
    price: float


class Place(pydantic.BaseModel):
    name: str
    kind: Kind
    dishes: list[Dish]
    rating: float | None


def test_the_sdk_s_own_parser(client, provider):
    """Each SDK makes the schema from a class in its own way, and reads the answer back into it."""
    sdk, model, user = client.sdk, RECENT[provider], [{"role": "user", "content": ASK}]
    if client.name == "chat":
        reply = sdk.chat.completions.parse(model=model, messages=user, response_format=Place)
        place = reply.choices[0].message.parsed
    elif client.name == "responses":
        place = sdk.responses.parse(model=model, input=user, text_format=Place).output_parsed
    elif client.name == "messages":
        reply = sdk.messages.parse(
            model=model, max_tokens=500, messages=user, output_format=Place
        )
        place = reply.parsed_output
    else:
        config = {"response_mime_type": "application/json", "response_schema": Place}
        place = sdk.models.generate_content(model=model, contents=ASK, config=config).parsed
    assert isinstance(place, Place)
    assert place.kind is Kind.BAR and place.dishes[0].title == "sample title"
