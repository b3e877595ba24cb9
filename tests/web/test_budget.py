"""The page that says what needless alerts buy."""

from datetime import timedelta

from flask.testing import FlaskClient

from models.records import Kept
from models.store import Store
from tests.factories import NOW, mention, verdict
from tests.web.alerts.stage import kept, numbers
from tests.web.scene import an_incident, board_settings, fill

ADDRESS = "/incidents/budget"


def listened(store: Store, days: int) -> None:
    """Two complaints a day to the first brand, as far back as its sources reach."""
    settings = board_settings()
    brand = settings.brands[0].name
    for source in settings.sources:
        if source.brand == brand:
            store.sources.begin(source.name, NOW, timedelta(minutes=1))
            for at in (NOW - timedelta(days=days), NOW):
                store.sources.succeed(source.name, Kept(), at)
    times = [NOW - timedelta(days=day, hours=hour) for day in range(1, days) for hour in (0, 3)]
    name = next(each.name for each in settings.sources if each.brand == brand)
    past = [mention(next(numbers), "Колись", source=name, brand=brand, published_at=at) for at in times]
    kept(store, past, NOW, verdict("complaint"), backfilled=True)


def test_a_brand_nobody_listens_to_has_no_price(client: FlaskClient) -> None:
    page = client.get(ADDRESS).text
    assert "Nothing was collected for this brand yet." in page
    assert "Nobody has judged an incident yet." in page


def test_a_young_brand_wears_a_badge(client: FlaskClient, store: Store) -> None:
    listened(store, 6)
    page = client.get(ADDRESS).text
    assert "Learns" in page
    assert "of 14 days of history" in page


def test_a_known_brand_has_its_price_in_words(client: FlaskClient, store: Store) -> None:
    listened(store, 30)
    page = client.get(ADDRESS).text
    assert "At a budget of 1 in four weeks" in page
    assert "is caught within a day in about half of the cases" in page
    assert page.count("in four weeks</th>") + page.count('in four weeks <span class="quiet">now') == 4


def test_votes_of_noise_are_counted(client: FlaskClient, store: Store) -> None:
    fill(store)
    number = an_incident(store)
    store.responses.vote(number, "smm@example.org", False, NOW)
    assert "1 of 1 judged incidents" in client.get(ADDRESS).text
