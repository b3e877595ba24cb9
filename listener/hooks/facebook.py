"""Facebook: what happens on the feed of a page, under the same names as when it is read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from listener.hooks import meta
from listener.hooks.hook import Hook, digest
from listener.sources import facebook_parse
from models.calls import Change, Event, stamped
from models.records import Mention
from models.settings import Source

POSTS = ("post", "status", "photo", "video", "share", "album", "note")
WRITTEN, EDITED, GONE = ("add",), ("edited", "edit"), ("remove",)  # hidden ones are kept: people saw them


def read(source: Source, body: Any, at: datetime) -> Sequence[Event]:
    """An event for each post and comment that is new, edited or gone; MISSHAPEN when it is no such call."""
    return tuple(
        Event(digest([source.target, entry.get("time"), value]), tuple(_changes(source, entry, value)))
        for entry in meta.entries(body, "page", source.target)
        for field, value in meta.changes(entry)
        if field == "feed" and value["item"] in ("comment", *POSTS)
    )


def _changes(source: Source, entry: Any, value: Any) -> Iterator[Change]:
    verb, when = str(value["verb"]), stamped(meta.moment(entry["time"]))
    is_comment = value["item"] == "comment"
    name = str(value["comment_id" if is_comment else "post_id"])
    if verb in GONE:
        yield Change(name, when, thread=not is_comment)
    elif verb in WRITTEN + EDITED and value.get("published") != 0:
        said = _comment(source, value) if is_comment else _post(source, value)
        first = verb in WRITTEN
        yield Change(name, stamped(said.published_at) if first else when, said, original=first, revives=first)


def _comment(source: Source, value: Any) -> Mention:
    given = {
        "id": value["comment_id"],
        "message": value.get("message"),
        "from": value.get("from"),
        "created_time": meta.moment(value["created_time"]).isoformat(),
        "parent": {"id": value.get("parent_id") or value["post_id"]},
        "attachment": _attached(value),
    }
    return _linked(source, facebook_parse.comment(source, str(value["post_id"]), given), value)


def _post(source: Source, value: Any) -> Mention:
    kind = _attached(value).get("type")
    given = {
        "id": value["post_id"],
        "message": value.get("message"),
        "from": value.get("from"),
        "created_time": meta.moment(value["created_time"]).isoformat(),
        "attachments": {"data": [{"media_type": kind}] if kind else []},
    }
    return _linked(source, facebook_parse.item(source, given).mention, value)


def _linked(source: Source, said: Mention, value: Any) -> Mention:
    """With the address of the post; where the page is also asked, that tells the exact one later."""
    link = (value.get("post") or {}).get("permalink_url")
    return replace(said, replies=None, url=None if source.asked else link)


def _attached(value: Any) -> dict[str, str]:
    return next(({"type": kind} for kind in ("photo", "video") if value.get(kind)), {})


HOOK = Hook(meta.verify, read, meta.greet, family=meta.FAMILY)
