"""A turn that takes long holds its claim, and lets go of it."""

from datetime import timedelta

from models.records import Kept
from models.store import Store
from tests.factories import NOW

LEASE = timedelta(minutes=6)


def test_a_claim_can_be_held_for_longer(store: Store) -> None:
    store.sources.begin("zoria-page", NOW, LEASE)

    assert store.sources.renew("zoria-page", NOW, NOW + 2 * LEASE)
    assert not store.sources.begin("zoria-page", NOW + LEASE, LEASE)


def test_a_claim_that_another_turn_took_over_cannot(store: Store) -> None:
    store.sources.begin("zoria-page", NOW, LEASE)
    store.sources.begin("zoria-page", NOW + LEASE, LEASE)

    assert not store.sources.renew("zoria-page", NOW, NOW + 2 * LEASE)
    assert not store.sources.renew("zoria-page", NOW, None)
    assert not store.sources.begin("zoria-page", NOW + LEASE, LEASE)


def test_a_claim_can_be_let_go(store: Store) -> None:
    store.sources.begin("zoria-page", NOW, LEASE)
    store.sources.renew("zoria-page", NOW, None)

    assert store.sources.begin("zoria-page", NOW, LEASE)


def test_a_settled_turn_holds_no_claim(store: Store) -> None:
    store.sources.begin("zoria-page", NOW, LEASE)
    store.sources.succeed("zoria-page", Kept(), NOW)

    assert not store.sources.renew("zoria-page", NOW, NOW + LEASE)
