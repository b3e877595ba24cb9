"""Make the base artefact from files of labelled comments: `python -m classifier.build FILE… --name NAME`.

Nothing of the texts stays in it but hashed feature counts. Thresholds, calibration and the
figures of the card come from comments that the scores did not see, near-duplicates together.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from classifier import artefact as shelf
from classifier import calibrate
from classifier.alphabet import Codes
from classifier.artefact import Artefact
from classifier.evaluate import Report, report, table
from classifier.examples import Example, read_examples
from classifier.features import OFFSETS, VERSION, WIDTH, Floats, Vocabulary, fade, sizes
from classifier.fit import Teacher, fit, importance_of, teacher
from classifier.groups import folds, groups
from classifier.learned import Card, Heads, quantised
from classifier.lessons import taught
from classifier.pipeline import chance
from classifier.rows import HEADS, Rows, rows_of

FOLDS = 5
RARE = 2  # a feature in fewer rows is left out of them
FROZEN = 12  # one group of this many is kept from training for good

ARTEFACTS = Path(__file__).parent / "artefacts"


def build(
    examples: Sequence[Example], folder: Path, name: str, at: datetime, lessons: Path | None = None
) -> tuple[Artefact, Report]:
    """Return a base artefact written to `folder`, and the report of its cross-validation."""
    everything = rows_of(examples, Vocabulary())
    helper = teacher_of(lessons, examples, everything) if lessons else None
    group = groups(everything.counts)
    frozen = folds(group, FROZEN, seed=1) == 0
    rows = without_rare(everything.take(~frozen))
    raw = out_of_fold(rows, group[~frozen], helper)
    slope, shift = calibrate.slopes(raw, rows.answers)
    odds = raw * slope + shift
    limits = calibrate.thresholds(chance(odds), rows.answers)
    measured = report(rows, odds, limits)
    importance = importance_of(rows.counts)
    weights, bias = fit(rows, importance, range(len(HEADS)), helper, tell)
    card = Card(
        name=name,
        made_at=at.isoformat(timespec="seconds"),
        base=name,
        features=VERSION,
        heads=HEADS,
        thresholds=limits,
        margin=calibrate.margin(odds, limits),
        sets=sets_of(examples),
        decisions=0,
        metrics=measured.values(),
        sha256={},
    )
    small, step = quantised(weights)
    heads = Heads(small, step, bias, slope, shift, importance.astype(np.float16))
    parts = {shelf.TRAIN_FILE: rows, shelf.FROZEN_FILE: everything.take(frozen)}
    return shelf.write(folder, card, heads, parts), measured


def out_of_fold(rows: Rows, group: Codes, helper: Teacher | None, seed: int = 2) -> Floats:
    """Return the raw scores that each row gets from heads that never saw it or a copy of it."""
    fold = folds(group, FOLDS, seed)
    raw = np.zeros(rows.answers.shape, dtype=np.float32)
    for each in range(FOLDS):
        seen, unseen = rows.take(fold != each), rows.take(fold == each)
        weights, bias = fit(seen, importance_of(seen.counts), range(len(HEADS)), helper, tell)
        raw[fold == each] = (unseen.counts @ weights) * fade(sizes(unseen.counts))[:, None] + bias
    return raw


def teacher_of(folder: Path, examples: Sequence[Example], rows: Rows) -> Teacher:
    """Return the teacher that a folder of other people's labels makes."""
    told = taught(folder, [example.text for example in examples])
    as_examples = [Example(text, ()) for text in told.texts]
    lessons = replace(rows_of(as_examples, Vocabulary()), answers=told.answers)
    return teacher(lessons, rows.counts, tell)


def without_rare(rows: Rows) -> Rows:
    """Return the rows without runs of letters and pairs that stand in one row only: most of the disk."""
    seen = np.bincount(rows.counts.indices, minlength=WIDTH)
    kept = sp.csr_array(rows.counts)
    rare = (seen[kept.indices] < RARE) & (kept.indices >= OFFSETS["letters"])
    kept.data = np.where(rare, 0, kept.data).astype(np.float32)
    kept.eliminate_zeros()
    return replace(rows, counts=kept)


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
    reader.add_argument("--into", type=Path, default=ARTEFACTS / "base")
    chosen = reader.parse_args(arguments)
    examples = [example for file in chosen.files for example in read_examples(file)]
    made, measured = build(examples, chosen.into, chosen.name, datetime.now(UTC), chosen.lessons)
    print(f"{made.card.name} in {made.folder}")
    print(table(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
