"""Labelled comments as files hold them: JSON lines, every fault named with its line."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.labels import FLAGS, LANGUAGES, RISK_TOPICS, SENTIMENTS


class DataError(Exception):
    """A file of labelled comments that cannot be used; says which line, what is wrong and what is right."""

    permanent = True


@dataclass(frozen=True, slots=True)
class Example:
    """One comment and what a person says of it. None: not said."""

    text: str
    flags: tuple[str, ...]
    sentiment: str | None = None
    language: str | None = None
    risk_topics: tuple[str, ...] | None = None
    source: str = "file"  # where it was written; figures are given for each
    licence: str = ""  # as its collector states it; empty: written for this project


def read_examples(*paths: Path) -> list[Example]:
    """Return the examples of JSON lines files, plain or gzipped; raises DataError at the first fault.

    No text may have one set of flags in one place and another in another.
    """
    seen: dict[str, tuple[str, Example]] = {}
    examples: list[Example] = []
    for path in paths:
        own = [_consistent(example, place, seen) for place, example in _parsed(path)]
        check_classes(own, path.name)
        examples += own
    return examples


def _parsed(path: Path) -> Iterator[tuple[str, Example]]:
    for number, line in _lines(path):
        place = f"{path.name} line {number}"
        yield place, _parse(line, place, path.name.split(".")[0])


def _consistent(example: Example, place: str, seen: dict[str, tuple[str, Example]]) -> Example:
    """Return the example, unless its text was seen with other flags."""
    first, earlier = seen.setdefault(" ".join(example.text.split()), (place, example))
    if set(earlier.flags) != set(example.flags):
        same_file = first.rpartition(" line ")[0] == place.rpartition(" line ")[0]
        where = first.rpartition(" ")[2] if same_file else first
        raise DataError(
            f"{place}: the text of {'line ' if same_file else ''}{where} with other flags; keep one of them"
        )
    return example


def check_classes(examples: Sequence[Example], name: str) -> None:
    """Raise DataError where there is nothing to tell apart."""
    if not examples:
        raise DataError(f"{name}: holds no comments; write one JSON object a line")
    if len({frozenset(example.flags) for example in examples}) < 2:
        flags = ", ".join(examples[0].flags) or "none"
        raise DataError(f"{name}: every comment has the same flags ({flags}); add comments of another kind")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as lines
        ):
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise DataError(
            f"{path.name}: cannot be read ({error.strerror or 'damaged'}); check the path"
        ) from error
    except (UnicodeDecodeError, EOFError) as error:
        raise DataError(f"{path.name}: is not a UTF-8 text file or is cut short; save it again") from error


def _parse(line: str, place: str, source: str) -> Example:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise DataError(f"{place}: not JSON ({error}); write one JSON object a line") from error
    if not isinstance(row, dict):
        raise DataError(f'{place}: not a JSON object; write {{"text": "…", "flags": […]}}')
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise DataError(f"{place}: no text; every comment needs one")
    flags, topics = _several(row, "flags", FLAGS, place), _several(row, "risk_topics", RISK_TOPICS, place)
    if flags is None:
        raise DataError(f"{place}: no flags; write [] for a comment without any")
    if topics and "risk" not in flags:
        raise DataError(f"{place}: risk_topics without the flag risk; add the flag or leave the topics out")
    return Example(
        text,
        flags,
        _one(row, "sentiment", SENTIMENTS, place),
        _one(row, "language", LANGUAGES, place),
        topics,
        str(row.get("set") or source),
        str(row.get("licence") or ""),
    )


def _several(row: dict[str, Any], key: str, known: Sequence[str], place: str) -> tuple[str, ...] | None:
    given = row.get(key)
    if given is None:
        return None
    if not isinstance(given, list):
        raise DataError(f"{place}: {key} is not a list; choose from {', '.join(known)}")
    for value in given:
        if value not in known:
            raise DataError(f"{place}: unknown value {value!r} in {key}; choose from {', '.join(known)}")
    return tuple(value for value in known if value in given)


def _one(row: dict[str, Any], key: str, known: Sequence[str], place: str) -> str | None:
    given = row.get(key)
    if given is not None and given not in known:
        raise DataError(f"{place}: unknown {key} {given!r}; choose from {', '.join(known)}")
    return None if given is None else str(given)
