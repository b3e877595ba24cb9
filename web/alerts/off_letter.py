"""The letter that says by whom nothing can be received any more."""

from web.alerts.facts import Off
from web.alerts.masks import oneline, shortened
from web.alerts.sheet import Letter, Link
from web.alerts.speech import Speech


def off_letter(facts: Off, speech: Speech, board: str) -> Letter:
    """Who is not told any more, by which way, and what the channel said."""
    name = shortened(oneline(facts.name), 60)
    return Letter(
        subject=speech.say("channel_off_subject", name=name),
        heading=speech.say("channel_off"),
        lead=speech.say("channel_off_lead", name=name),
        button=Link(speech.say("open_alerts"), f"{board}/alerts"),
        footer=speech.say("footer"),
        language=speech.language,
        tone="worry",
        thread=facts.thread,
        facts=(
            (speech.say("channel"), f"{oneline(facts.channel)} · {oneline(facts.recipient)}"),
            (speech.say("when"), speech.moment(facts.at)),
            (speech.say("reason"), shortened(oneline(facts.reason or speech.say("never")), 300)),
        ),
    )
