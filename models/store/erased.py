"""Who and what is never to be collected again, by keyed prints."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from models.moments import to_text
from models.prints import Printer, author_of
from models.records import Mention
from models.store.link import Link, several

CHUNK = 500
KNOWN = "select print from erased where print in (:each)"
PURGED = "select external_id from mentions where source = ? and external_id in (:each)"
REMEMBER = "insert into erased (print, at) values (:print, :at) on conflict do nothing"


def printer(link: Link) -> Printer | None:
    """What makes the prints of this store; None while nothing has been erased or purged."""
    row = link.row("select key from erasure")
    return Printer(row["key"]) if row else None


def make_printer(link: Link) -> Printer:
    """What makes the prints of this store, its key made when first asked for."""
    with link.writing():
        ready = printer(link)
        if ready is None:
            ready = Printer.fresh()
            link.run("insert into erasure (key) values (:key)", {"key": ready.key})
    return ready


def remember(link: Link, prints: Sequence[str], at: datetime) -> None:
    """Never collect these again."""
    link.run_many(REMEMBER, [{"print": each, "at": to_text(at)} for each in prints])


def wanted(link: Link, source: str, mentions: Iterable[Mention]) -> dict[str, Mention]:
    """Those that may be kept, the last of each id: nothing of an erased author, nothing purged before."""
    latest = {mention.external_id: mention for mention in mentions}
    made = printer(link)
    return latest if made is None else _unerased(link, source, latest, made)


def _unerased(link: Link, source: str, latest: dict[str, Mention], made: Printer) -> dict[str, Mention]:
    authors = {
        key: made.author(each.platform, who) for key, each in latest.items() if (who := author_of(each))
    }
    own = {key: made.mention(source, key) for key in latest}
    shunned = _found(link, KNOWN, [], sorted(set(authors.values())))
    purged = _found(link, PURGED, [source], list(own.values()))
    return {
        key: each
        for key, each in latest.items()
        if authors.get(key) not in shunned and own[key] not in purged
    }


def _found(link: Link, sql: str, before: Sequence[str], keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        found |= {row[0] for row in link.rows(several(sql, len(part)), [*before, *part])}
    return found
