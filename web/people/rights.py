"""Rights by brand: who works at some brands only sees nothing of the others, and has a role at each."""

from collections.abc import Iterator, Mapping

from flask import abort, g, request

from models.records import Role
from models.store.belonging import Thing
from web.desk import store, visitor, whole_desk

THINGS: Mapping[str, Thing] = {
    "case_id": "case",
    "mention_id": "mention",
    "action_id": "action",
    "batch_id": "batch",
    "incident_id": "incident",
    "template_id": "template",
    "mark_id": "mark",
    "entry_id": "word",
    "rule_id": "rule",
    "reply_id": "reply",
}
OF_NO_BRAND = {  # addresses that hold one of these are about no brand, or look after it themselves
    *("view_id", "user_id", "invitation_id", "source", "room", "kind", "name", "filename", "token", "answer"),
}


def confine() -> None:
    """Before each request: refuse what is of another brand, and take the role that fits.

    Where a request is about several brands, the weakest of the roles there decides.
    """
    user = visitor()
    if user is None or not user.rights:
        return
    roles = [user.role_at(brand) for brand in set(_concerned())]
    if None in roles:
        abort(404)
    known = [each for each in roles if each is not None]
    g.role = min(known, key=list(Role).index) if known else user.role


def _concerned() -> Iterator[str]:
    """The brands that a request is about: by its address, and by what its form chose."""
    for name, value in (request.view_args or {}).items():
        if name in THINGS:
            yield from store().belonging.brands(THINGS[name], [int(value)])
        elif name == "brand":
            yield str(value)
        elif name == "source":
            yield from (each.brand for each in whole_desk().settings.sources if each.name == value)
    if request.method != "GET":
        yield from request.form.getlist("brand")
        yield from store().belonging.brands("case", _chosen())


def _chosen() -> list[int]:
    """The cases that were ticked; a field says number and version, as 17:3."""
    numbers = (value.partition(":")[0] for value in request.form.getlist("case"))
    return [int(number) for number in numbers if number.isascii() and number.isdecimal()]
