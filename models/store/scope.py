"""Conditions that keep a list to the brands that whoever asks may see."""

import json
from collections.abc import Sequence

Brands = Sequence[str] | None  # None: every brand


def among(column: str) -> str:
    """The condition that a column is one of `:brands`; it holds for every row where that is null."""
    return f"(:brands is null or {column} in (select value from json_each(:brands)))"


def bound(brands: Brands) -> str | None:
    """The value of `:brands`."""
    return None if brands is None else json.dumps(list(brands))
