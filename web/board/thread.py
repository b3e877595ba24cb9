"""A thread as it reads: the post on top, each reply under what it answers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.records import Kind
from models.store.queue import Seen

DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Reply:
    """One mention in its place."""

    seen: Seen
    depth: int  # 0 for the post, at most DEEPEST
    orphan: bool  # what it answers is not here


def laid_out(thread: Sequence[Seen]) -> list[Reply]:
    """A thread in reading order; whatever is in it comes out once, even where parents run in a ring."""
    here = {each.mention.mention.external_id for each in thread}
    answers: dict[str | None, list[Seen]] = defaultdict(list)
    for each in thread:
        answers[_above(each, here)].append(each)
    laid = list(_under(None, answers, 0, here))
    placed = {reply.seen.mention.id for reply in laid}
    ring = [Reply(each, 1, True) for each in thread if each.mention.id not in placed]
    return laid + ring


def _above(seen: Seen, here: set[str]) -> str | None:
    """What a mention stands under, among those that are here."""
    mention = seen.mention.mention
    if mention.kind is Kind.POST:
        return None
    for above in (mention.parent_id, mention.thread_id):
        if above in here and above != mention.external_id:
            return above
    return None


def _under(
    key: str | None, answers: dict[str | None, list[Seen]], depth: int, here: set[str]
) -> Iterator[Reply]:
    """Depth first, without recursion: a thread may be as deep as its authors like."""
    waiting = [(each, depth) for each in reversed(answers.get(key, []))]
    while waiting:
        seen, level = waiting.pop()
        mention = seen.mention.mention
        orphan = mention.parent_id is not None and mention.parent_id not in here
        shown = level if mention.kind is Kind.POST else max(level, 1)
        yield Reply(seen, min(shown, DEEPEST), orphan)
        waiting.extend((each, level + 1) for each in reversed(answers.get(mention.external_id, [])))
