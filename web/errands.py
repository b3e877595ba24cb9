"""What can be asked of a source at the board: to collect now, to read back to a day, to rest."""

from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.settings import Source
from web.desk import desk, person, present, store
from web.notices import Notice, tell
from web.people.sessions import acting, leading

FURTHEST = timedelta(days=3 * 366)  # back

bp = Blueprint("errands", __name__)


@bp.post("/sources/<source>/turn")
@acting
def collect_now(source: str) -> ResponseReturnValue:
    """Take a turn within seconds, whatever the last fault was."""
    return _asked(_needed(source), None, _("Collecting begins within seconds; the outcome will stand here."))


@bp.post("/sources/<source>/backfill")
@leading
def read_back(source: str) -> ResponseReturnValue:
    """Read everything back to a day."""
    return _asked(
        _needed(source), _day(), _("Reading back begins within seconds; the outcome will stand here.")
    )


@bp.post("/sources/<source>/pause")
@leading
def pause(source: str) -> ResponseReturnValue:
    """Let a source rest; nothing is asked of its platform, and nobody is told that it is silent."""
    found = _needed(source)
    store().sources.pause(found.name, person().name, present())
    tell(Notice(_("%(source)s rests.", source=found.name), undo=url_for("errands.resume", source=found.name)))
    return redirect(url_for("sources.index"))


@bp.post("/sources/<source>/resume")
@leading
def resume(source: str) -> ResponseReturnValue:
    """Let a source go on; what was written meanwhile is read with the next turn."""
    found = _needed(source)
    store().sources.resume(found.name)
    tell(Notice(_("%(source)s goes on.", source=found.name)))
    return redirect(url_for("sources.index"))


def _asked(source: Source, since: datetime | None, said: str) -> ResponseReturnValue:
    if not source.asked:
        abort(400, _("Nothing is asked of this platform: it calls by itself."))
    if store().errands.ask(source.name, since, person().name, present()):
        tell(Notice(said))
    else:
        tell(Notice(_("Something was asked of this source already; wait until it is done."), bad=True))
    return redirect(url_for("sources.index"))


def _needed(name: str) -> Source:
    found = next((each for each in desk().settings.sources if each.name == name), None)
    if found is None:
        abort(404)
    return found


def _day() -> datetime:
    """Midnight, in the zone of the service, of the day that the form names."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        abort(400, _("Choose a day in the past."))
    begins = datetime.combine(day, time(), desk().settings.service.zone).astimezone(UTC)
    if not present() - FURTHEST <= begins <= present():
        abort(400, _("Choose a day in the past, three years back at most."))
    return begins
