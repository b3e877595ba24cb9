"""Instagram: comments under the posts of an account, under the same names as when they are read."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from listener.hooks import meta
from listener.hooks.hook import Hook, digest
from listener.sources import instagram_parse
from listener.sources.instagram_parse import Media, wanted
from models.calls import Change, Event, stamped
from models.settings import Source


def read(source: Source, body: Any, at: datetime) -> Sequence[Event]:
    """An event for each comment and each mention; MISSHAPEN when it is no such call."""
    return tuple(
        Event(
            digest([source.target, field, value]),
            tuple(_changes(source, entry, field, value)),
            wanted=(wanted(value),) if field == "mentions" else (),
        )
        for entry in meta.entries(body, "instagram", source.target)
        for field, value in meta.changes(entry)
    )


def _changes(source: Source, entry: Any, field: str, value: Any) -> Iterator[Change]:
    if field != "comments":
        return
    written = meta.moment(entry["time"])  # of the comment itself Instagram tells no time here
    given = {**value, "timestamp": written.isoformat()}
    above = str(value["parent_id"]) if value.get("parent_id") else None
    said = instagram_parse.comment(source, source.target, Media(str(value["media"]["id"])), given, above)
    yield Change(said.external_id, stamped(written), said, original=True)


HOOK = Hook(meta.verify, read, meta.greet, family=meta.FAMILY)
