"""Verdicts for mentions: newest first, batch by batch, each batch kept whole or not at all."""

from collections.abc import Sequence
from datetime import datetime

from classifier.lexicon import classify
from classifier.likeness import likenesses
from classifier.pipeline import Pipeline
from models.labels import NEEDS_A_PERSON
from models.lexicon import Entry
from models.likeness import Likeness
from models.records import Verdict
from models.store import Store
from models.store.verdicts import Unjudged

BATCH = 500


def judge(store: Store, pipeline: Pipeline, at: datetime, limit: int | None = None) -> int:
    """Label what has no verdict of this pipeline's artefact; return how many texts were labelled."""
    done = 0
    while size := BATCH if limit is None else min(BATCH, limit - done):
        waiting = store.verdicts.unjudged(pipeline.name, size)
        _keep(store, pipeline, waiting, at)
        done += len(waiting)
        if len(waiting) < size:
            break
    return done


def judge_all(store: Store, pipeline: Pipeline, at: datetime) -> int:
    """Label everything anew, decisions untouched; return how many texts were labelled."""
    done, below = 0, None
    while waiting := store.verdicts.everything(below, BATCH):
        _keep(store, pipeline, waiting, at)
        done += len(waiting)
        below = waiting[-1].mention_id
    return done


def _keep(store: Store, pipeline: Pipeline, waiting: list[Unjudged], at: datetime) -> None:
    lexicon = store.lexicon.all() if waiting else {}
    parts: dict[str | None, list[Unjudged]] = {}
    for each in waiting:
        parts.setdefault(each.brand if each.brand in lexicon else None, []).append(each)
    judged = [
        pair
        for brand, own in parts.items()
        for pair in zip(own, _verdicts(pipeline, own, lexicon.get(brand or "", ())), strict=True)
    ]
    store.verdicts.keep(judged, at, _spoken(pipeline, judged))


def _verdicts(pipeline: Pipeline, waiting: list[Unjudged], entries: Sequence[Entry]) -> list[Verdict]:
    return classify(pipeline, [each.text for each in waiting], entries)


def _spoken(pipeline: Pipeline, judged: Sequence[tuple[Unjudged, Verdict]]) -> dict[int, Likeness]:
    """What the mentions that need a person speak of, so that one case opens for a story that many tell."""
    wanted = [text for text, verdict in judged if NEEDS_A_PERSON & {*verdict.flags}]
    spoken = likenesses([each.text for each in wanted], pipeline.heads.importance)
    return {text.mention_id: each for text, each in zip(wanted, spoken, strict=True)}
