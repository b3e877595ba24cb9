"""A review site: lists of reviews, marked for machines in one way or another, behind a robots.txt."""

import json
from dataclasses import dataclass, field
from html import escape
from typing import Any

from listener.replica.server import Reply, Request
from listener.replica.world import Item, World

ROBOTS = "User-agent: *\nDisallow: /private\nCrawl-delay: 1\n"


@dataclass(slots=True)
class Site:
    """Answers for /reviews, newest first; a brand's comment is its answer. Hand its `answer` to a Replica."""

    world: World
    largest: int = 20  # reviews of a page
    markup: str = "json"  # json, graph, broken, microdata, plain, none
    robots: str | None = ROBOTS  # None: there is none
    robots_status: int = 200
    moved: dict[str, str] = field(default_factory=dict)
    named: bool = True  # reviews have ids
    head: str = ""  # of every page
    headers: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        if request.path in self.moved:
            return Reply(b"", 301, {"Location": self.moved[request.path]})
        if request.path == "/robots.txt":
            if self.robots is None or self.robots_status != 200:
                return Reply(b"", 404 if self.robots is None else self.robots_status)
            return Reply(self.robots.encode(), 200, {"Content-Type": "text/plain"})
        if request.path not in ("/reviews", "/private/reviews"):
            return Reply(b"", 404)
        return self._list(int(request.query.get("page", "1")))

    def _list(self, page: int) -> Reply:
        newest = sorted(self.world.posts(), key=lambda each: (each.at, each.number), reverse=True)
        shown = newest[(page - 1) * self.largest : page * self.largest]
        more = page * self.largest < len(newest)
        onward = f'<a rel="next" class="more" href="?page={page + 1}">далі</a>' if more else ""
        meta = f'<meta charset="{self.encoding}">{self.head}'
        body = (
            f"<html><head>{meta}{self._script(shown)}</head><body>{self._body(shown)}{onward}</body></html>"
        )
        kind = {"Content-Type": "text/html"}
        return Reply(body.encode(self.encoding, "xmlcharrefreplace"), 200, kind | self.headers)

    def _script(self, shown: list[Item]) -> str:
        reviews = [self._as_json(each) for each in shown]
        product: Any = {
            "@context": "https://schema.org",
            "@type": "Product",
            "name": "Зоря",
            "review": reviews,
        }
        if self.markup == "graph":
            product = {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, product]}
        if self.markup not in ("json", "graph", "broken"):
            return ""
        text = json.dumps(product, ensure_ascii=False).replace("</", "<\\/")
        if self.markup == "broken":
            text = "<!--\n" + text[:-1] + ",}\n-->"
        return f'<script type="application/ld+json">{text}</script>'

    def _as_json(self, item: Item) -> Any:
        told: Any = {
            "@type": "Review",
            "reviewBody": escape(item.text, quote=False),
            "author": {"@type": "Person", "name": item.author.name},
            "datePublished": item.at.isoformat(),
            "reviewRating": {"@type": "Rating", "ratingValue": item.rating or 1, "bestRating": "5"},
        }
        if self.named:
            told["@id"] = f"#review-{item.number}"
        if item.edited_at:
            told["dateModified"] = item.edited_at.isoformat()
        answers = self.world.comments(item.number)
        if answers:
            told["comment"] = [
                {
                    "@type": "Comment",
                    "text": each.text,
                    "author": each.author.name,
                    "@id": f"#answer-{each.number}",
                }
                for each in answers
            ]
        return told

    def _body(self, shown: list[Item]) -> str:
        draw = {"microdata": self._microdata, "plain": self._plain}.get(self.markup)
        return "".join(draw(each) for each in shown) if draw else ""

    def _microdata(self, item: Item) -> str:
        name = f' itemid="#review-{item.number}"' if self.named else ""
        return (
            f'<div itemprop="review" itemscope itemtype="https://schema.org/Review"{name}>'
            f'<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
            f'<span itemprop="name">{escape(item.author.name)}</span></span>'
            f'<meta itemprop="datePublished" content="{item.at.isoformat()}">'
            f'<div itemprop="reviewRating" itemscope>'
            f'<meta itemprop="ratingValue" content="{item.rating or 1}"></div>'
            f'<p itemprop="reviewBody">{escape(item.text)}</p></div>'
        )

    def _plain(self, item: Item) -> str:
        name = f' data-id="{item.number}"' if self.named else ""
        answers = "".join(
            f"<blockquote>{escape(each.text)}</blockquote>" for each in self.world.comments(item.number)
        )
        return (
            f'<article class="review"{name}><b class="who">{escape(item.author.name)}</b>'
            f'<i class="when">{item.at:%d.%m.%Y}</i><span class="stars">{item.rating or 1},0 з 10</span>'
            f'<div class="said">{escape(item.text)}</div>{answers}</article>'
        )
