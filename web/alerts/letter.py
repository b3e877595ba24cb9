"""From what an alert knows to what it says: a letter in the reader's language, for any channel."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from models.settings import Settings
from web.alerts.digest_letter import digest_letter
from web.alerts.facts import (
    Calm,
    Critical,
    Digest,
    Facts,
    Invitation,
    Off,
    Opening,
    Part,
    Silence,
    Spike,
    Summary,
    Told,
    Trouble,
    unpacked,
)
from web.alerts.invitation import invitation_letter
from web.alerts.items import post_item, quote_item
from web.alerts.masks import oneline, shortened
from web.alerts.off_letter import off_letter
from web.alerts.sheet import Item, Letter, Link
from web.alerts.speech import Speech

SUBJECT = 150  # characters
TITLE = 60  # of a brand, in a subject


def board_url(settings: Settings) -> str:
    """Where the board is reached from outside."""
    if settings.mail is not None and settings.mail.board_url is not None:
        return settings.mail.board_url
    return f"http://{settings.service.address}"


def write(kind: str, payload: Mapping[str, object], speech: Speech, board: str) -> Letter:
    """The letter for an alert of that kind; ValueError when its facts cannot be read."""
    facts = unpacked(kind, payload)
    if isinstance(facts, Invitation):
        return invitation_letter(facts, Speech(facts.language, speech.zone), board)
    return letter(kind, facts, speech, board)


def letter(kind: str, facts: Facts, speech: Speech, board: str) -> Letter:
    """The letter that puts these facts into words."""
    match facts:
        case Spike():
            written = _spike(kind, facts, speech, board)
        case Calm():
            written = _calm(facts, speech, board)
        case Critical():
            written = _critical(kind, facts, speech, board)
        case Trouble():
            written = _trouble(kind, facts, speech, board)
        case Silence():
            written = _silence(kind, facts, speech, board)
        case Off() | Summary() | Digest():
            written = _gathered(facts, speech, board)
    return replace(written, subject=shortened(oneline(written.subject), SUBJECT))


def _gathered(facts: Off | Summary | Digest, speech: Speech, board: str) -> Letter:
    match facts:
        case Off():
            return off_letter(facts, speech, board)
        case Summary():
            return _summary(facts, speech, board)
        case Digest():
            return digest_letter(facts, speech, board)


def _spike(kind: str, facts: Spike, speech: Speech, board: str) -> Letter:
    people, within = speech.count("people", facts.observed), speech.within(facts.window_hours)
    usual = speech.usual(facts.expected)
    if kind == "incident_grew":
        was = speech.number(facts.was or facts.opening.observed)
        lead = speech.say("grew_lead", people=people, within=within, was=was, usual=usual)
    else:
        lead = speech.say("opened_lead", people=people, within=within, usual=usual)
    return Letter(
        subject=_spike_subject(facts.title, facts.opening, speech),
        heading=speech.say(kind),
        lead=lead,
        button=Link(speech.say("open_incident"), f"{board}/incidents/{facts.incident}"),
        footer=speech.say("footer"),
        language=speech.language,
        thread=facts.thread,
        brand=oneline(facts.title),
        facts=_spike_numbers(facts, speech),
        note=_spike_note(facts, speech),
        quotes_title=speech.say("quotes"),
        quotes=tuple(quote_item(quote, speech, board) for quote in facts.quotes),
        list_title=speech.say("posts"),
        list=tuple(post_item(post, speech) for post in facts.posts),
    )


def _spike_note(facts: Spike, speech: Speech) -> str:
    if facts.unseen is not None:
        return speech.say("unseen", ago=speech.lasting(facts.unseen))
    return speech.say("learning") if facts.learning else ""


def _spike_subject(title: str, opening: Opening, speech: Speech) -> str:
    return speech.say(
        "spike_subject",
        title=shortened(oneline(title), TITLE),
        complaints=speech.count("complaints", opening.observed),
        within=speech.within(opening.window_hours),
        usual=speech.usual(opening.expected),
    )


def _spike_numbers(facts: Spike, speech: Speech) -> tuple[tuple[str, str], ...]:
    seen = f"{speech.count('people', facts.observed)} {speech.within(facts.window_hours)}"
    rows = [
        (speech.say("seen"), seen),
        (speech.say("usual"), speech.usual(facts.expected)),
        (speech.say("chance"), speech.chance(facts.chance_per_month)),
        (speech.say("when"), speech.span(facts.since, facts.until)),
    ]
    if facts.where:
        rows.append((speech.say("where"), ", ".join(_part(each, speech) for each in facts.where)))
    if facts.mood is not None:
        rows.append((speech.say("what"), speech.say(facts.mood)))
    return tuple(rows)


def _part(part: Part, speech: Speech) -> str:
    name = speech.name(part.kind, part.name)
    if part.authors >= part.of:
        return speech.say("where_all", name=name)
    return speech.say("where_most", name=name, n=speech.number(part.authors), many=speech.number(part.of))


def _calm(facts: Calm, speech: Speech, board: str) -> Letter:
    lasted = speech.lasting(facts.until - facts.since)
    everyone = speech.count("people", facts.authors)
    return Letter(
        subject=_spike_subject(facts.title, facts.opening, speech),
        heading=speech.say("incident_over"),
        lead=speech.say("over_lead", lasted=lasted, people=everyone),
        button=Link(speech.say("open_incident"), f"{board}/incidents/{facts.incident}"),
        footer=speech.say("footer"),
        language=speech.language,
        tone="calm",
        thread=facts.thread,
        brand=oneline(facts.title),
        facts=(
            (speech.say("when"), speech.span(facts.since, facts.until)),
            (speech.say("peak"), speech.count("people", facts.peak)),
            (speech.say("everyone"), everyone),
        ),
    )


def _critical(kind: str, facts: Critical, speech: Speech, board: str) -> Letter:
    said = {
        "title": shortened(oneline(facts.title), TITLE),
        "topics": ", ".join(speech.name("topic", topic) for topic in facts.topics),
        "comments": speech.count("comments", len(facts.mentions)),
        "rule": shortened(oneline(facts.rule or ""), TITLE),
    }
    unquoted = len(facts.mentions) - len(facts.quotes)
    return Letter(
        subject=speech.say(f"{kind}_subject", **said),
        heading=speech.say(kind),
        lead=speech.say(f"{kind}_lead", **said),
        button=_critical_button(facts, speech, board),
        footer=speech.say("footer"),
        language=speech.language,
        thread=facts.thread,
        brand=oneline(facts.title),
        quotes_title=speech.say("quotes"),
        quotes=tuple(quote_item(quote, speech, board) for quote in facts.quotes),
        more=speech.say("more", n=speech.number(unquoted)) if unquoted else "",
    )


def _critical_button(facts: Critical, speech: Speech, board: str) -> Link:
    if len(facts.quotes) != 1:
        return Link(speech.say("open_queue"), f"{board}/?label=risk")
    (quote,) = facts.quotes
    if quote.case is not None:
        return Link(speech.say("open_case"), f"{board}/cases/{quote.case}")
    # the case opens a moment later; the address of the mention leads to it from then on
    return Link(speech.say("open_comment"), f"{board}/mentions/{facts.mentions[0]}")


def _trouble(kind: str, facts: Trouble, speech: Speech, board: str) -> Letter:
    lead = f"{kind}_lead_never" if kind == "source_silent" and facts.since is None else f"{kind}_lead"
    silent = speech.lasting(facts.at - facts.since) if facts.since else ""
    success = speech.moment(facts.since) if facts.since else speech.say("never")
    rows = [
        (speech.say("source"), f"{facts.source} · {speech.name('platform', facts.platform)}"),
        (speech.say("last_success"), success),
    ]
    if kind != "source_back":
        rows.append((speech.say("reason"), shortened(oneline(facts.error or speech.say("no_reason")), 300)))
    return Letter(
        subject=_trouble_subject(facts, speech, silent),
        heading=speech.say(kind),
        lead=speech.say(lead, source=facts.source, silent=silent),
        button=Link(speech.say("open_sources"), f"{board}/sources"),
        footer=speech.say("footer"),
        language=speech.language,
        tone="calm" if kind == "source_back" else "worry",
        thread=facts.thread,
        brand=oneline(facts.title),
        facts=tuple(rows),
    )


def _trouble_subject(facts: Trouble, speech: Speech, silent: str) -> str:
    never = facts.trouble == "source_silent" and facts.since is None
    key = f"{facts.trouble}_subject_never" if never else f"{facts.trouble}_subject"
    title = shortened(oneline(facts.title), TITLE)
    return speech.say(key, title=title, source=facts.source, silent=silent)


def _silence(kind: str, facts: Silence, speech: Speech, board: str) -> Letter:
    silent = speech.lasting(facts.at - facts.since)
    return Letter(
        subject=speech.say(
            "brand_silent_subject", title=shortened(oneline(facts.title), TITLE), silent=silent
        ),
        heading=speech.say(kind),
        lead=speech.say(f"{kind}_lead", silent=silent),
        button=Link(speech.say("open_sources"), f"{board}/sources"),
        footer=speech.say("footer"),
        language=speech.language,
        tone="calm" if kind == "brand_heard" else "worry",
        thread=facts.thread,
        brand=oneline(facts.title),
        facts=(
            (speech.say("last_comment"), speech.moment(facts.since)),
            (speech.say("usual_meanwhile"), speech.count("people", round(facts.missing))),
            (speech.say("chance"), speech.chance(facts.chance_per_month)),
        ),
    )


def _summary(facts: Summary, speech: Speech, board: str) -> Letter:
    letters = list(_readable(facts.alerts, speech, board))
    count = len(facts.alerts) + facts.more
    unnamed = count - len(letters)
    return Letter(
        subject=speech.say("summary_subject", messages=speech.count("messages", count)),
        heading=speech.say("summary"),
        lead=speech.say("summary_held_lead" if facts.held else "summary_lead"),
        button=Link(speech.say("open_board"), f"{board}/"),
        footer=speech.say("footer"),
        language=speech.language,
        tone="worry",
        thread=facts.thread,
        list=tuple(
            Item(each.subject, f"{each.heading} · {speech.moment(told.at)}", (each.button,))
            for told, each in letters
        ),
        more=speech.say("more", n=speech.number(unnamed)) if unnamed else "",
    )


def _readable(alerts: Iterable[Told], speech: Speech, board: str) -> Iterator[tuple[Told, Letter]]:
    for told in alerts:
        with suppress(ValueError):
            yield told, write(told.kind, told.payload, speech, board)
