"""One conversation, said through the official SDK of any of the four protocols.

A conversation is a list of `Ask`, `Reply` and `Results`; a driver (`sdk_openai`, `sdk_anthropic`, `sdk_google`) puts
it into its protocol's own words and reads the answer back, whole or streamed.
"""

from dataclasses import dataclass, field
from typing import Any

SYSTEM = "You are terse."


@dataclass
class Tool:
    """A function that the model may call."""

    name: str
    schema: dict


@dataclass
class Call:
    """A tool call of an answer."""

    id: str | None
    name: str
    arguments: dict


@dataclass
class Ask:
    """A user's turn; `images` are (media type, base64) or a URL."""

    text: str
    images: list = field(default_factory=list)


@dataclass
class Results:
    """What each call of the turn before gave: (call, text) in any order."""

    given: list


@dataclass
class Reply:
    """An answer, the same whichever protocol brought it.

    `stop` is one of end, length, tools, filter. `input` counts cached tokens too, `output` those of reasoning.
    """

    text: str
    calls: list[Call]
    stop: str
    input: int
    output: int
    thinking: str = ""
    # The answer in the protocol's own words, to be sent back as history.
    native: Any = field(default=None, compare=False, repr=False)

    def same(self):
        """What must agree however the answer came."""
        calls = [(call.name, call.arguments) for call in self.calls]
        return self.text, calls, self.stop, self.input, self.output, self.thinking


@dataclass
class Wish:
    """What is asked of an answer beside the conversation; `None` leaves a field out."""

    tools: list[Tool] = field(default_factory=list)
    choice: str | None = None  # auto, none, required or a tool's name
    schema: dict | None = None  # of the answer
    anyJSON: bool = False
    effort: str | None = None  # low, medium or high: reasoning, shown
    budget: int | None = None  # tokens of reasoning, where the protocol counts them; shown
    limit: int | None = 4000  # output tokens
    stops: list[str] | None = None
    system: str | None = SYSTEM


class Driver:
    """An SDK pointed at a gateway.

    `ask` makes one call. `opened` begins a stream and returns an iterator over its events.
    """

    name = ""
    # What the SDK raises for anything the service says is wrong.
    errors: tuple = ()

    def __init__(self, url, token):
        raise NotImplementedError

    def close(self):
        """Ends its connections, streams under way included."""
        self.sdk.close()

    def ask(self, model, turns, wish=None, stream=False):
        turns = [Ask(turns)] if isinstance(turns, str) else turns
        arguments = self.arguments(model, turns, wish or Wish())
        return self.streamed(arguments) if stream else self.whole(arguments)

    def opened(self, model, text):
        return iter(self.events(self.arguments(model, [Ask(text)], Wish())))
