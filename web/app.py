"""The board as a Flask application."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, g, request
from flask_babel import Babel, format_decimal, format_percent, get_locale
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from models.moments import from_text, now
from models.settings import Settings
from models.sought import Sought
from models.store import Store
from models.urgency import reasons
from models.windows import ReplyPlace
from web import audit, budget, errands, incidents, leave, outbox, sources, votes, words
from web.assets import Assets
from web.board import (
    actions,
    batch,
    case,
    clusters,
    download,
    drafts,
    hits,
    marks,
    mentions,
    queue,
    resting,
    rules,
    saved,
    sending,
    sharing,
    templates,
)
from web.board import text as wording
from web.board.company import claim_of
from web.board.filters import platforms
from web.board.names import named
from web.board.privacy import given_away
from web.compression import squeeze
from web.desk import Demo, Desk, desk, may_act, may_administer, may_lead, person, present, visitor
from web.examples import examples
from web.faults import explain_faults
from web.language import LANGUAGES, age, clock_time, day, full_time, hour, span, spoken, time_zone
from web.learning import artefacts, label
from web.learning import words as lexicon
from web.learning.workshop import Workshop
from web.notices import told
from web.paths import local, outward
from web.people import account, first, identity, joining, rights, sessions, staff, views
from web.security import guard

SESSION = timedelta(days=30)
LONGEST_FORM = 256 * 1024
BLUEPRINTS = (
    views.bp,
    account.bp,
    staff.bp,
    joining.bp,
    first.bp,
    identity.bp,
    audit.bp,
    queue.bp,
    mentions.bp,
    case.bp,
    actions.bp,
    batch.bp,
    download.bp,
    saved.bp,
    drafts.bp,
    sharing.bp,
    clusters.bp,
    resting.bp,
    marks.bp,
    templates.bp,
    rules.bp,
    sending.bp,
    incidents.bp,
    sources.bp,
    errands.bp,
    outbox.bp,
    votes.bp,
    leave.bp,
    budget.bp,
    label.bp,
    lexicon.bp,
    artefacts.bp,
)
YEAR = int(timedelta(days=365).total_seconds())


def create_app(
    settings: Settings,
    store: Store,
    secret: bytes,
    extra_blueprints: Iterable[Blueprint] = (),
    *,
    clock: Callable[[], datetime] = now,
    demo: Demo | None = None,
    read_search: Callable[[str], Sought | None] | None = None,
    mark_search: Callable[[Sought, str], list[tuple[int, int]]] | None = None,
    workshop: Workshop | None = None,
    places: Mapping[str, ReplyPlace] | None = None,
) -> Flask:
    """The board over one store; `secret` signs its sessions. A WSGI application.

    `read_search` tells what somebody who searches means, `mark_search` where a text meets it, `workshop`
    lets the staff teach the classifier; a board without them shows no search, or no page of learning.
    """
    app = Flask(__name__)
    app.extensions["vidhuk"] = Desk(
        settings, store, clock, demo, read_search, workshop, places or {}, mark_search
    )
    _configure(app, secret)
    _protect(app)
    Babel(app, locale_selector=spoken, timezone_selector=time_zone)
    for blueprint in (*BLUEPRINTS, *extra_blueprints):
        app.register_blueprint(blueprint)
    _furnish(app)
    return app


def _configure(app: Flask, secret: bytes) -> None:
    app.config.from_mapping(
        SECRET_KEY=secret,
        PERMANENT_SESSION_LIFETIME=SESSION,
        SESSION_COOKIE_NAME="vidhuk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=YEAR,  # addresses of assets change with their content
        MAX_CONTENT_LENGTH=LONGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,  # a board stays open all day; the token ends with its session
    )


def _protect(app: Flask) -> None:
    """Let nobody in unknown, take no forged form, and tell browsers what to refuse."""
    app.session_interface = sessions.Cookies()
    app.before_request(sessions.admit)
    app.before_request(rights.confine)
    CSRFProtect(app)
    app.after_request(audit.record)
    app.after_request(guard)
    app.after_request(squeeze)
    explain_faults(app)
    # Only the scheme is believed of a proxy: it makes cookies stay on https and can do no harm.
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=1, x_host=0)  # type: ignore[method-assign]


def _furnish(app: Flask) -> None:
    """Give the templates their words, times and pictures."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        age=age,
        clock=clock_time,
        full=full_time,
        hour=hour,
        day=day,
        span=span,
        outward=outward,
        moment=from_text,
        foldable=wording.foldable,
        excerpt=wording.excerpt,
        excerpted=hits.excerpted,
        given_away=given_away,
        why=reasons,
        claimed=lambda writers: claim_of(writers, person().id, present()),
        in_words=artefacts.in_words,
        named=named,
        number=format_decimal,
        percent=format_percent,
    )
    assets = Assets(app)
    app.jinja_env.globals.update(
        asset=assets.address, called=words.called, words=words, languages=LANGUAGES, present=present
    )
    app.context_processor(_surroundings)


def _surroundings() -> dict[str, Any]:
    """What stands on every page around its subject."""
    user = visitor()
    signed_in = {"pulse": sources.pulse(), "ongoing": incidents.ongoing()} if user is not None else {}
    return {
        "user": user,
        "may_act": may_act(),
        "may_lead": may_lead(),
        "may_administer": may_administer(),
        "locale": str(get_locale()),
        "theme": views.chosen_theme(),
        "here": _here(),
        "platforms": [(name, words.called(words.PLATFORMS, name)) for name in platforms(desk().settings)],
        "source_names": [(each.name, each.name) for each in desk().settings.sources],
        "examples": lambda: examples(next((each.name for each in desk().settings.brands), "zoria")),
        "brands": {brand.name: brand.title for brand in desk().settings.brands},
        "searches": desk().read_search is not None,
        "learns": desk().workshop is not None,
        "mailbox": demo.mailbox if (demo := desk().demo) else None,
        "told": told,
        **signed_in,
    }


def _here() -> str:
    """The page to come back to: this one, or the one whose form was sent."""
    if "here" in g:
        return str(g.here)
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return local(request.form.get("back")) or "/"
