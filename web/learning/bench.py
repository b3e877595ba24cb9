"""The workshop of the running board."""

from flask import abort
from flask_babel import gettext as _

from web.desk import desk
from web.learning.workshop import Workshop


def workshop() -> Workshop:
    """What the classifier lets the board do; 404 on a board that has none."""
    found = desk().workshop
    if found is None:
        abort(404, _("This board does not learn: it was started without a classifier."))
    return found
