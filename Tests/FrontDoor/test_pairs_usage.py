"""After all the pairs' calls: what the books say is what the provider counted, meter by meter."""

import collections

from pairs import CLIENTS, RECENT
from sdk import Wish
from test_books import METERS

# What each client asks of each provider here, so that there is something to count when this file runs alone.
OPTIONS = [
    "+words=7",
    "+words=7+cached=300",
    "+words=7+reasoning=50",
    "+words=9+cached=40+cachewrite=70",
]


def test_usage_is_the_provider_s_own_count(pair_house):
    """Every meter of every model, over every answer that came to its end, whoever asked and however."""
    for driver in CLIENTS.values():
        client = driver(pair_house.url, pair_house.token)
        for stem in RECENT.values():
            for number, option in enumerate(OPTIONS):
                client.ask(stem + option, "Count this.", Wish(effort="low"), stream=number % 2 == 0)
        client.close()
    served, broken = counted(pair_house)
    rows = {row["model"]: row for row in pair_house.run("usage", "--by", "model")["rows"]}
    booked = {model: {name: row[name] for name in METERS} for model, row in rows.items()}
    assert len(served) >= len(RECENT) * len(OPTIONS)
    assert [(m, booked[m], served[m]) for m in sorted(served) if booked[m] != served[m]] == []
    for meter in METERS:
        assert sum(sums[meter] for sums in served.values()) > 0, meter
    # Where the provider never said what it was, what was seen is the estimate.
    for model, sums in broken.items():
        assert booked[model]["output_tokens"] >= sums["output_tokens"]
    assert pair_house.run("ledger", "books")["ok"]


def counted(house):
    """The provider's sums by model in the report's words: of models that told them, and of those that broke off."""
    served = collections.defaultdict(collections.Counter)
    broken = set()
    for record in house.sandbox_get("/sandbox/calls"):
        sums = served[record["model"]]
        for meter, parts in METERS.items():
            sums[meter] += sum(record[part] for part in parts)
        if record["outcome"] != "completed" or "+fault=" in record["model"]:
            broken.add(record["model"])
    tables = {model: {name: sums[name] for name in METERS} for model, sums in served.items()}
    return (
        {model: sums for model, sums in tables.items() if model not in broken},
        {model: sums for model, sums in tables.items() if model in broken},
    )
