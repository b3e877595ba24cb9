"""What a list is narrowed to, as the address of the page says it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from models.labels import LANGUAGES, PRIMARIES
from models.settings import Settings
from models.sought import Sought
from models.store.queue import ORDERS, STATUSES, Filters
from web.board.tags import LONGEST

PAGE_SIZE = 25
LAST_PAGE = 10_000
LONGEST_AUTHOR = 200
LONGEST_TEXT = 100_000  # characters
MOST_STARS = 5
IN_THE_FORM = ("brand", "language", "platform", "source", "author", "stars", "longer", "shorter")
SAID = ("status", "label", "tag", *IN_THE_FORM, "order", "since")  # in an address, in this order
ORDINARY = Filters()
Reading = Callable[[str], Sought | None]  # what a search that was typed means


class FilterError(Exception):
    """The address asks for something that is not there; carries the key, the value and what is known."""

    def __init__(self, key: str, value: str, known: Collection[str]) -> None:
        super().__init__(f"{key}={value!r}: choose {', '.join(known)}")
        self.key = key
        self.value = value
        self.known = known


@dataclass(frozen=True, slots=True)
class Wanted:
    """The list that an address asks for."""

    filters: Filters
    page: int = 1
    mine: bool = False

    @property
    def offset(self) -> int:
        """How many lines stand on the pages before."""
        return (self.page - 1) * PAGE_SIZE

    @property
    def narrowed(self) -> bool:
        """Whether anything but the status and the order is chosen."""
        return replace(self.filters, status=ORDINARY.status, order=ORDINARY.order, brands=None) != ORDINARY

    @property
    def filtered(self) -> bool:
        """Whether anything is chosen that has no place but the form of filters."""
        chosen = self.filters
        return self.mine or any(getattr(chosen, name) is not None for name in IN_THE_FORM)

    @property
    def typed(self) -> str:
        """The search as it was typed; empty where nothing is sought."""
        return self.filters.sought.text if self.filters.sought else ""

    def query(self, **changes: object) -> dict[str, str]:
        """The query of the same list with changes; what is ordinary, or changed to None, is left out."""
        said: dict[str, object] = {
            name: getattr(self.filters, name)
            for name in SAID
            if getattr(self.filters, name) != getattr(ORDINARY, name)
        }
        said |= {"q": self.typed} if self.typed else {}
        said |= {"mine": 1} if self.mine else {}
        said |= {"page": self.page} if self.page > 1 else {}
        if changes and "page" not in changes:
            said.pop("page", None)
        said |= changes
        return {name: _text(value) for name, value in said.items() if value is not None}


def wanted(
    args: Mapping[str, str],
    settings: Settings,
    user_id: int,
    read: Reading | None = None,
    brands: tuple[str, ...] | None = None,
) -> Wanted:
    """Understand an address; FilterError for a value that nothing has.

    Without `read` nothing is sought. `brands` are those that whoever asks may see; None: all of them.
    """

    def one_of(key: str, known: Collection[str], ordinary: str | None = None) -> str | None:
        value = args.get(key, "").strip()
        if value and value not in known:
            raise FilterError(key, value, known)
        return value or ordinary

    mine = args.get("mine", "") == "1"
    filters = Filters(
        status=one_of("status", STATUSES, ORDINARY.status) or ORDINARY.status,
        order=one_of("order", ORDERS, ORDINARY.order) or ORDINARY.order,
        brand=one_of("brand", [each.name for each in settings.brands]),
        label=one_of("label", PRIMARIES),
        language=one_of("language", LANGUAGES),
        platform=one_of("platform", platforms(settings)),
        source=one_of("source", [each.name for each in settings.sources]),
        assignee=user_id if mine else None,
        author=args.get("author", "").strip()[:LONGEST_AUTHOR] or None,
        stars=_number("stars", args, MOST_STARS),
        longer=_number("longer", args, LONGEST_TEXT),
        shorter=_number("shorter", args, LONGEST_TEXT),
        since=_time(args.get("since", "")),
        tag=" ".join(args.get("tag", "").split()).casefold()[:LONGEST] or None,
        sought=read(args.get("q", "")) if read else None,
        brands=brands,
    )
    return Wanted(filters, _page(args.get("page", "")), mine)


def platforms(settings: Settings) -> list[str]:
    """The platforms that the sources stand on, each once."""
    return list(dict.fromkeys(each.platform for each in settings.sources))


def _number(key: str, args: Mapping[str, str], most: int) -> int | None:
    value = args.get(key, "").strip()
    if not value:
        return None
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value) <= most:
        raise FilterError(key, value, (f"1–{most}",))
    return int(value)


def _page(value: str) -> int:
    if not value:
        return 1
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value) <= LAST_PAGE:
        raise FilterError("page", value, (f"1–{LAST_PAGE}",))
    return int(value)


def _time(value: str) -> datetime | None:
    """A time as `query` writes it; one without an offset is meant in UTC."""
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as unclear:
        raise FilterError("since", value, ("2026-11-25", "2026-11-25T14:00+02:00")) from unclear


def _text(value: object) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
