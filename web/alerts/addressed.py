"""The letter of one alert, as its reader gets it on any channel."""

from dataclasses import replace

from models.records import Alert
from models.settings import Settings
from web.alerts.ballot import ANSWERS, Ballot
from web.alerts.invitation import number_of
from web.alerts.letter import board_url, write
from web.alerts.readers import speech_for
from web.alerts.sheet import Letter, Link

JUDGED = ("incident_opened", "incident_grew", "incident_unseen")


def addressed(alert: Alert, settings: Settings, ballot: Ballot | None) -> Letter:
    """The letter in its reader's language, with links to say what it was worth; ValueError as of `write`."""
    speech, board = speech_for(settings, alert.channel, alert.recipient), board_url(settings)
    letter = write(alert.kind, alert.payload, speech, board)
    if ballot is not None and alert.kind == "invitation":  # signed only now, so that it is kept nowhere
        address = ballot.seal.address(number_of(alert.payload), board)
        return replace(letter, button=Link(letter.button.text, address))
    if ballot is None:
        return letter
    letter = replace(letter, leave=ballot.leaving(alert.id, board), leave_title=speech.say("leave"))
    if alert.kind not in JUDGED:
        return letter
    answers = tuple(
        Link(speech.say(f"vote_{answer}"), ballot.address(alert.id, answer, board)) for answer in ANSWERS
    )
    return replace(letter, votes_title=speech.say("vote"), votes=answers)
