"""The letter of a digest."""

from web.alerts.facts import Digest, Happened, Ill
from web.alerts.items import quote_item
from web.alerts.masks import oneline, shortened
from web.alerts.sheet import Item, Letter, Link, Section
from web.alerts.speech import Speech

TITLE = 60  # of a brand, in a subject


def digest_letter(facts: Digest, speech: Speech, board: str) -> Letter:
    """What a day or a week brought a brand, in the reader's language."""
    comments = speech.count("comments", sum(many for _, many in facts.came))
    waits = speech.count("cases", facts.waits) if facts.waits else speech.say("nothing_waits")
    said = {
        "title": shortened(oneline(facts.title), TITLE),
        "comments": comments,
        "waits": waits,
    }
    sections = (
        Section(speech.say("digest_ill"), tuple(_ill(each, speech, board) for each in facts.ill)),
        Section(speech.say("digest_oldest"), tuple(quote_item(each, speech, board) for each in facts.oldest)),
        Section(
            speech.say("digest_incidents"), tuple(_incident(each, speech, board) for each in facts.incidents)
        ),
        Section(speech.say("digest_thanks"), tuple(quote_item(each, speech, board) for each in facts.thanks)),
    )
    return Letter(
        subject=speech.say(f"digest_{facts.period}_subject", **said),
        heading=speech.say(f"digest_{facts.period}"),
        lead=speech.say("digest_lead", **said),
        button=Link(speech.say("open_board"), f"{board}/?brand={facts.brand}"),
        footer=speech.say("footer"),
        language=speech.language,
        tone="worry" if facts.ill or facts.late else "calm",
        thread=facts.thread,
        brand=oneline(facts.title),
        facts=_numbers(facts, speech),
        sections=tuple(section for section in sections if section.items),
    )


def _numbers(facts: Digest, speech: Speech) -> tuple[tuple[str, str], ...]:
    rows = [(speech.say("when"), speech.span(facts.since, facts.until))]
    came = [f"{speech.name('label', label)} — {speech.number(many)}" for label, many in facts.came]
    rows.append((speech.say("digest_came"), ", ".join(came) or speech.say("digest_nothing")))
    rows.append((speech.say("digest_waits"), _waits(facts, speech)))
    rows.append((speech.say("digest_answers"), _answers(facts, speech)))
    if not facts.incidents:
        rows.append((speech.say("digest_incidents"), speech.say("digest_no_incident")))
    rows.append((speech.say("digest_sources"), _sources(facts, speech)))
    return tuple(rows)


def _waits(facts: Digest, speech: Speech) -> str:
    if not facts.waits or facts.waits_since is None:
        return speech.say("nothing_waits")
    waits = speech.say(
        "waits_since", cases=speech.count("cases", facts.waits), since=speech.moment(facts.waits_since)
    )
    target = speech.lasting(facts.answers.target)
    late = speech.say("waits_late", n=speech.number(facts.late), target=target) if facts.late else ""
    return f"{waits}{late}"


def _answers(facts: Digest, speech: Speech) -> str:
    answers = facts.answers
    if answers.median is None:
        return speech.say("no_answers")
    return speech.say(
        "answered",
        median=speech.lasting(answers.median),
        target=speech.lasting(answers.target),
        in_time=speech.number(answers.in_time),
        many=speech.number(answers.many),
    )


def _sources(facts: Digest, speech: Speech) -> str:
    if facts.last_turn is None:
        return speech.say("sources_never")
    ago = speech.lasting(facts.last_turn)
    if not facts.ill:
        return speech.say("sources_well", sources=speech.count("sources_all", facts.sources), ago=ago)
    numbers = {"n": speech.number(len(facts.ill)), "many": speech.number(facts.sources)}
    return speech.say("sources_ill", ago=ago, **numbers)


def _incident(happened: Happened, speech: Speech, board: str) -> Item:
    people = speech.count("people", happened.peak)
    end = speech.span(happened.since, happened.over_at) if happened.over_at else speech.moment(happened.since)
    state = end if happened.over_at else f"{end} · {speech.say('goes_on')}"
    text = speech.say("happened", people=people, usual=speech.usual(happened.opening.expected))
    return Item(text, state, (Link(speech.say("open_incident"), f"{board}/incidents/{happened.incident}"),))


def _ill(ill: Ill, speech: Speech, board: str) -> Item:
    success = speech.moment(ill.since) if ill.since else speech.say("never")
    about = f"{speech.name('platform', ill.platform)} · {speech.say('last_success')}: {success}"
    text = f"{oneline(ill.source)}: {speech.say(f'ill_{ill.trouble}')}"
    return Item(text, about, (Link(speech.say("open_sources"), f"{board}/sources"),))
