"""What the board asks of the classifier: artefacts with their cards, activation, and trainings."""

import logging
from collections.abc import Callable
from datetime import datetime

from classifier import artefact as shelf
from classifier.artefact import Artefact, ArtefactError
from classifier.examples import Example
from classifier.registry import BASE, Fall, Registry, card_name, falls, primary_f1
from classifier.train import train
from models.learning import Fallen, Outcome, Shelved, WorkshopError
from models.store import Store

log = logging.getLogger("vidhuk")


def shelved(registry: Registry) -> list[Shelved]:
    """Return every artefact with what its card tells, the newest first."""
    active, shipped = registry.active(), card_name(registry.shipped)
    return [_shelved(registry, name, name == active, name == shipped) for name in registry.names()[::-1]]


def put_in_force(registry: Registry, name: str, force: bool) -> list[Fallen]:
    """Activate an artefact and return nothing, or return where it is worse and leave it, unless forced.

    Raises WorkshopError where it cannot be used.
    """
    try:
        worse = registry.activate(name, force)
    except ArtefactError as fault:
        raise WorkshopError(str(fault)) from fault
    return [] if force else [_fallen(fall) for fall in worse]


def put_back(registry: Registry) -> str:
    """Return to the former artefact and return its name; WorkshopError where there is none."""
    try:
        return registry.rollback()
    except ArtefactError as fault:
        raise WorkshopError(str(fault)) from fault


def in_force(registry: Registry) -> str:
    """Return the name of the active artefact, the shipped one where that cannot be told."""
    try:
        return registry.active()
    except ArtefactError:
        return card_name(registry.shipped)


def lessons_of(store: Store) -> list[Example]:
    """Return every decision in force as an example."""
    return [
        Example(row["text"], decision.flags, language=row["language"], source=row["brand"])
        for decision, row in store.decisions.with_texts()
    ]


def train_asked(store: Store, registry: Registry, clock: Callable[[], datetime]) -> str | None:
    """Carry out the training that was asked for, and return the name of what came of it; None: nothing."""
    number = store.trainings.claim(clock())
    if number is None:
        return None

    def step(done: int, of: int) -> None:
        store.trainings.progress(number, round(90 * done / of), clock())

    try:
        made, outcome = _trained(store, registry, clock(), step)
    except ArtefactError as fault:
        store.trainings.fail(number, str(fault), clock())
        log.error("training: %s", fault)
        return None
    store.trainings.succeed(number, made.card.name, outcome, clock())
    return made.card.name


def _trained(
    store: Store, registry: Registry, at: datetime, step: Callable[[int, int], None]
) -> tuple[Artefact, Outcome]:
    decisions = lessons_of(store)
    if not decisions:
        raise ArtefactError("training: nobody has decided on anything yet; label some comments first")
    base = registry.read(BASE)
    made = train(base, decisions, [], registry.new(f"{at:%Y-%m-%d-%H%M%S}"), at, step)
    frozen, active = base.rows(shelf.FROZEN_FILE), registry.read(in_force(registry))
    worse = tuple(_fallen(fall) for fall in falls(active, made, frozen))
    before, after = (primary_f1(each, frozen) for each in (active, made))
    return made, Outcome(len(decisions), before, after, worse)


def _fallen(fall: Fall) -> Fallen:
    return Fallen(fall.part, fall.before, fall.after)


def _shelved(registry: Registry, name: str, active: bool, shipped: bool) -> Shelved:
    try:
        card = shelf.read_card(registry.place(name))
    except ArtefactError as fault:
        return Shelved(name, active, shipped, fault=str(fault))
    whole = card.metrics.get("whole")
    return Shelved(
        name=name,
        active=active,
        shipped=shipped,
        made_at=datetime.fromisoformat(card.made_at),
        base=card.base,
        comments=sum(int(each.get("rows", 0)) for each in card.sets),
        decisions=card.decisions,
        sets=card.sets,
        thresholds=card.thresholds,
        primary_f1=float(whole["primary_f1"]) if whole else None,
    )
