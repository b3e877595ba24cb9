"""What alerts quote of people who were removed."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.moments import to_text
from models.store.link import Link, Row

QUOTING = """
    select id, payload from alerts where created_at >= :since and payload like '%"text"%'
"""
REWRITE = "update alerts set payload = :payload where id = :id"
SAME_POST = 20  # letters at the beginning by which a quoted post is known


def unquote(link: Link, rows: Sequence[Row]) -> int:
    """Take the quotes of some mentions out of every alert, sent or waiting; returns out of how many."""
    if not rows:
        return 0
    said = {(row["platform"], row["published_at"]) for row in rows}
    posts = {(row["platform"], _start(row["text"])) for row in rows} | {
        row["url"] for row in rows if row["url"]
    }
    changed = []
    for alert in link.rows(QUOTING, {"since": min(row["published_at"] for row in rows)}):
        payload = json.loads(alert["payload"])
        kept = {key: _without(value, said, posts) for key, value in payload.items()}
        if kept != payload:
            changed.append({"id": alert["id"], "payload": json.dumps(kept, ensure_ascii=False)})
    link.run_many(REWRITE, changed)
    return len(changed)


def _without(value: Any, said: set[tuple[str, str]], posts: set[Any]) -> Any:
    """A value of a payload; where it is a list of quotes, without those of the removed."""
    if not isinstance(value, list):
        return value
    return [each for each in value if not (isinstance(each, dict) and _is_of(each, said, posts))]


def _is_of(quote: dict[str, Any], said: set[tuple[str, str]], posts: set[Any]) -> bool:
    if "text" not in quote:
        return False
    if quote.get("url") in posts and quote.get("url"):
        return True
    if "at" in quote:
        return (quote["platform"], to_text(datetime.fromisoformat(quote["at"]))) in said
    return (quote["platform"], _start(quote["text"] or "")) in posts


def _start(text: str) -> str:
    return " ".join(text.split())[:SAME_POST]
