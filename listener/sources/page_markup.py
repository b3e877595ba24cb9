"""Reviews as sites mark them for machines: schema.org in JSON-LD or microdata, else by selectors. Pure."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.options import Selectors

REVIEWS = frozenset(
    {"Review", "UserReview", "EmployerReview", "CriticReview", "Comment", "DiscussionForumPosting"}
)
MANY = 500  # reviews of a page; what shows more is no list for people
DEEPEST = 30  # levels of JSON-LD that are looked through
MICRODATA = ", ".join(f'[itemtype$="schema.org/{kind}"]' for kind in sorted(REVIEWS))
VALUES = ("content", "datetime", "href", "src")


@dataclass(frozen=True, slots=True)
class Found:
    """A review as it stands on the page, not yet understood; None: the page does not say."""

    text: str
    title: str | None = None
    name: str | None = None  # its id, or its address
    author: str | None = None
    date: str | None = None
    changed: str | None = None
    rating: str | None = None
    best: str | None = None
    worst: str | None = None
    link: str | None = None
    answers: tuple["Found", ...] = ()
    by_brand: bool = False


def reviews(page: LexborHTMLParser, selectors: Selectors | None) -> list[Found]:
    """The reviews of a page: by JSON-LD, where there is none by microdata, then by selectors."""
    found = list(islice(_by_json(page), MANY)) or list(islice(_by_microdata(page), MANY))
    return found or (list(islice(_by_selectors(page, selectors), MANY)) if selectors else [])


def _by_json(page: LexborHTMLParser) -> Iterator[Found]:
    for script in page.css('script[type="application/ld+json"]'):
        yield from _reviews_in(_lenient(script.text()), DEEPEST)


def _lenient(text: str) -> Any:
    """JSON with what people get wrong in it: entities, comments, a comma too many; None when it is none."""
    tidy = re.sub(r",\s*([}\]])", r"\1", re.sub(r"^\s*(<!--|//<!\[CDATA\[)|(-->|//\]\]>)\s*$", "", text))
    for attempt in (text, tidy, html.unescape(tidy)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _reviews_in(value: Any, deepest: int) -> Iterator[Found]:
    if deepest == 0:
        return
    if isinstance(value, list):
        for each in value:
            yield from _reviews_in(each, deepest - 1)
    elif isinstance(value, dict):
        if REVIEWS & set(map(str, _several(value.get("@type")))) and (found := _from_json(value, deepest)):
            yield found
            return
        for each in value.values():
            yield from _reviews_in(each, deepest - 1)


def _from_json(value: dict[str, Any], deepest: int) -> Found | None:
    text = next(filter(None, map(_word, map(value.get, ("reviewBody", "text", "description")))), None)
    if text is None:
        return None
    rating = _first(value.get("reviewRating"))
    rating = rating if isinstance(rating, dict) else {"ratingValue": rating}
    return Found(
        text=text,
        title=_word(value.get("name")) or _word(value.get("headline")),
        name=_word(value.get("@id")),
        author=_word(_first(value.get("author"))),
        date=_word(value.get("datePublished")) or _word(value.get("dateCreated")),
        changed=_word(value.get("dateModified")),
        rating=_word(rating.get("ratingValue")),
        best=_word(rating.get("bestRating")),
        worst=_word(rating.get("worstRating")),
        link=_word(value.get("url")),
        answers=tuple(_reviews_in(value.get("comment"), deepest - 1)),
    )


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _word(value: Any) -> str | None:
    """A value as text; of a thing its name."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _by_microdata(page: LexborHTMLParser) -> Iterator[Found]:
    for node in page.css(MICRODATA):
        text = _said(node, "reviewBody") or _said(node, "text") or _said(node, "description")
        if text is None:
            continue
        yield Found(
            text=text,
            title=_said(node, "name", own=True) or _said(node, "headline"),
            name=node.attributes.get("itemid"),
            author=_author(node),
            date=_said(node, "datePublished") or _said(node, "dateCreated"),
            changed=_said(node, "dateModified"),
            rating=_said(node, "ratingValue"),
            best=_said(node, "bestRating"),
            worst=_said(node, "worstRating"),
            link=_said(node, "url", own=True),
        )


def _author(node: LexborNode) -> str | None:
    author = node.css_first('[itemprop~="author"]')
    if author is None:
        return None
    return _said(author, "name") or _value(author)


def _said(node: LexborNode, name: str, own: bool = False) -> str | None:
    """The value of a property; with `own` not of a thing within the thing."""
    for each in node.css(f'[itemprop~="{name}"]'):
        if not own or _scope(each) == node:
            return _value(each)
    return None


def _scope(node: LexborNode) -> LexborNode | None:
    above = node.parent
    while above is not None and "itemscope" not in above.attributes:
        above = above.parent
    return above


def _value(node: LexborNode) -> str | None:
    given = next((node.attributes[name] for name in VALUES if node.attributes.get(name)), None)
    return (given or _lines(node)).strip() or None


def _lines(node: LexborNode) -> str:
    """The text of a node; its markup is taken for what it is later on."""
    return node.inner_html or ""


def _by_selectors(page: LexborHTMLParser, where: Selectors) -> Iterator[Found]:
    def at(node: LexborNode, selector: str | None) -> str | None:
        found = node.css_first(selector) if selector else None
        return _value(found) if found is not None else None

    for node in page.css(where.item):
        text_node = node.css_first(where.text)
        if text_node is None or not (text := _lines(text_node).strip()):
            continue
        reply = node.css_first(where.reply) if where.reply else None
        answers = (Found(_lines(reply), by_brand=True),) if reply is not None else ()
        yield Found(
            text=text,
            title=at(node, where.title),
            name=node.attributes.get("data-id") or node.attributes.get("id"),
            author=at(node, where.author),
            date=at(node, where.date),
            rating=at(node, where.rating),
            link=at(node, where.link),
            answers=answers,
        )
