"""Make the base artefact from files of labelled comments: `python -m classifier.build FILE… --name NAME`.

Nothing of the texts stays in it but hashed feature counts. Thresholds, calibration and the
figures of the card come from comments that the scores did not see, near-duplicates together.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
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
from classifier.features import VERSION, WIDTH, Floats, Vocabulary, fade, sizes
from classifier.groups import folds, groups
from classifier.learned import Card, Heads
from classifier.pipeline import chance
from classifier.rows import HEADS, Rows, rows_of
from classifier.train import RARE, fit, importance_of, quantised

FOLDS = 5
FROZEN = 12  # one group of this many is kept from training for good

ARTEFACTS = Path(__file__).parent / "artefacts"


def build(examples: Sequence[Example], folder: Path, name: str, at: datetime) -> tuple[Artefact, Report]:
    """Return a base artefact written to `folder`, and the report of its cross-validation."""
    everything = rows_of(examples, Vocabulary())
    group = groups(everything.counts)
    frozen = folds(group, FROZEN, seed=1) == 0
    rows = without_rare(everything.take(~frozen))
    raw = out_of_fold(rows, group[~frozen], seed=2)
    slope, shift = calibrate.slopes(raw, rows.answers)
    odds = raw * slope + shift
    limits = calibrate.thresholds(chance(odds), rows.answers)
    measured = report(rows, odds, limits)
    importance = importance_of(rows.counts)
    weights, bias = fit(rows, importance, np.ones(len(rows), dtype=np.float32), range(len(HEADS)), tell)
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


def out_of_fold(rows: Rows, group: Codes, seed: int, count: int = FOLDS) -> Floats:
    """Return the raw scores that each row gets from heads that never saw it or a copy of it."""
    fold = folds(group, count, seed)
    raw = np.zeros(rows.answers.shape, dtype=np.float32)
    for each in range(count):
        seen, unseen = rows.take(fold != each), rows.take(fold == each)
        importance = importance_of(seen.counts)
        weights, bias = fit(seen, importance, np.ones(len(seen), dtype=np.float32), range(len(HEADS)), tell)
        scores = unseen.counts @ weights
        raw[fold == each] = scores * fade(sizes(unseen.counts))[:, None] + bias
    return raw


def without_rare(rows: Rows) -> Rows:
    """Return the rows without letter runs and pairs that stand in one row only; they would fill the disk."""
    seen = np.bincount(rows.counts.indices, minlength=WIDTH)
    kept = sp.csr_array(rows.counts)
    kept.data = np.where(seen[kept.indices] >= RARE, kept.data, 0).astype(np.float32)
    kept.eliminate_zeros()
    return Rows(kept, rows.answers, rows.source, rows.sources)


def sets_of(examples: Sequence[Example]) -> tuple[dict[str, object], ...]:
    """Return the sets of examples with their rows and licences, the largest first."""
    rows = Counter((example.source, example.licence) for example in examples)
    return tuple(
        {"set": name, "rows": count, "licence": licence} for (name, licence), count in rows.most_common()
    )


def tell(done: int, of: int) -> None:
    """Show the progress of the solver."""
    print(f"\r{done}/{of}", end="", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build a base artefact and print the figures of its cross-validation."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("files", nargs="+", type=Path, metavar="FILE")
    reader.add_argument("--name", required=True)
    reader.add_argument("--into", type=Path, default=ARTEFACTS / "base")
    chosen = reader.parse_args(arguments)
    examples = [example for file in chosen.files for example in read_examples(file)]
    made, measured = build(examples, chosen.into, chosen.name, datetime.now(UTC))
    print(f"{made.card.name} in {made.folder}")
    print(table(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
