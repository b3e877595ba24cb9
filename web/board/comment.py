"""One comment with all that is known of it: its marked words, what was said of it, the thread around it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.records import Decision, Revision, Verdict
from models.settings import Brand, Settings
from models.store import Store
from models.store.queue import Seen
from web.board.privacy import Shown, given_away, plea
from web.board.text import Find, Piece, folded, pieces
from web.board.thread import Reply, laid_out
from web.impostor import Suspicion, suspicion


def nothing(_text: str) -> list[tuple[int, int]]:
    """What is found where nobody searched."""
    return []


WHOLE = 1000  # comments of a thread that one page can show


@dataclass(frozen=True, slots=True)
class Comment:
    """A mention as its own page shows it."""

    seen: Seen
    head: list[Piece]  # its words, the evidence marked
    rest: list[Piece]  # of a very long one
    verdict: Verdict | None
    decision: Decision | None
    decided_by: str | None
    thread: list[Reply]
    whole: bool  # the thread is shown whole
    revisions: Sequence[Revision]
    shown: list[Shown]  # what it gives away of its author, or of somebody else
    plea: str  # the words that ask to hide it, in the language of the comment
    warned_of: Mapping[int, Suspicion]  # who poses as the brand: this comment, or others of its thread
    posed_at: list[Seen]  # answers to this comment in the brand's name, by somebody else


def comment_of(
    seen: Seen,
    store: Store,
    settings: Settings,
    whole: bool = False,
    blind: bool = False,
    find: Find = nothing,
) -> Comment:
    """All that is known of a mention, with its neighbours or the whole of its thread.

    `blind` leaves out what the machine says, for who is to say it without being led. `find` marks what a
    search finds in it.
    """
    mention = seen.mention.mention
    said = store.opinions.of(seen.mention.id)
    verdict = None if blind else said.verdict
    around = (
        store.queue.thread(mention.source, mention.thread_id, WHOLE)
        if whole
        else store.queue.around(seen.mention)
    )
    warned_of = posing(around, _brand(settings, mention.brand))
    evidence = verdict.evidence if verdict is not None else ()
    head, rest = folded(pieces(mention.text, evidence, find(mention.text)))
    return Comment(
        seen=seen,
        head=head,
        rest=rest,
        verdict=verdict,
        decision=said.decision,
        decided_by=said.decided_by,
        whole=whole,
        thread=laid_out(around),
        revisions=said.revisions,
        shown=given_away(mention.text),
        plea=plea(seen.language),
        warned_of=warned_of,
        posed_at=[each for each in around if each.mention.id in warned_of and _answers(each, seen)],
    )


def posing(thread: Iterable[Seen], brand: Brand) -> dict[int, Suspicion]:
    """Who in a thread poses as the brand, by mention; whom a person has called harmless is left out."""
    looks = {each.mention.id: suspicion(each.mention.mention, brand) for each in thread if not _cleared(each)}
    return {number: each for number, each in looks.items() if each.grave}


def _brand(settings: Settings, name: str) -> Brand:
    """The brand of that name; one that has left the configuration still has its name."""
    known = (each for each in settings.brands if each.name == name)
    return next(known, Brand(name=name, title=name))


def _cleared(seen: Seen) -> bool:
    return seen.mention.deleted_at is not None or (seen.decided and "risk" not in seen.flags)


def _answers(reply: Seen, seen: Seen) -> bool:
    """Whether a reply stands under a comment, rather than elsewhere in its thread."""
    return reply.mention.mention.parent_id == seen.mention.mention.external_id
