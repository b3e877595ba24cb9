"""What was collected is kept no longer than it may be, and nobody is kept who is to be forgotten."""

from collections.abc import Callable, Sequence
from datetime import datetime

from models.prints import Printer
from models.retention import Rule
from models.store import Store
from models.store.purges import Purged


class ErasureError(Exception):
    """Somebody cannot be forgotten yet; the text says why and what to do."""


def purge(
    store: Store, rules: Sequence[Rule], at: datetime, step: Callable[[int], None] = lambda done: None
) -> Purged:
    """Remove what is to go by the rules; killed half-way, the next turn removes the rest. Tells each step."""
    done, fresh = Purged(), Printer.fresh()
    for rule in rules:
        while (part := store.purges.by_rule(rule, at, fresh)).mentions:
            done += part
            step(part.mentions)
    scrub(store, at)
    return done


def erase(store: Store, platform: str, author: str, at: datetime) -> Purged:
    """Remove everything of one author and never collect them again; ErasureError where several are meant."""
    named = store.purges.authored(platform, author).authors
    if len(named) > 1:
        shown = ", ".join(named[:20])
        raise ErasureError(f"{len(named)} authors on {platform} are called so; say which one by id: {shown}")
    done = store.purges.erase(platform, author, at)
    scrub(store, at)
    return done


def scrub(store: Store, at: datetime) -> None:
    """Leave no trace in the file of what was removed, now or by a turn that was cut off before this."""
    if store.purges.unscrubbed():
        store.purges.scrub(at)
