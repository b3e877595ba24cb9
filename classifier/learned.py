"""What training leaves behind: a card for people and the weights of the heads."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from classifier.features import Floats

FORMAT = 1  # of the folder; grows with any change of files or arrays


@dataclass(frozen=True, slots=True)
class Card:
    """What a person may want to know of an artefact, and what reading it needs."""

    name: str
    made_at: str  # ISO 8601
    base: str  # the artefact it was trained on top of; its own name for a base
    features: int  # features.VERSION of the program that made it
    heads: tuple[str, ...]
    thresholds: Mapping[str, float]  # flag or topic → probability from which it is given
    margin: float  # how likely the primary label of a confident verdict is at least
    sets: tuple[Mapping[str, Any], ...]  # what it was trained on: set, rows, licence
    decisions: int  # of the staff
    metrics: Mapping[str, Any]
    sha256: Mapping[str, str]  # of each file of arrays
    format: int = FORMAT
    tongues: tuple[tuple[float, ...], ...] = ()  # weights of language.signs for ru, uk and mixed


@dataclass(frozen=True, slots=True)
class Heads:
    """What was learned: for each head a weight for each feature, in small whole numbers of one step."""

    weights: npt.NDArray[np.int8]  # features × heads
    step: Floats  # of each head
    bias: Floats
    slope: Floats  # of the calibration: log-odds = slope · score + shift
    shift: Floats
    importance: npt.NDArray[np.float16]  # of each feature, already inside the weights; training needs it


def card_values(card: Card) -> dict[str, Any]:
    """Return the fields of a card, for making another."""
    return {field.name: getattr(card, field.name) for field in fields(Card)}


def quantised(weights: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return weights as whole numbers from -127 to 127, and the step of each head."""
    step = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return np.rint(weights / step).astype(np.int8), step.astype(np.float32)
