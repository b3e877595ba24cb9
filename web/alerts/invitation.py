"""The letter that asks somebody to join the board."""

from collections.abc import Mapping

from web.alerts.facts import Invitation, unpacked
from web.alerts.sheet import Letter, Link
from web.alerts.speech import Speech


def invitation_letter(facts: Invitation, speech: Speech, board: str) -> Letter:
    """The letter, with a button that leads nowhere until it is signed."""
    return Letter(
        subject=speech.say("invitation_subject"),
        heading=speech.say("invitation"),
        lead=speech.say("invitation_lead", name=facts.name, by=facts.asked_by),
        button=Link(speech.say("join"), f"{board}/"),
        footer=speech.say("footer"),
        language=speech.language,
        tone="calm",
        thread=facts.thread,
        facts=((speech.say("until"), speech.moment(facts.expires_at)),),
        note=speech.say("invitation_note"),
    )


def number_of(payload: Mapping[str, object]) -> int:
    """The number of the invitation that an alert carries; ValueError when it carries none."""
    facts = unpacked("invitation", payload)
    if not isinstance(facts, Invitation):
        raise ValueError("not an invitation")
    return facts.number
