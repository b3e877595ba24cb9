"""From raw scores of comments that were not trained on to probabilities, thresholds and confidence."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from classifier.features import Floats
from classifier.pipeline import chance, decide, distances
from classifier.rows import FLAG_HEADS, HEADS, TOPIC_HEADS, UNSAID, YES, Answers
from models.labels import PRIMARY_ORDER

COVERAGE = 0.85  # share of verdicts that may call themselves confident
FEWEST = 5  # comments with a label; with fewer, its scores stay as they are
_LIMITS = np.round(np.arange(0.1, 0.8, 0.01), 2)


def slopes(raw: Floats, answers: Answers) -> tuple[Floats, Floats]:
    """Return for each head the slope and shift that make its scores log-odds (Platt 1999)."""
    pairs = [_slope(raw[:, head], answers[:, head]) for head in range(raw.shape[1])]
    slope, shift = np.array(pairs, dtype=np.float32).T
    return slope, shift


def _slope(raw: Floats, answer: npt.NDArray[np.int8]) -> tuple[float, float]:
    said = answer != UNSAID
    score, yes = raw[said].astype(np.float64), answer[said] == YES
    if yes.sum() < FEWEST or (~yes).sum() < FEWEST:
        return 1.0, 0.0
    sign = np.where(yes, 1.0, -1.0)

    def loss(line: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        margin = (line[0] * score + line[1]) * sign
        pull = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(np.logaddexp(0, -margin).sum()), np.array([(pull * score).sum(), pull.sum()])

    slope, shift = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B").x
    return (float(slope), float(shift)) if slope > 0 else (1.0, 0.0)


def thresholds(chances: Floats, answers: Answers) -> dict[str, float]:
    """Return for each flag and topic the probability from which giving it makes the best F1."""
    risky = answers[:, HEADS.index("risk")] == YES
    heads = range(HEADS[FLAG_HEADS.start : TOPIC_HEADS.stop].__len__())
    found = {}
    for head in heads:
        if head in range(FLAG_HEADS.stop, TOPIC_HEADS.start):
            continue
        rows = risky if head >= TOPIC_HEADS.start else np.ones(len(answers), dtype=np.bool_)
        found[HEADS[head]] = _best_limit(chances[rows, head], answers[rows, head] == YES)
    return found


def _best_limit(chances: Floats, yes: npt.NDArray[np.bool_]) -> float:
    """The middle of the best plateau: neighbours are averaged, so that one lucky row decides nothing."""
    if yes.sum() < FEWEST:
        return 0.5
    scores = np.array([f1(yes, chances >= limit) for limit in _LIMITS])
    smooth = np.convolve(np.pad(scores, 3, mode="edge"), np.ones(7) / 7, mode="valid")
    return float(_LIMITS[int(smooth.argmax())])


def f1(yes: npt.NDArray[np.bool_], given: npt.NDArray[np.bool_]) -> float:
    """Return the F1 of what was given against what is so; 0 where there is nothing to find or found."""
    both = int((yes & given).sum())
    return 2 * both / max(1, int(yes.sum()) + int(given.sum()))


def margin(odds: Floats, limits: Mapping[str, float]) -> float:
    """Return the distance from the thresholds that COVERAGE of the comments keep."""
    away = distances(odds, decide(chance(odds), limits), limits)
    return round(float(np.quantile(away, 1 - COVERAGE)), 4)


def primaries(given: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return the number of each primary label in PRIMARY_ORDER; the number past it is `other`."""
    order = [HEADS.index(flag) for flag in PRIMARY_ORDER]
    return np.where(given[:, order].any(axis=1), given[:, order].argmax(axis=1), len(PRIMARY_ORDER))


def macro_f1(truth: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> float:
    """Return the mean F1 of the primary labels that occur."""
    labels = [label for label in range(len(PRIMARY_ORDER) + 1) if (truth == label).any()]
    return float(np.mean([f1(truth == label, found == label) for label in labels])) if labels else 0.0
