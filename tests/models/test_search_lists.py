"""Long lists of what a search finds: whole, and in their order, whatever way is the quicker one."""

from datetime import timedelta

import pytest

from models.records import Batch
from models.sought import SearchForm, Sought, Term
from models.store import Store
from models.store.newest import newest
from models.store.queue import Filters
from tests.factories import NOW, mention

PARCEL = Filters(sought=Sought("посилка", (Term(forms=("посилка",)),)))
WITHOUT = Filters(sought=Sought("-посилка", (Term(forms=("посилка",), without=True),)))


@pytest.fixture
def many(store: Store) -> Store:
    """Sixty mentions collected newest last but for ten that came late; every third one is of a parcel."""
    late = {number: NOW + timedelta(days=1, minutes=number) for number in range(10)}
    batch = tuple(
        mention(number, str(number), published_at=late.get(number, NOW + timedelta(minutes=number)))
        for number in range(60)
    )
    store.mentions.keep("zoria-telegram", Batch(batch), NOW)
    waiting = store.search.unwritten(1)
    forms = ["посилка" if int(each.text) % 3 == 0 else "лист" for each in waiting]
    pairs = zip(waiting, forms, strict=True)
    store.search.keep([SearchForm(each.mention_id, 1, form, form, "") for each, form in pairs], 1)
    return store


@pytest.mark.parametrize("filters", [PARCEL, WITHOUT], ids=["with", "without"])
@pytest.mark.parametrize("many_are", [1, 10_000])
@pytest.mark.parametrize("recent", [5, 30, 10_000])
@pytest.mark.parametrize(("limit", "offset"), [(3, 0), (3, 3), (10, 5), (60, 0)])
def test_every_way_of_listing_gives_the_same_list(
    many: Store, filters: Filters, many_are: int, recent: int, limit: int, offset: int
) -> None:
    whole = [seen.mention.id for seen in many.queue.mentions(filters, 60)]
    assert len(whole) == (20 if filters is PARCEL else 40)
    assert newest(many.link, filters, limit, offset, many_are, recent) == whole[offset : offset + limit]


def test_the_list_is_in_the_order_of_publishing(many: Store) -> None:
    listed = [seen.mention.mention.published_at for seen in many.queue.mentions(PARCEL, 60)]
    assert listed == sorted(listed, reverse=True)
