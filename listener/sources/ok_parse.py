"""What OK's answers mean: discussions and the comments in them. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from listener.sources.rolling import Item
from models.records import Kind, Mention
from models.settings import Source

SITE = "https://ok.ru"
TOPIC = "GROUP_TOPIC"


def item(source: Source, given: Any, zone: ZoneInfo) -> Item:
    """A discussion; KeyError, TypeError or ValueError when it is none."""
    name, count = f"{given['object_type']}/{given['object_id']}", int(given.get("total_comments_count") or 0)
    written = _time(given, "creation_date", zone)
    topic = given["object_type"] == TOPIC
    mention = Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.POST,
        text="\n".join(filter(None, (str(given.get(part) or "") for part in ("title", "message")))),
        published_at=written,
        thread_id=name,
        url=f"{SITE}/group/{source.target}/topic/{given['object_id']}" if topic else None,
        author_id=source.target,
        by_brand=True,
        likes=given.get("like_count"),
        replies=count,
    )
    listed = _time(given, "last_activity_date", zone) if "last_activity_date" in given else written
    return Item(mention, listed, count)


def comment(source: Source, thread: str, given: Any, names: Mapping[str, str], zone: ZoneInfo) -> Mention:
    """A comment in a discussion; KeyError, TypeError or ValueError when it is none."""
    author, above = str(given["author_id"]), given.get("reply_to_comment_id")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=f"{thread}/{given['id']}",
        kind=Kind.COMMENT,
        text=str(given.get("text") or ""),
        published_at=_time(given, "date", zone),
        thread_id=thread,
        parent_id=f"{thread}/{above}" if above else thread,
        author_id=author,
        author_name=names.get(author),
        by_brand=author == source.target,
        likes=given.get("like_count"),
        attachments=("other",) * len(given.get("attachments") or ()),
    )


def names(body: Any) -> dict[str, str]:
    """The answer of users.getInfo: names by number."""
    return {
        str(each["uid"]): f"{each.get('first_name', '')} {each.get('last_name', '')}".strip() for each in body
    }


def _time(given: Any, name: str, zone: ZoneInfo) -> datetime:
    """The milliseconds where OK tells them, else the time on a clock of `zone`."""
    if f"{name}_ms" in given:
        return datetime.fromtimestamp(int(given[f"{name}_ms"]) / 1000, UTC)
    return datetime.fromisoformat(str(given[name])).replace(tzinfo=zone).astimezone(UTC)
