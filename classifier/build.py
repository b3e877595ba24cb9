"""Make the base artefact from files of labelled comments: `python -m classifier.build FILE… --name NAME`.

Nothing of the texts stays in it but hashed feature counts. Thresholds, calibration and the
figures of the card come from comments that the scores did not see, near-duplicates together.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from classifier import artefact as shelf
from classifier import calibrate
from classifier.alphabet import Codes, Flags
from classifier.artefact import Artefact
from classifier.company import company
from classifier.evaluate import Part, Report, report, table
from classifier.examples import Example, read_examples
from classifier.features import OFFSETS, VERSION, WIDTH, Floats, Vocabulary, fade, sheet, sizes
from classifier.fit import Help, Made, importance_of, learn, teacher, tongues
from classifier.groups import folds, groups
from classifier.language import KINDS, Counts, tally
from classifier.learned import Card, Heads, card_values, quantised
from classifier.lessons import every_text, taught
from classifier.network import Company, Network, empty_network
from classifier.pipeline import Pipeline, chance
from classifier.rows import BATCH, HEADS, LANGUAGE_HEADS, Rows, pooled, rows_of
from classifier.trials import trials
from models.labels import LANGUAGES, OTHER

FOLDS = 4
RARE, SHIPPED_RARE = 2, 5  # a feature in fewer rows is left out of them, and of the rows that ship
FROZEN = 12  # one group of this many is kept from training for good

ARTEFACTS = Path(__file__).parent / "artefacts"


def build(
    examples: Sequence[Example],
    folder: Path,
    name: str,
    at: datetime,
    lessons: Path | None = None,
    vectors: Company | None = None,
    leave_out: Sequence[str] = (),
) -> tuple[Artefact, Report]:
    """Return a base artefact written to `folder`, and the report of its cross-validation.

    `vectors` are taken as they are rather than learned anew; for each source in `leave_out` the card also
    says how well it is labelled by what all others teach.
    """
    everything = rows_of(examples, empty_network())
    help_ = Help() if lessons is None else help_from(lessons, examples, everything, vectors)
    group = groups(everything.counts)
    frozen = folds(group, FROZEN, seed=1) == 0
    rows, own = without_rare(everything.take(~frozen), RARE), help_.take(~frozen)
    texts = [example.text for example in examples]
    measured = crossed(rows, group[~frozen], own, tallies(texts)[~frozen])
    importance = importance_of(rows.counts)
    made = learn(rows, importance, own, tell)
    small, step = quantised(made.weights)
    heads = Heads(small, step, made.bias, measured.slope, measured.shift, importance.astype(np.float16))
    network = Network(help_.company, made.layers) if help_.company else empty_network()
    card = card_of(name, at, examples, measured)
    unseen = [example for example, kept in zip(examples, frozen, strict=True) if kept]
    card = with_metrics(
        card,
        trials=trials(Pipeline(card, heads, network), unseen),
        left_out=[left_out(rows, own, source, measured) for source in leave_out],
    )
    parts = {
        shelf.TRAIN_FILE: with_scores(without_rare(rows, SHIPPED_RARE), made, own),
        shelf.FROZEN_FILE: with_scores(everything.take(frozen), made, help_.take(frozen)),
    }
    return shelf.write(folder, card, heads, network, parts), measured.report


@dataclass(frozen=True, slots=True)
class Crossed:
    """What cross-validation tells: the calibration of each head, the thresholds, and the figures."""

    slope: Floats
    shift: Floats
    limits: dict[str, float]
    margin: float
    tongues: tuple[tuple[float, ...], ...]
    report: Report
    folds: tuple[Part, ...]  # the figures of each fold


def crossed(rows: Rows, group: Codes, help_: Help, words: Counts) -> Crossed:
    """Return calibration, thresholds and figures from scores of comments that the heads did not see."""
    raw, fold = out_of_fold(rows, group, help_)
    slope, shift = calibrate.slopes(raw, rows.answers)
    odds = raw * slope + shift
    chances = chance(odds)
    limits = calibrate.thresholds(chances, rows.answers)
    margin = calibrate.margin(chances, limits)
    language = np.array([LANGUAGES.index(each or OTHER) for each in rows.language])
    told = tongues(words, chances[:, LANGUAGE_HEADS], language)
    each = tuple(
        replace(report(rows.take(fold == one), odds[fold == one], limits).whole, name=f"fold {one + 1}")
        for one in range(FOLDS)
        if (fold == one).any()
    )
    return Crossed(slope, shift, limits, margin, told, report(rows, odds, limits, margin), each)


def left_out(rows: Rows, help_: Help, source: str, measured: Crossed) -> dict[str, object]:
    """Return how well one source is labelled by heads that saw nothing of it."""
    own = rows.source == rows.sources.index(source)
    raw = scores_of_unseen(rows, help_, ~own)
    whole = report(rows.take(own), raw * measured.slope + measured.shift, measured.limits).whole
    return asdict(replace(whole, name=source))


def tallies(texts: Sequence[str]) -> Counts:
    """Return how many words of each language every text holds."""
    vocabulary = Vocabulary()
    parts = [np.zeros((0, KINDS), dtype=np.int64)]
    for start in range(0, len(texts), BATCH):
        batch = sheet(texts[start : start + BATCH], vocabulary)
        parts.append(tally(vocabulary.language[batch.number], batch.words.text, batch.height))
    return np.concatenate(parts)


def with_metrics(card: Card, **more: object) -> Card:
    """Return a card with more figures."""
    return Card(**card_values(card) | {"metrics": {**card.metrics, **more}})


def card_of(name: str, at: datetime, examples: Sequence[Example], measured: Crossed) -> Card:
    """Return the card of a base."""
    return Card(
        name=name,
        made_at=at.isoformat(timespec="seconds"),
        base=name,
        features=VERSION,
        heads=HEADS,
        thresholds=measured.limits,
        margin=measured.margin,
        sets=sets_of(examples),
        decisions=0,
        metrics={**measured.report.values(), "folds": [asdict(each) for each in measured.folds]},
        sha256={},
        tongues=measured.tongues,
    )


def with_scores(rows: Rows, made: Made, help_: Help) -> Rows:
    """Return rows with what the layers say of them."""
    return replace(rows, deep=made.layers.scores(help_.pooled, len(HEADS)))


def out_of_fold(rows: Rows, group: Codes, help_: Help, seed: int = 2) -> tuple[Floats, Codes]:
    """Return the raw scores that each row gets from heads that never saw it or a copy of it, and its fold."""
    fold = folds(group, FOLDS, seed)
    raw = np.zeros(rows.answers.shape, dtype=np.float32)
    for each in range(FOLDS):
        raw[fold == each] = scores_of_unseen(rows, help_, fold != each)
    return raw, fold


def scores_of_unseen(rows: Rows, help_: Help, seen: Flags) -> Floats:
    """Return the raw scores of the other rows by heads that learned from the seen ones."""
    known, unseen = rows.take(seen), rows.take(~seen)
    made = learn(known, importance_of(known.counts), help_.take(seen), tell)
    linear = (unseen.counts @ made.weights) * fade(sizes(unseen.counts))[:, None] + made.bias
    deep = made.layers.scores(help_.take(~seen).pooled, len(HEADS))
    return np.asarray(linear + deep, dtype=np.float32)


def help_from(folder: Path, examples: Sequence[Example], rows: Rows, vectors: Company | None = None) -> Help:
    """Return what a folder of other people's texts and labels teaches about these examples."""
    texts = [example.text for example in examples]
    found = vectors or company([*every_text(folder), *texts])
    told = taught(folder, texts)
    lessons = without_whole(rows_of([Example(text, ()) for text in told.texts], empty_network()))
    helper = teacher(replace(lessons, answers=told.answers), rows.counts, tell)
    return Help(helper.scores(rows.counts), helper, pooled_rows(texts, found), found)


