"""Apple's feeds of customers' reviews: fifty a page, ten pages a country, the latest change first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any

from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Item, World

ADDRESS = re.compile(r"/(\w\w)/rss/customerreviews/page=(\d+)/id=(\d+)/sortby=mostrecent/json")
CUPERTINO = timezone(timedelta(hours=-7))
PAGES = 10
Json = dict[str, Any]


@dataclass(slots=True)
class AppStore:
    """Answers for one app; a post of a country's world is a review. Hand its `answer` to a Replica."""

    worlds: Mapping[str, World]  # by country
    app: str = "1234567890"
    largest: int = 50  # reviews of a page
    with_app: bool = False  # the app itself stands before its reviews, as it once did
    empty: set[str] = field(default_factory=set)  # countries whose feed is empty by mistake

    def answer(self, request: Request) -> Reply:
        """The page that was asked for; of an unknown app an empty feed without a link to itself."""
        found = ADDRESS.fullmatch(request.path)
        if found is None or not 1 <= int(found[2]) <= PAGES:
            return Reply(b"", 400)
        country, page = found[1], int(found[2])
        feed: Json = {"author": {"name": {"label": "iTunes Store"}}, "link": []}
        if found[3] != self.app or country not in self.worlds:
            return as_json({"feed": feed})
        feed["link"] = [_link("self", f"https://itunes.apple.com{request.path}"), _link("last", "…")]
        entries = [self._entry(each) for each in self._page(country, page)]
        if self.with_app and page == 1:
            entries.insert(0, {"im:name": {"label": "Зоря"}, "id": {"label": "https://apps.apple.com/1"}})
        if entries:
            feed["entry"] = entries if len(entries) > 1 else entries[0]
        return as_json({"feed": feed})

    def _page(self, country: str, page: int) -> list[Item]:
        if country in self.empty:
            return []
        reviews = self.worlds[country].posts()
        reviews.sort(key=lambda each: (each.edited_at or each.at, each.number), reverse=True)
        return reviews[(page - 1) * self.largest : page * self.largest]

    def _entry(self, item: Item) -> Json:
        changed = (item.edited_at or item.at).astimezone(CUPERTINO).replace(microsecond=0)
        uri = f"https://itunes.apple.com/ua/reviews/id{item.author.number}"
        return {
            "author": {"uri": {"label": uri}, "name": {"label": item.author.name}, "label": ""},
            "updated": {"label": changed.isoformat()},
            "im:rating": {"label": str(item.rating or 1)},
            "im:version": {"label": "2.1"},
            "id": {"label": str(13_000_000_000 + item.number)},
            "title": {"label": item.title},
            "content": {"label": item.text, "attributes": {"type": "text"}},
            "im:voteSum": {"label": str(item.likes)},
            "im:voteCount": {"label": str(item.likes)},
        }


def _link(rel: str, href: str) -> Json:
    return {"attributes": {"rel": rel, "href": href}}
