"""Search: the folded words of every mention. The one place that knows how SQLite searches (FTS5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.sought import SearchForm, Sought, Term
from models.store.link import Link

UNWRITTEN = """
    select id, revision, text, author_name from mentions
    where worded < :folding order by worded desc, id desc limit :limit
"""

FORGET = "delete from search where rowid = :id"
WRITE = "insert into search (rowid, words, forms, author) values (:id, :words, :forms, :author)"
MARK = "update mentions set worded = :folding where id = :id and revision = :revision"

# what stands in a case is kept once more apart: of a million mentions that have a word, few are in cases
FORGET_IN_CASE = "delete from case_search where rowid = :id"
WRITE_IN_CASE = """
    insert into case_search (rowid, words, forms, author) select :id, :words, :forms, :author
    where exists (select 1 from case_mentions where mention_id = :id)
"""

FOUND = "select rowid from {0} where {0} match :sought"
SHUNNED = "select rowid from {0} where {0} match :shunned"
OFTEN = 2000  # mentions


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A mention that the search does not know yet, or only as it was before."""

    mention_id: int
    revision: int
    text: str
    author_name: str | None


class Search:
    """Search forms by mention. Each says by which folding it was made: a better one writes all anew."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def unwritten(self, folding: int, limit: int = 500) -> list[Unwritten]:
        """Mentions whose present text has no search form of this folding, newest first."""
        rows = self.link.rows(UNWRITTEN, {"folding": folding, "limit": limit})
        return [Unwritten(*row) for row in rows]

    def keep(self, forms: Iterable[SearchForm], folding: int) -> None:
        """Put search forms in place of former ones; that of a text edited meanwhile is left out."""
        with self.link.writing():
            for form in forms:
                values = {"id": form.mention_id, "revision": form.revision, "folding": folding}
                if self.link.run(MARK, values):
                    forget(self.link, form.mention_id)
                    self.link.run(WRITE, values | _columns(form))
                    self.link.run(WRITE_IN_CASE, values | _columns(form))


def forget(link: Link, mention_id: int) -> None:
    """Find a mention no longer; to be called where its text changes, in the same transaction."""
    link.run(FORGET, {"id": mention_id})
    link.run(FORGET_IN_CASE, {"id": mention_id})


def narrowed(
    sought: Sought | None, held_by: str, index: str = "search"
) -> tuple[list[str], dict[str, object]]:
    """The conditions, with their values, that leave what a search finds.

    `held_by` is a condition on the numbers of mentions, such as "m.id in ({})"; `index` is "search", or
    "case_search" where only mentions in cases can matter.
    """
    if sought is None:
        return [], {}
    if not sought.terms:
        return ["0"], {}  # something was typed, and nothing of it is a word
    wanted = [_match(term) for term in sought.terms if not term.without]
    unwanted = [_match(term) for term in sought.terms if term.without]
    clauses: list[str] = []
    values: dict[str, object] = {}
    if wanted:
        clauses.append(held_by.format(FOUND.format(index)))
        values["sought"] = " AND ".join(wanted)
    if unwanted:
        clauses.append(f"not {held_by.format(SHUNNED.format(index))}")
        values["shunned"] = " OR ".join(unwanted)
    return clauses, values


def often(link: Link, sought: Sought | None, many: int = OFTEN) -> bool:
    """Whether so much is found that walking a list is quicker than gathering and sorting what is found."""
    _, values = narrowed(sought, "{}")
    if "sought" not in values:
        return True
    row = link.row(
        f"select count(*) as many from ({FOUND.format('search')} limit :many)", values | {"many": many}
    )
    return row is not None and row["many"] == many


def _match(term: Term) -> str:
    """A term in the language of FTS5; every word stands in quotes, so nothing typed is read as syntax."""
    ways = [f"{{forms author}} : {_quoted(form)}" for form in term.forms]
    ways += [f"{{words author}} : {_quoted(start)} *" for start in term.beginnings]
    ways += [f"{{words author}} : {_quoted(' '.join(phrase))}" for phrase in term.phrases]
    return f"({' OR '.join(ways)})"


def _quoted(words: str) -> str:
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def _columns(form: SearchForm) -> dict[str, object]:
    return {"words": form.words, "forms": form.forms, "author": form.author}
