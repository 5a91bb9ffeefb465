"""Fixtures: a furnished house shared by the tests that leave it standing, and houses of one's own."""

import pytest

from house import BINARY, House


def pytest_sessionstart(session):
    if not BINARY.exists():
        pytest.exit(
            f"{BINARY} is missing: run `swift build` first, or name a binary in BURSAR_BIN", 2
        )


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """One running house for all tests that only call."""
    house = House(tmp_path_factory.mktemp("house"))
    try:
        yield house.start()
    finally:
        house.stop()


@pytest.fixture(scope="session")
def pair_house(tmp_path_factory):
    """A running house with an upstream of each dialect, for the sixteen pairs."""
    import pairs  # only here: other tests do without the SDKs

    house = House(tmp_path_factory.mktemp("pairs"))
    try:
        house.start()
        pairs.furnish(house)
        yield house
    finally:
        house.stop()


@pytest.fixture(params=["chat", "responses", "messages", "gemini"])
def client(pair_house, request):
    """An official SDK in front of that house."""
    import pairs

    driver = pairs.CLIENTS[request.param](pair_house.url, pair_house.token)
    yield driver
    driver.close()


@pytest.fixture
def new_house(tmp_path):
    """Makes running houses that only this test uses."""
    houses = []

    def make(**options):
        directory = tmp_path / f"house{len(houses)}"
        directory.mkdir()
        houses.append(House(directory, **options))
        return houses[-1].start()

    yield make
    for house in houses:
        house.stop()
