"""How good verdicts are, against what people say: per flag, language and source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from classifier import calibrate
from classifier.examples import Example
from classifier.features import Floats
from classifier.pipeline import Pipeline, chance, confident, decide
from classifier.rows import (
    FLAG_HEADS,
    HEADS,
    LANGUAGE_HEADS,
    SENTIMENT_HEADS,
    TOPIC_HEADS,
    YES,
    Rows,
    rows_of,
)
from models.labels import FLAGS, LANGUAGES, PRIMARIES, SENTIMENTS

BINS = 10  # of probabilities, for the calibration error
WORST = 20
FEW = 30  # a source with fewer comments gets no line of its own

HEADER = (
    f"{'flag':<12}{'there':>7}{'precision':>11}{'recall':>8}{'F1':>7}"
    f"{'missed/1000':>13}{'needless/1000':>15}{'ECE':>7}"
)

PART_HEADER = (
    f"{'comments':>9}{'primary':>9}{'flags':>7}{'precision':>11}{'recall':>8}{'ECE':>7}"
    f"{'wrong/1000':>12}{'missed/1000':>13}{'needless/1000':>15}"
)

Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one label was given."""

    label: str
    there: int  # comments that have it
    precision: float
    recall: float
    f1: float
    missed: float  # comments of a thousand
    needless: float
    calibration: float  # expected calibration error


@dataclass(frozen=True, slots=True)
class Part:
    """How well the comments of one language or source were labelled."""

    name: str
    comments: int
    primary_f1: float  # macro
    flags_f1: float  # mean of the four, as are the next three
    precision: float = 0.0
    recall: float = 0.0
    calibration: float = 0.0  # expected calibration error
    wrong: float = 0.0  # primary labels of a thousand comments
    missed: float = 0.0  # flags of a thousand comments
    needless: float = 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """One comment that got a wrong primary label, and how far off its worst flag was."""

    row: int
    truth: str
    found: str
    off: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one evaluation."""

    whole: Part
    flags: tuple[Figures, ...]
    sentiment_f1: float
    topics_f1: float  # micro, among true risks
    language_right: float  # share, by the learned chances alone where there is no text
    covered: float  # share of confident verdicts
    error: float  # of the primary label, of all comments
    error_covered: float  # of the confident ones
    languages: tuple[Part, ...]
    sources: tuple[Part, ...]
    mistakes: tuple[Mistake, ...]

    def values(self) -> dict[str, Any]:
        """Return the report as plain values for JSON, without any text."""
        plain = asdict(self)
        plain["mistakes"] = [
            {key: each[key] for key in ("row", "truth", "found", "off")} for each in plain["mistakes"]
        ]
        return plain


def evaluate(pipeline: Pipeline, examples: Sequence[Example]) -> Report:
    """Return how well a pipeline labels these examples."""
    texts = [example.text for example in examples]
    rows = rows_of(examples, pipeline.network)
    card = pipeline.card
    return report(
        rows, pipeline.log_odds(texts), card.thresholds, card.margin, pipeline.languages(texts), texts
    )


def report(
    rows: Rows,
    odds: Floats,
    limits: Mapping[str, float],
    margin: float = 0.0,
    languages: Sequence[str] | None = None,
    texts: Sequence[str] | None = None,
) -> Report:
    """Return the figures of calibrated log-odds against the answers of labelled rows."""
    chances = chance(odds)
    given = decide(chances, limits)
    truth = rows.answers == YES
    right = calibrate.primaries(truth) == calibrate.primaries(given)
    sure = confident(chances, given, margin)
    said = np.array(rows.language)
    return Report(
        whole=_part("all", truth, given, chances),
        flags=tuple(_figures(head, truth, given, chances) for head in range(len(FLAGS))),
        sentiment_f1=_sentiment(rows, odds),
        topics_f1=_topics(truth, chances, limits),
        language_right=_language(
            said, languages or [LANGUAGES[best] for best in odds[:, LANGUAGE_HEADS].argmax(axis=1)]
        ),
        covered=float(sure.mean()),
        error=float((~right).mean()),
        error_covered=float((~right[sure]).mean()) if sure.any() else 0.0,
        languages=tuple(_parts(said, truth, given, chances)),
        sources=tuple(_parts(np.array(rows.sources)[rows.source], truth, given, chances)),
        mistakes=_mistakes(truth, given, odds, texts),
    )


def _part(name: str, truth: Truth, given: Truth, chances: Floats) -> Part:
    is_, found = calibrate.primaries(truth), calibrate.primaries(given)
    each = [_figures(head, truth, given, chances) for head in range(len(FLAGS)) if truth[:, head].any()]
    means = {
        name: float(np.mean([getattr(figures, name) for figures in each])) if each else 0.0
        for name in ("f1", "precision", "recall", "calibration")
    }
    flags = slice(0, FLAG_HEADS.stop)
    thousand = 1000 / max(1, len(truth))
    return Part(
        name,
        len(truth),
        primary_f1=calibrate.macro_f1(is_, found),
        flags_f1=means["f1"],
        precision=means["precision"],
        recall=means["recall"],
        calibration=means["calibration"],
        wrong=int((is_ != found).sum()) * thousand,
        missed=int((truth[:, flags] & ~given[:, flags]).sum()) * thousand,
        needless=int((given[:, flags] & ~truth[:, flags]).sum()) * thousand,
    )


def _parts(names: npt.NDArray[np.str_], truth: Truth, given: Truth, chances: Floats) -> Iterator[Part]:
    for name in sorted(set(names.tolist()) - {""}):
        own = names == name
        if own.sum() >= FEW:
            yield _part(str(name), truth[own], given[own], chances[own])


def _figures(head: int, truth: Truth, given: Truth, chances: Floats) -> Figures:
    yes, found = truth[:, head], given[:, head]
    both, thousand = int((yes & found).sum()), 1000 / max(1, len(yes))
    return Figures(
        label=HEADS[head],
        there=int(yes.sum()),
        precision=both / max(1, int(found.sum())),
        recall=both / max(1, int(yes.sum())),
        f1=calibrate.f1(yes, found),
        missed=(int(yes.sum()) - both) * thousand,
        needless=(int(found.sum()) - both) * thousand,
        calibration=calibration_error(yes, chances[:, head]),
    )


def calibration_error(yes: Truth, chances: npt.NDArray[np.float32]) -> float:
    """Return the mean distance between promised and real share of yes over BINS of probability."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [
        abs(float(yes[bins == each].mean() - chances[bins == each].mean())) * (bins == each).mean()
        for each in set(bins.tolist())
    ]
    return float(sum(gaps))


