"""What the reviews of a page mean: names that stay the same, times, stars. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from listener.sources.feed_parse import plain
from listener.sources.page_markup import Found
from models.options import PageOptions
from models.records import Kind, Mention
from models.settings import Source

LONGEST_NAME = 200  # characters; a longer one is replaced by a print of it
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Reader:
    """How one source's pages are understood."""

    source: Source
    options: PageOptions
    at: datetime

    def mentions(self, found: Sequence[Found], url: str) -> tuple[Mention, ...]:
        """The reviews of a page, each with the answers under it."""
        names = Counter(each.name for each in found)
        return tuple(
            mention for each in found for mention in self._with_answers(each, url, names[each.name] == 1)
        )

    def _with_answers(self, found: Found, url: str, unique: bool) -> Iterator[Mention]:
        review = self._mention(found, url, None, unique)
        yield review
        for answer in found.answers:
            yield self._mention(answer, url, review.external_id, unique=True)

    def _mention(self, found: Found, url: str, above: str | None, unique: bool) -> Mention:
        text, title, author = plain(found.text), plain(found.title or ""), plain(found.author or "") or None
        published, changed = self._time(found.date), self._time(found.changed)
        name = self._name(found, url, text, author, above, unique)
        brand = (self.options.brand_author or "").casefold()
        return Mention(
            brand=self.source.brand,
            source=self.source.name,
            platform=self.source.platform,
            external_id=name,
            kind=Kind.COMMENT if above else Kind.POST,
            text=text if text.startswith(title) else f"{title}\n{text}",
            published_at=min(published or self.at, self.at),
            thread_id=above or name,
            parent_id=above,
            url=_address(url, found.link),
            author_name=author,
            by_brand=found.by_brand or bool(brand and author and author.casefold() == brand),
            edited_at=changed if changed and published and published < changed <= self.at else None,
            rating=self._stars(found),
        )

    def _name(
        self, found: Found, url: str, text: str, author: str | None, above: str | None, unique: bool
    ) -> str:
        """The page's own name for it, when it is one; else a print of what seldom changes in it."""
        if found.name and unique and len(found.name) <= LONGEST_NAME:
            return found.name
        if above and found.by_brand:
            return f"{above}/reply"
        parts = (urlsplit(url).netloc, found.link, author, found.date, " ".join(text.split()), above)
        return sha256("|".join(str(part or "") for part in parts).encode()).hexdigest()

    def _time(self, told: str | None) -> datetime | None:
        if told is None:
            return None
        words = " ".join(plain(told).split())
        try:
            form = self.options.date_format
            at = _iso(words) or (datetime.strptime(words, form) if form else None)  # noqa: DTZ007 - below
            if at is None:
                return None
            zoned = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.options.timezone))
            return zoned.astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def _stars(self, found: Found) -> float | None:
        """Stars from 1 to 5, whatever the page counts to."""
        value = _number(found.rating)
        if value is None:
            return None
        worst = _number(found.worst)
        worst = 1.0 if worst is None else worst
        best = _number(found.best) or self.options.best_rating
        if best <= worst:
            return None
        return round(min(5.0, max(1.0, 1 + 4 * (value - worst) / (best - worst))), 2)


def _iso(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None


def _number(told: str | None) -> float | None:
    found = NUMBER.search(plain(told)) if told else None
    return float(found[0].replace(",", ".")) if found else None


def _address(page: str, link: str | None) -> str:
    try:
        url = urljoin(page, link or "")
        return url if urlsplit(url).scheme in ("http", "https") else page
    except ValueError:
        return page
