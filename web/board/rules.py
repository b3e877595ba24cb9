"""Rules on the board: made from a list, tried on thirty days, only then kept; what each did can be undone."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadData, URLSafeTimedSerializer

from models.records import CLOSE_REASONS, User
from models.store.queue import Line
from models.store.rules import Effects, Rule
from web.board.filters import IN_THE_FORM, Wanted, wanted
from web.board.tags import tags_of
from web.desk import ACTING, desk, person, present, store
from web.notices import Notice, tell
from web.people.sessions import leading

LOOKED_BACK = timedelta(days=30)
SHOWN = 12
UNDONE_WITHIN = timedelta(days=1)
GOOD_FOR = int(timedelta(hours=1).total_seconds())  # a trial
LONGEST_NAME = 80
CONDITIONS = ("label", "q", *IN_THE_FORM)

bp = Blueprint("rules", __name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule that somebody thinks of."""

    name: str
    asked: Wanted
    effects: Effects

    @property
    def query(self) -> dict[str, str]:
        """Its conditions, as an address says them."""
        return {name: value for name, value in self.asked.query().items() if name in CONDITIONS}


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done in the last thirty days."""

    many: int
    statuses: dict[str, int]  # what became of those cases without it
    lines: list[Line]


@bp.get("/rules")
def index() -> ResponseReturnValue:
    """Every rule with what it asks and does, and how often it did."""
    rules = store().rules.all(desk().brands)
    return render_template("rules/index.html", rules=rules, people=_people())


@bp.get("/rules/new")
def new() -> ResponseReturnValue:
    """Think of a rule; it begins with the conditions of the list that one came from."""
    draft = Draft("", _asked(urlencode(request.args)), Effects())
    return render_template("rules/new.html", draft=draft, people=_people())


@bp.post("/rules/try")
@leading
def try_out() -> ResponseReturnValue:
    """Show what a rule would have done; only what was tried can be kept."""
    draft = _draft()
    return render_template(
        "rules/try.html",
        draft=draft,
        trial=_trial(draft),
        tried=_seal().dumps(_print(draft)),
        people=_people(),
    )


@bp.post("/rules")
@leading
def keep() -> ResponseReturnValue:
    """Put a rule in force that was tried within the hour."""
    draft = _draft()
    try:
        tried = _seal().loads(request.form.get("tried", ""), max_age=GOOD_FOR)
    except BadData:
        tried = None
    if tried != _print(draft):
        abort(409, _("Try the rule first: it was changed since, or the trial is more than an hour old."))
    brand = draft.asked.filters.brand
    store().rules.add(draft.name, brand, draft.query, draft.effects, person().id, present())
    return _back(_("“%(name)s” is in force for new cases.", name=draft.name))


@bp.post("/rules/<int:rule_id>/switch")
@leading
def switch(rule_id: int) -> ResponseReturnValue:
    """Put a rule out of force, or in force again."""
    rule = _needed(rule_id)
    store().rules.switch(rule.id, rule.active_since is None, present())
    said = _("“%(name)s” is off.", name=rule.name)
    return _back(said if rule.active_since else _("“%(name)s” is in force for new cases.", name=rule.name))


@bp.post("/rules/<int:rule_id>/remove")
@leading
def remove(rule_id: int) -> ResponseReturnValue:
    """Take a rule away; what it did stays."""
    rule = _needed(rule_id)
    store().rules.remove(rule.id, present())
    undo = url_for("rules.restore", rule_id=rule.id)
    return _back(_("“%(name)s” is removed.", name=rule.name), undo)


@bp.post("/rules/<int:rule_id>/restore")
@leading
def restore(rule_id: int) -> ResponseReturnValue:
    """Bring a removed rule back, switched off."""
    store().rules.restore(_needed(rule_id).id)
    return _back(_("Undone."))


@bp.post("/rules/<int:rule_id>/undo")
@leading
def undo(rule_id: int) -> ResponseReturnValue:
    """Take back what a rule did within the last day, but for cases on which somebody has built since."""
    rule = _needed(rule_id)
    done, left = store().rules.undo(rule.id, present() - UNDONE_WITHIN, person().id, present())
    said = ngettext("Taken back at %(num)s case.", "Taken back at %(num)s cases.", done)
    if left:
        said += " " + ngettext(
            "%(num)s was left: somebody went on with it.",
            "%(num)s were left: somebody went on with them.",
            left,
        )
    return _back(said)


def _draft() -> Draft:
    name = " ".join(request.form.get("name", "").split())
    if not 1 <= len(name) <= LONGEST_NAME:
        abort(400, _("Give it a name of at most %(many)s letters.", many=LONGEST_NAME))
    draft = Draft(name, _asked(_query()), _effects())
    if not draft.query:
        abort(400, _("Choose at least one condition: a rule that meets every case is none."))
    if not draft.effects:
        abort(400, _("Choose what the rule does."))
    if draft.asked.filters.brand is None and desk().brands is not None:
        abort(400, _("Choose the brand for which the rule holds."))
    return draft


def _query() -> str:
    """The conditions of the form, or as the trial sent them on."""
    given = request.form.get("query")
    named = {name: request.form.get(name, "").strip() for name in CONDITIONS}
    return given if given is not None else urlencode({name: value for name, value in named.items() if value})


def _asked(query: str) -> Wanted:
    said = {name: value for name, value in parse_qsl(query) if name in CONDITIONS}
    return wanted(said, desk().settings, person().id, desk().read_search, desk().brands)


def _effects() -> Effects:
    close, to = request.form.get("close") or None, request.form.get("assignee", type=int)
    if close is not None and close not in CLOSE_REASONS:
        known = ", ".join(CLOSE_REASONS)
        abort(400, _("Unknown reason “%(reason)s”; choose %(known)s.", reason=close, known=known))
    if to is not None and to not in {each.id for each in _people()}:
        abort(400, _("Choose a colleague who may act on cases."))
    return Effects(
        tags=tuple(sorted({*tags_of(request.form.get("tags", ""))})),
        assignee=to,
        close=close,
        front="front" in request.form,
        tell="tell" in request.form,
    )


def _trial(draft: Draft) -> Trial:
    filters = replace(
        draft.asked.filters, status="all", order="newest", assignee=None, since=present() - LOOKED_BACK
    )
    statuses = store().queue.by_status(filters)
    return Trial(sum(statuses.values()), statuses, store().queue.cases(filters, SHOWN))


def _people() -> list[User]:
    return [each for each in store().users.all() if each.active and each.role in ACTING]


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_app.secret_key or b"",
        salt="vidhuk: a rule that was tried",
        signer_kwargs={"digest_method": hashlib.sha256},
    )


def _print(draft: Draft) -> str:
    """What a trial was of; the name may still change."""
    said = json.dumps([draft.query, asdict(draft.effects), person().id], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _needed(rule_id: int) -> Rule:
    rule = store().rules.get(rule_id)
    if rule is None:
        abort(404)
    return rule


def _back(said: str, undo: str | None = None) -> ResponseReturnValue:
    tell(Notice(said, undo=undo))
    return redirect(url_for("rules.index"))