def pooled_rows(texts: Sequence[str], found: Company) -> Floats:
    """Return the sum and the maximum of the vectors of each text."""
    vocabulary = Vocabulary()
    parts = [
        pooled(sheet(texts[start : start + BATCH], vocabulary), vocabulary, found)
        for start in range(0, len(texts), BATCH)
    ]
    return np.concatenate(parts)


def without_rare(rows: Rows, fewest: int) -> Rows:
    """Return the rows without runs of letters and pairs that stand in fewer of them: most of the disk."""
    seen = np.bincount(rows.counts.indices, minlength=WIDTH)
    kept = sp.csr_array(rows.counts)
    rare = (seen[kept.indices] < fewest) & (kept.indices >= OFFSETS["letters"])
    kept.data = np.where(rare, 0, kept.data).astype(np.float32)
    kept.eliminate_zeros()
    return replace(rows, counts=kept)


def without_whole(rows: Rows) -> Rows:
    """Return rows of words alone: how long or loud a comment is tells of its set, not of its meaning."""
    counts = sp.csr_array(rows.counts)
    counts.data = np.where(counts.indices >= OFFSETS["whole"], 0, counts.data).astype(np.float32)
    counts.eliminate_zeros()
    return replace(rows, counts=counts)


def sets_of(examples: Sequence[Example]) -> tuple[dict[str, object], ...]:
    """Return the sets of examples with their rows and licences, the largest first."""
    rows = Counter((example.source, example.licence) for example in examples)
    return tuple(
        {"set": name, "rows": count, "licence": licence or "written for Vidhuk"}
        for (name, licence), count in rows.most_common()
    )


def tell(done: int, of: int) -> None:
    """Show the progress of the solver."""
    print(f"\r{done}/{of}", end="", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build a base artefact and print the figures of its cross-validation."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("files", nargs="+", type=Path, metavar="FILE")
    reader.add_argument("--name", required=True)
    reader.add_argument("--lessons", type=Path, help="a folder of other people's labels")
    reader.add_argument("--vectors", type=Path, help="an artefact whose word vectors are kept")
    reader.add_argument("--leave-out", nargs="*", default=(), metavar="SOURCE")
    reader.add_argument("--into", type=Path, default=ARTEFACTS / "base")
    chosen = reader.parse_args(arguments)
    examples = [example for file in chosen.files for example in read_examples(file)]
    vectors = shelf.read(chosen.vectors).network.company if chosen.vectors else None
    made, measured = build(
        examples,
        chosen.into,
        chosen.name,
        datetime.now(UTC),
        chosen.lessons,
        vectors,
        chosen.leave_out,
    )
    print(f"{made.card.name} in {made.folder}")
    print(table(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
