"""The faults of a configuration, as a person would say them: where, what, and what it should be."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails


def worded(schema: type[BaseModel], raw: Mapping[str, Any], invalid: ValidationError) -> list[str]:
    """Each fault of a parsed configuration in one line, with the nearest known key."""
    return [_worded(schema, raw, fault) for fault in _telling(invalid.errors())]


def worded_options(schema: type[BaseModel], who: str, invalid: ValidationError) -> list[str]:
    """Each fault of one source's options in one line, with the nearest known key."""
    lines = []
    for fault in invalid.errors():
        steps = tuple(step for step in fault["loc"] if isinstance(step, str))
        where = ".".join(("options", *steps[:-1]))
        lines.append(_said(schema, fault, steps, f"{who}: {where}", steps[-1] if steps else "options"))
    return lines


def hint(word: str, known: Collection[str]) -> str:
    """What a word was probably meant to be, else what is known."""
    if not known:
        return "; there are none here"
    near = get_close_matches(word, known, 1, 0.5)
    return f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(sorted(known))}"


def _telling(faults: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without "too short" for a list that is only short because its entries have faults of their own."""

    def holds_others(place: tuple[int | str, ...]) -> bool:
        return any(len(each["loc"]) > len(place) and each["loc"][: len(place)] == place for each in faults)

    return [fault for fault in faults if fault["type"] != "too_short" or not holds_others(fault["loc"])]


SINGULAR = {"people": "person"}

SAID = {
    "string_pattern_mismatch": {
        "to": 'must be a mail address, such as "smm@example.org"',
        "from": 'must be a mail address, such as "vidhuk@example.org"',
        "name": "must be small Latin letters, digits, - and _",
        "brand": "must be small Latin letters, digits, - and _",
    },
    "too_short": {
        "brands": "must name at least one brand",
        "to": "must name at least one address",
        "hours": 'must name at least one part of the day, such as "09:00-18:00"',
        "days": 'must name at least one day, such as "mon"',
    },
}


def _worded(schema: type[BaseModel], raw: Mapping[str, Any], fault: ErrorDetails) -> str:
    where, key = _place(raw, fault["loc"])
    return _said(schema, fault, fault["loc"], where, key)


def _said(
    schema: type[BaseModel], fault: ErrorDetails, loc: tuple[int | str, ...], where: str, key: str
) -> str:
    """One fault as a person would say it: where, what, and what it should be."""
    if fault["type"] == "extra_forbidden":
        return f"{where}: unknown key '{key}'{hint(key, _keys(schema, loc[:-1]))}"
    if fault["type"] == "missing":
        return f"{where}: '{key}' is missing; add it"
    said = SAID.get(fault["type"], {}).get(key) or fault["msg"].removeprefix("Value error, ")
    return f"{where}: '{key}' {said[:1].lower()}{said[1:]}"


def _place(raw: Mapping[str, Any], loc: tuple[int | str, ...]) -> tuple[str, str]:
    """The table, by the name its author gave it, and the key."""
    table = str(loc[0])
    if len(loc) == 1:
        return "top level", table
    if isinstance(loc[1], int):
        entry = raw[table][loc[1]]
        named = entry.get("name") if isinstance(entry, dict) else None
        who = f"{SINGULAR.get(table, table.removesuffix('s'))} {named or f'number {loc[1] + 1}'}"
        return who, str(loc[2]) if len(loc) > 2 else table
    return f"[{table}]", str(loc[1])


def _keys(schema: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the table at `loc` may have."""
    table = schema
    for step in loc:
        if isinstance(step, str) and step in table.model_fields:
            table = next(each for each in _tables(table.model_fields[step].annotation))
    return [field.alias or name for name, field in table.model_fields.items()]


def _tables(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _tables(part)
