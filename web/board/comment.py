"""One comment with all that is known of it: its marked words, what was said of it, the thread around it."""

from dataclasses import dataclass

from models.records import Decision, Revision, Verdict
from models.store import Store
from models.store.queue import Seen
from web.board.privacy import Shown, given_away, plea
from web.board.text import Piece, folded, pieces
from web.board.thread import Reply, laid_out

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
    revisions: list[Revision]
    shown: list[Shown]  # what it gives away of its author, or of somebody else
    plea: str  # the words that ask to hide it, in the language of the comment


def comment_of(seen: Seen, store: Store, whole: bool = False) -> Comment:
    """All that is known of a mention, with its neighbours or the whole of its thread."""
    mention = seen.mention.mention
    verdict = store.verdicts.of(seen.mention.id)
    decision = store.decisions.of(seen.mention.id)
    decided_by = store.users.get(decision.user_id) if decision is not None else None
    around = (
        store.queue.thread(mention.source, mention.thread_id, WHOLE)
        if whole
        else store.queue.around(seen.mention)
    )
    head, rest = folded(pieces(mention.text, verdict.evidence if verdict is not None else ()))
    return Comment(
        seen=seen,
        head=head,
        rest=rest,
        verdict=verdict,
        decision=decision,
        decided_by=decided_by.name if decided_by is not None else None,
        whole=whole,
        thread=laid_out(around),
        revisions=store.mentions.revisions(seen.mention.id) if seen.mention.revision > 1 else [],
        shown=given_away(mention.text),
        plea=plea(seen.language),
    )
