"""What all edges of Meta's Graph API have in common: tokens, faults by number, pages, usage headers."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from listener.replica.server import Fault, Reply, Request, as_json
from listener.replica.world import Item

TOKEN = "EAAreplica"  # noqa: S105 - guards nothing
VERSION = "v26.0"
Json = dict[str, Any]


class GraphError(Exception):
    """A fault as Meta numbers it."""

    def __init__(self, code: int, said: str, subcode: int | None = None, status: int = 400) -> None:
        super().__init__(said)
        self.code = code
        self.subcode = subcode
        self.status = status


MISSING = GraphError(100, "Unsupported get request. Object does not exist", 33)


@dataclass(slots=True)
class Gate:
    """What stands before every edge."""

    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    usage: int = 1  # percent, in the headers of each answer
    regain: int = 0  # minutes
    largest: int = 100  # entries of one answer
    empty_pages: bool = False  # an empty page with a next one goes before the true ones

    def pass_through(self, request: Request, edge: Callable[[str, Request], Json]) -> Reply:
        """The answer of an edge, or the fault that it or the gate raised."""
        try:
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            if token not in self.tokens:
                raise GraphError(190, "Invalid OAuth access token.", 463, 401)
            version, _, path = request.path.removeprefix("/").partition("/")
            if version != VERSION:
                raise GraphError(2635, "You are calling a deprecated version of the API")
            reply = as_json(edge(path, request))
        except GraphError as error:
            reply = refusal(error)
        share = {"call_count": self.usage, "total_cputime": 1, "total_time": 1}
        business = {"1": [share | {"type": "pages", "estimated_time_to_regain_access": self.regain}]}
        used = {"X-App-Usage": json.dumps(share), "X-Business-Use-Case-Usage": json.dumps(business)}
        return Reply(reply.body, reply.status, {**reply.headers, **used})

    def page(self, request: Request, items: Sequence[Item], draw: Callable[[Item], Json]) -> Json:
        """A page of them; its `next` holds the token, as Meta's does."""
        query = request.query
        start = _offset(query["after"]) if "after" in query else 0
        many = min(int(query.get("limit", "25")), self.largest)
        if self.empty_pages and "after" not in query and items:
            return {"data": [], "paging": _paging(request, 0)}
        shown = [draw(each) for each in items[start : start + many]]
        if not shown:
            return {"data": []}
        more = start + many < len(items)
        cursors = {"cursors": {"before": _cursor(start), "after": _cursor(start + many)}}
        return {"data": shown, "paging": _paging(request, start + many) if more else cursors}


def refusal(error: GraphError) -> Reply:
    """The answer in which Meta tells a fault."""
    told: Json = {"message": str(error), "type": "OAuthException", "code": error.code, "fbtrace_id": "A"}
    if error.subcode is not None:
        told["error_subcode"] = error.subcode
    return as_json({"error": told}, error.status)


def fault(code: int, said: str = "no", status: int = 400) -> Fault:
    """One answer in which Meta tells a fault."""
    return Fault(refusal(GraphError(code, said, status=status)))


def time(at: datetime) -> str:
    """As Meta writes it: no colon in the offset."""
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _paging(request: Request, offset: int) -> Json:
    after = _cursor(offset)
    address = f"https://graph.facebook.com{request.path}?access_token={TOKEN}&after={after}"
    return {"cursors": {"before": _cursor(0), "after": after}, "next": address}


def _cursor(offset: int) -> str:
    return urlsafe_b64encode(f"QVFI{offset}".encode()).decode()


def _offset(cursor: str) -> int:
    try:
        return int(urlsafe_b64decode(cursor).decode().removeprefix("QVFI"))
    except ValueError as broken:
        raise GraphError(100, "Invalid cursor") from broken
