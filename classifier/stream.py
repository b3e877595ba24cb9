"""Comments in and verdicts out as lines of text, for `vidhuk classify` and the programs that call it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from classifier.examples import DataError
from classifier.pipeline import Pipeline
from models.records import Verdict

BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One comment to judge, with the id it came under: its own, or the number of its line."""

    id: str | int
    text: str


def read_lines(lines: Iterable[str], name: str) -> Iterator[Line]:
    """Each line's comment: JSON objects with "text" when the first line is one, else plain text.

    Raises DataError, naming the line, where a line of JSON is not what the first one promised.
    """
    as_json = None
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if as_json is None:
            as_json = _object(text) is not None
        yield _comment(text, number, name) if as_json else Line(str(number), text)


def classify_lines(pipeline: Pipeline, lines: Iterable[Line], evidence: bool) -> Iterator[dict[str, Any]]:
    """Return what is written for each comment, in the order of the input."""
    waiting = iter(lines)
    while batch := list(islice(waiting, BATCH)):
        verdicts = pipeline.classify([line.text for line in batch], evidence)
        yield from (values(line, verdict, evidence) for line, verdict in zip(batch, verdicts, strict=True))


def values(line: Line, verdict: Verdict, evidence: bool = True) -> dict[str, Any]:
    """Return one verdict as the contract of `vidhuk classify` writes it."""
    said: dict[str, Any] = {
        "id": line.id,
        "primary": verdict.primary,
        "flags": list(verdict.flags),
        "scores": {flag: round(score, 4) for flag, score in verdict.scores.items()},
        "sentiment": {"label": verdict.sentiment, "score": round(verdict.sentiment_score, 4)},
        "language": verdict.language,
        "risk_topics": list(verdict.risk_topics),
        "confident": verdict.confident,
    }
    if evidence:
        said["evidence"] = _spans(verdict)
    return said | {"artefact": verdict.artefact}


def _spans(verdict: Verdict) -> Sequence[dict[str, Any]]:
    return [
        {"start": each.start, "end": each.end, "flag": each.flag, "weight": round(each.weight, 4)}
        for each in verdict.evidence
    ]


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "text" in found else None


def _comment(line: str, number: int, name: str) -> Line:
    found = _object(line)
    if found is None or not isinstance(found["text"], str):
        raise DataError(f'{name} line {number}: is not a JSON object with a "text"; write one a line')
    given = found.get("id", str(number))
    return Line(given if isinstance(given, str | int) else str(given), found["text"])
