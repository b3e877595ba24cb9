"""Who works here: what each may do, who is asked to join, who is kept out."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.records import Role, User
from models.values import is_mail_address
from web.alerts.facts import Invitation, packed
from web.alerts.letter import board_url
from web.desk import desk, person, present, store
from web.language import LANGUAGES
from web.notices import Notice, tell
from web.people.sessions import administering
from web.votes import ballot

LASTS = timedelta(days=3)  # an invitation
LONGEST_NAME = 80
BY_BRAND = (Role.VIEWER, Role.OPERATOR, Role.LEAD)

bp = Blueprint("staff", __name__)


@bp.get("/people")
@administering
def index() -> ResponseReturnValue:
    """Everybody who may sign in, and who was asked to."""
    return render_template(
        "people/index.html",
        staff=store().users.all(),
        invitations=store().invitations.waiting(present()),
        roles=list(Role),
        by_brand=BY_BRAND,
    )


@bp.post("/people/invite")
@administering
def invite() -> ResponseReturnValue:
    """Ask somebody to join by mail; without a mail server the link is shown, to be passed on by hand."""
    name, mail = _name(), request.form.get("mail", "").strip()
    if not is_mail_address(mail):
        abort(400, _("Give a mail address, such as olena@example.org."))
    if store().users.by_mail(mail) is not None:
        abort(409, _("Somebody with this mail works here already."))
    (role, rights), language = _rights(), _language()
    expires = present() + LASTS
    number = store().invitations.ask(name, mail, role, rights, language, person().id, present(), expires)
    if desk().settings.mail is None:
        link = ballot().seal.address(number, board_url(desk().settings))
        return _back(_("No mail server is set up. Pass this link on by hand: %(link)s", link=link))
    facts = Invitation(f"invitation:{number}", number, name, person().name, language, expires)
    store().alerts.put(
        f"invitation:{number}:mail:{mail}", "invitation", "mail", mail, packed(facts), present()
    )
    return _back(_("The invitation to %(mail)s goes out by mail; it holds for three days.", mail=mail))


@bp.post("/invitations/<int:invitation_id>/withdraw")
@administering
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Let an invitation no longer be taken."""
    if not store().invitations.withdraw(invitation_id, present()):
        abort(409, _("This invitation was taken meanwhile, or its time is over."))
    return _back(_("The invitation is withdrawn."))


@bp.post("/people/<int:user_id>/rights")
@administering
def allow(user_id: int) -> ResponseReturnValue:
    """Give somebody another role, everywhere or at each brand."""
    user, (role, rights) = _needed(user_id), _rights()
    if role is not Role.ADMIN:
        _leave_an_administrator(user)
    store().users.allow(user.login, role, rights)
    return _back(_("%(name)s: kept.", name=user.name))


@bp.post("/people/<int:user_id>/active")
@administering
def let_in(user_id: int) -> ResponseReturnValue:
    """Keep somebody out at once, or let them in again."""
    user, active = _needed(user_id), request.form.get("active") == "1"
    if not active:
        _leave_an_administrator(user)
    store().users.set_active(user.login, active)
    said = (
        _("%(name)s may sign in again.", name=user.name)
        if active
        else _("%(name)s is kept out.", name=user.name)
    )
    return _back(said)


@bp.post("/people/<int:user_id>/sessions")
@administering
def sign_out(user_id: int) -> ResponseReturnValue:
    """End every session of somebody, on every device."""
    user = _needed(user_id)
    store().users.end_sessions(user.id)
    return _back(_("%(name)s is signed out everywhere.", name=user.name))


def _needed(user_id: int) -> User:
    user = store().users.get(user_id)
    if user is None:
        abort(404)
    return user


def _leave_an_administrator(leaving: User) -> None:
    others = [each for each in store().users.all() if each.role is Role.ADMIN and each.active]
    if all(each.id == leaving.id for each in others):
        abort(409, _("This is the last administrator. Make somebody else one first."))


def _name() -> str:
    name = " ".join(request.form.get("name", "").split())
    if not 1 <= len(name) <= LONGEST_NAME:
        abort(400, _("Give it a name of at most %(many)s letters.", many=LONGEST_NAME))
    return name


def _language() -> str:
    language = request.form.get("language", "uk")
    if language not in LANGUAGES:
        abort(400, _("Unknown language; choose %(known)s.", known=", ".join(LANGUAGES)))
    return language


def _rights() -> tuple[Role, Mapping[str, Role]]:
    """The role of the form, and the role at each brand where it says "by brand"."""
    chosen = request.form.get("role", "")
    if chosen in list(Role):
        return Role(chosen), {}
    said = {each.name: request.form.get(f"at-{each.name}", "") for each in desk().settings.brands}
    rights = {brand: Role(role) for brand, role in said.items() if role in BY_BRAND}
    if chosen != "by-brand" or not rights:
        abort(400, _("Choose a role, everywhere or at one brand at least."))
    return Role.VIEWER, rights


def _back(said: str) -> ResponseReturnValue:
    tell(Notice(said))
    return redirect(url_for("staff.index"))
