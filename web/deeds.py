"""What the audit log calls each deed: one word for each form of the board. A test knows them all."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

DEEDS: Mapping[str, LazyString] = {
    "people.sign_in": _("Signed in"),
    "refused": _("Was refused at the door"),
    "joined": _("Joined"),
    "people.logout": _("Signed out"),
    "account.change_password": _("Changed the password"),
    "account.end_sessions": _("Ended all other sessions"),
    "actions.take": _("Took a case"),
    "actions.release": _("Gave a case back"),
    "actions.answer": _("Answered"),
    "actions.close": _("Closed a case"),
    "actions.snooze": _("Snoozed a case"),
    "actions.relabel": _("Relabelled a case"),
    "actions.note": _("Wrote a note"),
    "actions.undo": _("Took a deed back"),
    "batch.carry_out": _("Changed many cases"),
    "batch.undo": _("Took a change of many cases back"),
    "sharing.assign": _("Gave a case to somebody"),
    "sharing.tag": _("Tagged a case"),
    "mentions.relabel": _("Relabelled a comment"),
    "mentions.unlabel": _("Took a label back"),
    "saved.save": _("Saved a list"),
    "saved.remove": _("Removed a saved list"),
    "templates.add": _("Wrote a ready answer"),
    "templates.change": _("Changed a ready answer"),
    "templates.remove": _("Removed a ready answer"),
    "templates.restore": _("Brought a ready answer back"),
    "templates.start": _("Took the usual ready answers"),
    "incidents.acknowledge": _("Has seen an incident"),
    "incidents.vote": _("Said what an incident was worth"),
    "download.export": _("Took a list out as a file"),
    "errands.collect_now": _("Asked a source to collect now"),
    "errands.read_back": _("Asked a source to read back"),
    "errands.pause": _("Let a source rest"),
    "errands.resume": _("Let a source go on"),
    "staff.invite": _("Invited somebody"),
    "staff.withdraw": _("Withdrew an invitation"),
    "staff.allow": _("Changed what somebody may do"),
    "staff.let_in": _("Kept somebody out, or let them in"),
    "staff.sign_out": _("Signed somebody out everywhere"),
    "vidhuk user": _("Changed people on the command line"),
}
