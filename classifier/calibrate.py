"""From raw scores of comments that were not trained on to probabilities, thresholds and confidence."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from classifier.features import Floats
from classifier.pipeline import assurance, decide
from classifier.rows import FLAG_HEADS, HEADS, TOPIC_HEADS, UNSAID, YES, Answers
from models.labels import FLAGS, PRIMARY_ORDER

COVERAGE = 0.85  # share of verdicts that may call themselves confident
FEWEST = 5  # comments with a label; with fewer, its scores stay as they are
ROUNDS = 3  # in which the flags are moved together
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
    """Return for each flag and topic the probability from which giving it makes the best labels.

    A topic is best where its own F1 is. A flag decides the primary label too, and a needless risk
    hides a complaint: flags are moved in turn towards the best sum of their F1 and the label's.
    """
    risky = answers[:, HEADS.index("risk")] == YES
    found = {HEADS[head]: _alone(chances[:, head], answers[:, head] == YES) for head in _heads(FLAG_HEADS)}
    for head in _heads(TOPIC_HEADS):
        found[HEADS[head]] = _alone(chances[risky, head], answers[risky, head] == YES)
    return found | _together(chances[:, FLAG_HEADS], answers[:, FLAG_HEADS] == YES, found)


def _heads(which: slice) -> list[int]:
    return list(range(len(HEADS))[which])


def _alone(chances: Floats, yes: npt.NDArray[np.bool_]) -> float:
    if yes.sum() < FEWEST:
        return 0.5
    return _plateau([f1(yes, chances >= limit) for limit in _LIMITS])


def _together(chances: Floats, yes: npt.NDArray[np.bool_], limits: Mapping[str, float]) -> dict[str, float]:
    """Move the limit of each flag in turn, the others standing still."""
    found = np.array([limits[flag] for flag in FLAGS])
    told = [flag for flag in range(len(FLAGS)) if yes[:, flag].sum() >= FEWEST]
    for flag in told * ROUNDS:
        tried = np.tile(found, (len(_LIMITS), 1))
        tried[:, flag] = _LIMITS
        found[flag] = _plateau([_worth(yes, chances >= each) for each in tried])
    return {flag: float(limit) for flag, limit in zip(FLAGS, found, strict=True)}


def _worth(yes: npt.NDArray[np.bool_], given: npt.NDArray[np.bool_]) -> float:
    """Return the mean F1 of the flags plus the macro-F1 of the primary label."""
    flags = [f1(yes[:, flag], given[:, flag]) for flag in range(len(FLAGS)) if yes[:, flag].any()]
    return float(np.mean(flags or [0.0])) + macro_f1(primaries(yes), primaries(given))


def _plateau(scores: Sequence[float]) -> float:
    """The middle of the best plateau: neighbours are averaged, so that one lucky row decides nothing."""
    smooth = np.convolve(np.pad(np.array(scores), 3, mode="edge"), np.ones(7) / 7, mode="valid")
    return float(_LIMITS[int(smooth.argmax())])


def f1(yes: npt.NDArray[np.bool_], given: npt.NDArray[np.bool_]) -> float:
    """Return the F1 of what was given against what is so; 0 where there is nothing to find or found."""
    both = int((yes & given).sum())
    return 2 * both / max(1, int(yes.sum()) + int(given.sum()))


def margin(chances: Floats, limits: Mapping[str, float]) -> float:
    """Return the likelihood of the primary label that COVERAGE of the comments reach."""
    return round(float(np.quantile(assurance(chances, decide(chances, limits)), 1 - COVERAGE)), 4)


def primaries(given: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return the number of each primary label in PRIMARY_ORDER; the number past it is `other`."""
    order = [HEADS.index(flag) for flag in PRIMARY_ORDER]
    return np.where(given[:, order].any(axis=1), given[:, order].argmax(axis=1), len(PRIMARY_ORDER))


def macro_f1(truth: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> float:
    """Return the mean F1 of the primary labels that occur."""
    labels = [label for label in range(len(PRIMARY_ORDER) + 1) if (truth == label).any()]
    return float(np.mean([f1(truth == label, found == label) for label in labels])) if labels else 0.0
