"""Sixteen pairs: what goes wrong, in the SDK's own classes; and clients that hang up."""

import itertools

import anthropic
import openai
import pytest
from google.genai import errors as google

from house import wait_until
from pairs import CLIENTS, RECENT, every_provider, status_of

FAULTS = {
    # fault: what openai, anthropic and google-genai raise, with the status
    "400": (openai.BadRequestError, anthropic.BadRequestError, google.ClientError, 400),
    "401": (openai.InternalServerError, anthropic.InternalServerError, google.ServerError, 502),
    "402": (openai.InternalServerError, anthropic.InternalServerError, google.ServerError, 502),
    "403": (openai.InternalServerError, anthropic.InternalServerError, google.ServerError, 502),
    "404": (openai.NotFoundError, anthropic.NotFoundError, google.ClientError, 404),
    "429": (openai.RateLimitError, anthropic.RateLimitError, google.ClientError, 429),
    "500": (openai.InternalServerError, anthropic.InternalServerError, google.ServerError, 503),
    "503": (openai.InternalServerError, anthropic.InternalServerError, google.ServerError, 503),
    "529": (openai.InternalServerError, anthropic.InternalServerError, google.ServerError, 503),
    "html": (openai.InternalServerError, anthropic.InternalServerError, google.ServerError, 502),
    "redirect": (
        openai.InternalServerError,
        anthropic.InternalServerError,
        google.ServerError,
        502,
    ),
}


@pytest.fixture(scope="module")
def stems():
    return {}


@pytest.fixture
def apart(pair_house, client, provider, stems):
    """A model with an upstream of this pair's own, so that what goes wrong stays there."""
    pair = client.name, provider
    if pair not in stems:
        stems[pair] = pair_house.apart(provider)
        stems[stems[pair]] = list(pair_house.secrets)[-1]
    return stems[pair]


@every_provider
def test_each_failure_is_of_its_class(client, provider, apart, pair_house, stems):
    for fault, (openais, anthropics, googles, status) in FAULTS.items():
        kind = {"messages": anthropics, "gemini": googles}.get(client.name, openais)
        if client.name == "messages":
            status = 529 if status == 503 else status
        for stream in (False, True):
            with pytest.raises(client.errors) as caught:
                client.ask(f"{apart}-{stream}+fault={fault}", "hello", stream=stream)
            if fault in ("401", "402"):
                # Its only key would wait for a while now.
                pair_house.run("key", "clear", stems[apart])
            error = caught.value
            assert isinstance(error, kind), (fault, error)
            assert status_of(error) == status, (fault, error)
            assert "sandbox" not in str(type(error)).lower()


@every_provider
@pytest.mark.parametrize(
    "fault",
    [
        "error-in-stream+after=0",
        "error-in-stream+after=8",
        "bare-error+after=8",
        "failed",
        "cut+after=900",
        "reset+after=900",
        "no-terminal+after=8",
    ],
)
def test_broken_streams_are_no_clean_ends(client, provider, apart, fault):
    """Whatever breaks it, the SDK raises; what came before may have been seen."""
    with pytest.raises(Exception) as caught:
        client.ask(f"{apart}+words=60+fault={fault}", "hello", stream=True)
    assert not isinstance(caught.value, (KeyError, TypeError, AttributeError)), caught.value


@every_provider
@pytest.mark.parametrize("fault", ["cut", "error-in-stream", "bare-error", "failed"])
def test_broken_answers_are_errors(client, provider, apart, fault):
    with pytest.raises(client.errors) as caught:
        client.ask(f"{apart}+words=60+fault={fault}", "hello")
    assert status_of(caught.value) >= 500


@every_provider
def test_unknown_model_and_token(client, provider, pair_house):
    with pytest.raises(client.errors) as caught:
        client.ask("nobody-serves-this", "hello")
    assert status_of(caught.value) == 404
    stranger = CLIENTS[client.name](pair_house.url, "bur_" + "0" * 12 + "_" + "0" * 49)
    with pytest.raises(client.errors) as caught:
        stranger.ask("nobody-serves-this", "hello")
    assert status_of(caught.value) == 401


def hang_up(house, client, model):
    """Leaves a stream after its first events."""
    leaver = CLIENTS[client](house.url, house.token)
    events = leaver.opened(model, "hello")
    for _ in range(3):
        next(events)
    leaver.close()


def test_hang_ups_are_charged_once(pair_house):
    """Each client leaves each provider in the middle; each call is settled, by one attempt, with a cost."""
    house = pair_house
    pairs = itertools.product(CLIENTS, RECENT.values())
    models = {f"{m}+words={300 + n}+pace=4ms": c for n, (c, m) in enumerate(pairs)}
    for model, client in models.items():
        hang_up(house, client, model)
    wait_until(
        lambda: house.sandbox_get("/sandbox/totals")["open"] == 0, 60, "the provider to be idle"
    )

    def rows():
        calls = house.ledger(
            "SELECT call.model, call.outcome, attempt.usage_source, attempt.cost_nano_usd"
            " FROM call LEFT JOIN attempt ON attempt.call = call.number"
        )
        found = [row for row in calls if row["model"] in models]
        return found if all(row["outcome"] for row in found) else None

    found = wait_until(rows, 60, "all calls to be settled")
    assert sorted(row["model"] for row in found) == sorted(models)
    for row in found:
        assert row["outcome"] == "client_closed", row
        assert row["usage_source"] in ("reported", "estimated") and row["cost_nano_usd"] > 0, row
    assert house.run("ledger", "books")["ok"]
