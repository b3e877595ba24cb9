"""One line as the mention that is kept of it, or the reason why none is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from listener.imports.dates import Reading, believable, read_time
from listener.imports.lines import Bad, Cell, Line
from listener.imports.places import platform_of
from models.records import Kind, Mention

MAX_TEXT = 100_000  # letters
MAX_NAME = 300
MAX_COUNT = 10**12
STARS = (1, 5)


@dataclass(frozen=True, slots=True)
class Plan:
    """How the lines of one file become mentions."""

    source: str  # under which name they are kept
    brand: str
    columns: Mapping[str, str]  # field → heading
    reading: Reading
    brands: Mapping[str, str]  # how lines may call a brand, in small letters → its short name


@dataclass(frozen=True, slots=True)
class Row:
    """A line that can be kept."""

    number: int
    mention: Mention
    given_id: str | None  # what the file calls it; None where it says nothing
    origin: str | None  # the source under which another Vidhuk, or this one, collected it


def understand(line: Line, plan: Plan, at: datetime) -> Row | Bad:
    """The mention in a line, or why there is none."""
    cells = {field: line.cells.get(heading) for field, heading in plan.columns.items()}
    try:
        return _row(line.number, cells, plan, at)
    except ValueError as reason:
        return Bad(line.number, str(reason))


def _row(number: int, cells: Mapping[str, Cell | None], plan: Plan, at: datetime) -> Row:
    text = _text(cells)
    published = _published(cells, plan, at)
    author, url = _short(cells.get("author")), _short(cells.get("url"), 2_000)
    given, origin = _short(cells.get("id")), _short(cells.get("origin"))
    name = f"{origin}/{given}" if origin and given else given or _print(url, author, published, text)
    thread, parent = _short(cells.get("thread")), _short(cells.get("parent"))
    mention = Mention(
        brand=plan.brands.get(str(cells.get("brand") or "").casefold(), plan.brand),
        source=plan.source,
        platform=platform_of(_short(cells.get("platform")), url),
        external_id=name,
        kind=Kind.COMMENT if thread or parent else Kind.POST,
        text=text,
        published_at=published,
        thread_id=thread or parent or name,
        parent_id=parent,
        url=url if url and url.startswith(("https://", "http://")) else None,
        author_id=_short(cells.get("author_id")),
        author_name=author,
        rating=_stars(cells.get("rating")),
        likes=_count(cells.get("likes")),
        replies=_count(cells.get("replies")),
        shares=_count(cells.get("shares")),
        views=_count(cells.get("views")),
    )
    return Row(number, mention, given, origin)


def _text(cells: Mapping[str, Cell | None]) -> str:
    text, title = str(cells.get("text") or ""), str(cells.get("title") or "")
    whole = text if text.startswith(title.rstrip("….")) else f"{title}\n{text}".strip()
    if not whole.strip():
        raise ValueError("holds no text")
    if len(whole) > MAX_TEXT:
        raise ValueError(f"its text is longer than {MAX_TEXT} letters")
    return whole


def _published(cells: Mapping[str, Cell | None], plan: Plan, at: datetime) -> datetime:
    day = cells.get("at")
    if day is None:
        raise ValueError("holds no date")
    found = read_time(day, cells.get("time"), plan.reading)
    believable(found, at)
    return min(found, at)


def _short(cell: Cell | None, most: int = MAX_NAME) -> str | None:
    text = " ".join(str(cell).split()) if cell is not None else ""
    if len(text) > most:
        raise ValueError(f"a cell that should be short has {len(text)} letters")
    return text or None


def _number(cell: Cell | None) -> float | None:
    """A number as people write it; None for anything else, for a count is never worth a line."""
    try:
        return float("".join(str(cell).split()).replace(",", ".")) if cell is not None else None
    except ValueError:
        return None


def _count(cell: Cell | None) -> int | None:
    found = _number(cell)
    return int(found) if found is not None and 0 <= found <= MAX_COUNT else None


def _stars(cell: Cell | None) -> float | None:
    found = _number(cell)
    return found if found is not None and STARS[0] <= found <= STARS[1] else None


def _print(*parts: object) -> str:
    """A name that the same line gets again, whenever it is imported."""
    return "print:" + sha256("\n".join(str(part or "") for part in parts).encode()).hexdigest()[:32]
