"""The page of figures, from card and frozen rows: `python -m classifier.page > docs/evaluation.md`."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from classifier import artefact, calibrate
from classifier.artefact import Artefact
from classifier.evaluate import Part, Report, report
from classifier.pipeline import assurance, chance, decide, log_odds
from classifier.registry import SHIPPED
from classifier.rows import YES, Rows

DRAWS = 200  # bootstrap samples
STEPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5)  # shares of comments, for the risk-coverage curve


def page(base: Artefact) -> str:
    """Return the evaluation page of a base artefact as Markdown."""
    frozen = base.rows(artefact.FROZEN_FILE)
    odds = log_odds(frozen, base.heads)
    now = report(frozen, odds, base.card.thresholds, base.card.margin)
    return "\n".join(
        (
            *_head(base),
            *_crossed(base.card.metrics),
            "",
            "## Frozen rows",
            "",
            "Rows kept from training, near-duplicates of them too, from the same sources. ± is one standard",
            f"deviation over {DRAWS} bootstrap samples of the rows.",
            "",
            *_frozen(now, frozen, odds, base),
            "",
            "## Confidence",
            "",
            "The comments whose primary label is likeliest come first.",
            "",
            *_curve(frozen, odds, base),
            *_trials(base.card.metrics.get("trials", {})),
            "",
        )
    )


def _head(base: Artefact) -> Iterable[str]:
    rows = sum(int(each["rows"]) for each in base.card.sets)
    yield "# How good the labels are"
    yield ""
    yield f"Written by `python -m classifier.page` from artefact **{base.card.name}** of {base.card.made_at},"
    yield f"made of {rows} labelled comments (the card names each set with its rows and licence)."
    yield ""
    yield "Half of the labelled comments were chosen because an earlier classifier was unsure of them, so"
    yield "real traffic is easier than these figures; words and brands that no set holds make it harder."
    yield ""


def _crossed(metrics: Mapping[str, Any]) -> Iterable[str]:
    whole = metrics["whole"]
    yield "## Cross-validation"
    yield ""
    yield "Every comment was labelled by heads that saw neither it nor a near-duplicate of it."
    yield ""
    yield from _table(
        ("comments", "primary macro-F1", "mean flag F1", "sentiment F1", "risk topics micro-F1"),
        [
            (
                str(whole["comments"]),
                *map(_short, (whole["primary_f1"], whole["flags_f1"])),
                *map(_short, (metrics["sentiment_f1"], metrics["topics_f1"])),
            )
        ],
    )
    yield from _spread(metrics.get("folds", ()))
    yield ""
    names = ("precision", "recall", "f1", "calibration")
    yield from _table(
        ("flag", "there", "precision", "recall", "F1", "ECE", "missed a thousand", "needless a thousand"),
        [
            (
                each["label"],
                str(each["there"]),
                *(_short(each[name]) for name in names),
                *(f"{each[name]:.0f}" for name in ("missed", "needless")),
            )
            for each in metrics["flags"]
        ],
    )
    for title in ("languages", "sources"):
        yield ""
        rows = [
            (part["name"], str(part["comments"]), _short(part["primary_f1"]), _short(part["flags_f1"]))
            for part in metrics[title]
        ]
        yield from _table((title[:-1], "comments", "primary macro-F1", "mean flag F1"), rows)

    yield from _left_out(metrics.get("left_out", ()))


def _spread(folds: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """The figures of the folds one by one: how far one draw of comments lies from another."""
    if folds:
        primary, flags = ([fold[name] for fold in folds] for name in ("primary_f1", "flags_f1"))
        yield ""
        yield f"In the single folds: primary macro-F1 {min(primary):.3f} to {max(primary):.3f},"
        yield f"mean flag F1 {min(flags):.3f} to {max(flags):.3f}."


def _left_out(parts: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    if parts:
        yield ""
        yield "Whole sources left out of training, with the thresholds of all:"
        yield ""
        rows = [
            (part["name"], str(part["comments"]), _short(part["primary_f1"]), _short(part["flags_f1"]))
            for part in parts
        ]
        yield from _table(("source", "comments", "primary macro-F1", "mean flag F1"), rows)


def _trials(trials: Mapping[str, Mapping[str, float]]) -> Iterable[str]:
    """What noise costs, what evidence is worth, and how well the language is told, on the frozen rows."""
    if not trials:
        return
    noise, evidence, language = trials["noise"], trials["evidence"], trials["language"]
    yield from ("", "## Noise", "", "The frozen comments again, spoilt as hurried people spoil them.", "")
    rows = [
        (name, _short(value), f"{value / max(noise['clean'], 1e-9):.2f}") for name, value in noise.items()
    ]
    yield from _table(("comments", "primary macro-F1", "share of the clean figure"), rows)
    yield from ("", "## Evidence", "")
    times = evidence["strongest"] / max(evidence["random"], 1e-9)
    yield f"Without its three strongest spans a flag falls in {evidence['strongest']:.1%} of"
    yield f"{evidence['flags']} cases, without random spans as long in {evidence['random']:.1%}:"
    yield f"{times:.1f} times as often."
    yield from ("", "## Language", "")
    rows = [
        (name, str(language[key + " comments"]), f"{language[key]:.1%}")
        for name, key in (("forty letters or more", "long"), ("fewer", "short"), ("mixed, found", "mixed"))
    ]
    yield from _table(("comments", "how many", "right"), rows)


def _frozen(now: Report, frozen: Rows, odds: np.ndarray, base: Artefact) -> Iterable[str]:
    truth = frozen.answers == YES
    given = decide(chance(odds), base.card.thresholds)
    is_, found = calibrate.primaries(truth), calibrate.primaries(given)
    chance_of = np.random.default_rng(0)
    draws = chance_of.integers(0, len(is_), (DRAWS, len(is_)))
    spread = float(np.std([calibrate.macro_f1(is_[draw], found[draw]) for draw in draws]))
    rows = [("all", str(len(is_)), f"{now.whole.primary_f1:.3f} ± {spread:.3f}", _short(now.whole.flags_f1))]
    rows += [_row(part) for part in now.languages]
    yield from _table(("rows", "comments", "primary macro-F1", "mean flag F1"), rows)


def _row(part: Part) -> tuple[str, str, str, str]:
    return part.name, str(part.comments), _short(part.primary_f1), _short(part.flags_f1)


def _curve(frozen: Rows, odds: np.ndarray, base: Artefact) -> Iterable[str]:
    given = decide(chance(odds), base.card.thresholds)
    wrong = calibrate.primaries(frozen.answers == YES) != calibrate.primaries(given)
    order = np.argsort(-assurance(chance(odds), given))
    shares = [(f"{step:.0%}", f"{wrong[order[: int(step * len(order))]].mean():.1%}") for step in STEPS]
    yield from _table(("share of comments", "primary label wrong"), shares)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join("---" if not place else "---:" for place in range(len(head))) + " |"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _short(value: float) -> str:
    return f"{value:.3f}"


if __name__ == "__main__":
    sys.stdout.write(page(artefact.read(SHIPPED / "base")))