def _sentiment(rows: Rows, odds: Floats) -> float:
    said = rows.answers[:, SENTIMENT_HEADS] == YES
    known = said.any(axis=1)
    truth, found = said[known].argmax(axis=1), odds[known, SENTIMENT_HEADS].argmax(axis=1)
    each = [
        calibrate.f1(truth == label, found == label)
        for label in range(len(SENTIMENTS))
        if (truth == label).any()
    ]
    return float(np.mean(each)) if each else 0.0


def _topics(truth: Truth, chances: Floats, limits: Mapping[str, float]) -> float:
    """Micro F1 of the topics where a person said risk, the flag of the machine set aside."""
    risk = HEADS.index("risk")
    own = truth[:, risk] & truth[:, TOPIC_HEADS].any(axis=1)
    sure = chances[own].copy()
    sure[:, risk] = 1.0
    return calibrate.f1(truth[own, TOPIC_HEADS].ravel(), decide(sure, limits)[:, TOPIC_HEADS].ravel())


def _language(said: npt.NDArray[np.str_], found: Sequence[str]) -> float:
    known = said != ""
    return float((said[known] == np.array(found)[known]).mean()) if known.any() else 0.0


def _mistakes(truth: Truth, given: Truth, odds: Floats, texts: Sequence[str] | None) -> tuple[Mistake, ...]:
    """The wrong primary labels, the farthest off first."""
    is_, found = calibrate.primaries(truth), calibrate.primaries(given)
    flags = slice(0, FLAG_HEADS.stop)
    off = np.where(truth[:, flags], -odds[:, flags], odds[:, flags]).max(axis=1)
    wrong = np.flatnonzero(is_ != found)
    worst = wrong[np.argsort(-off[wrong])][:WORST]
    return tuple(
        Mistake(
            int(row), PRIMARIES[is_[row]], PRIMARIES[found[row]], float(off[row]), texts[row] if texts else ""
        )
        for row in worst
    )


def table(found: Report) -> str:
    """Return a report as plain text for a terminal."""
    whole, error, sure = found.whole, found.error, found.error_covered
    lines = [
        f"{whole.comments} comments; F1: primary label {whole.primary_f1:.3f}, flags {whole.flags_f1:.3f},",
        f"sentiment {found.sentiment_f1:.3f}, risk topics {found.topics_f1:.3f}",
        f"language right in {found.language_right:.1%}",
        f"primary label wrong in {error:.1%}, in {sure:.1%} of the confident {found.covered:.1%}",
        "",
        HEADER,
    ]
    lines += [
        f"{each.label:<12}{each.there:>7}{each.precision:>11.3f}{each.recall:>8.3f}{each.f1:>7.3f}"
        f"{each.missed:>13.1f}{each.needless:>15.1f}{each.calibration:>7.3f}"
        for each in found.flags
    ]
    for title, parts in (("language", found.languages), ("source", found.sources)):
        lines += ["", f"{title:<20}{PART_HEADER}", *map(_line, parts)]
    lines += ["", "worst mistakes"] if any(each.text for each in found.mistakes) else []
    lines += [
        f"{each.truth} taken for {each.found}: {shown(each.text)}" for each in found.mistakes if each.text
    ]
    return "\n".join(lines)


def _line(part: Part) -> str:
    return (
        f"{part.name:<20}{part.comments:>9}{part.primary_f1:>9.3f}{part.flags_f1:>7.3f}{part.precision:>11.3f}"
        f"{part.recall:>8.3f}{part.calibration:>7.3f}{part.wrong:>12.1f}{part.missed:>13.1f}{part.needless:>15.1f}"
    )


def shown(text: str) -> str:
    """Return a stranger's text as one harmless line."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain if len(plain) <= 160 else plain[:159] + "…"
