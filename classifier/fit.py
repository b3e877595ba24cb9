"""How heads are learned from nothing: logistic regression over weighed features, with the help of lessons."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from classifier.alphabet import Codes, Flags
from classifier.features import OFFSETS, SIZES, WIDTH, Floats, design, fade, sizes
from classifier.language import MIXED, OTHER, RU, UK, Counts, foreign, signs
from classifier.network import Company, Layers, empty_network
from classifier.rows import UNSAID, YES, Rows

SHARES = {"words": 0.2, "letters": 0.09, "pairs": 0.2, "whole": 0.3}  # weight of each block of features
STRENGTH = 4.0  # of the evidence against the wish for small weights
LINE_SHARE = 0.1  # spread of the sums of vectors
DEEP = 0.5  # share of the say that the hidden layer has
HIDDEN, ROUNDS, NETS = 256, 12, 2
FEWEST = 20  # comments of a language from which it can be told
LESSON_SHARE = 0.15  # spread of what lessons say, next to the features themselves

Progress = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Say nothing of the progress."""


def importance_of(counts: sp.csr_array) -> Floats:
    """Return how much each feature tells: the rarer the more, times the share of its block."""
    seen = np.bincount(counts.indices, minlength=WIDTH)
    rarity = np.log((counts.shape[0] + 1) / (np.maximum(seen, 1) + 1)) + 1
    for block, share in SHARES.items():
        where = slice(OFFSETS[block], OFFSETS[block] + SIZES[block])
        rarity[where] = rarity[where] * share if block != "whole" else share
    return rarity.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Teacher:
    """Heads for the questions of lessons, their scores brought to one scale."""

    weights: Floats  # features × questions
    middle: Floats  # of the scores, taken away from them

    def scores(self, counts: sp.csr_array) -> Floats:
        """Return what the lessons say of each row."""
        return np.asarray(
            (counts @ self.weights) * fade(sizes(counts))[:, None] - self.middle, dtype=np.float32
        )


@dataclass(frozen=True, slots=True)
class Help:
    """What is known of some rows beyond their own words; nothing, where nothing is given."""

    lessons: Floats | None = None  # rows × questions
    teacher: Teacher | None = None
    pooled: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    company: Company | None = None

    def take(self, which: Flags) -> "Help":
        """Return the help for some of the rows."""
        if self.lessons is None:
            return Help(pooled=np.zeros((int(which.sum()), 0), dtype=np.float32))
        return replace(self, lessons=self.lessons[which], pooled=self.pooled[which])


@dataclass(frozen=True, slots=True)
class Made:
    """What was learned: weights of the linear heads (features × heads), and the layers beside them."""

    weights: Floats
    bias: Floats
    layers: Layers


def learn(rows: Rows, importance: Floats, help_: Help, progress: Progress = silent) -> Made:
    """Return heads and layers whose scores are to be added up, each with its share of the say."""
    which = range(rows.answers.shape[1])
    if help_.lessons is None:
        weights, bias, _ = fit(rows, importance, which, None, progress)
        return Made(weights, bias, empty_network().layers)
    weights, bias, line = fit(rows, importance, which, help_, progress)
    layers = layers_of(help_.pooled, rows.answers == YES, line * (1 - DEEP))
    return Made(weights * (1 - DEEP), bias * (1 - DEEP), layers)


def layers_of(pooled: Floats, yes: Flags, line: Floats) -> Layers:
    """Return one hidden layer over sums and maxima: the mean of some that began at different chances."""
    middle, spread = pooled.mean(axis=0), pooled.std(axis=0) + 1e-6
    even = (pooled - middle) / spread
    nets = [_net(even, yes, seed) for seed in range(NETS)]
    share = DEEP / NETS
    return Layers(
        middle=middle.astype(np.float32),
        spread=spread.astype(np.float32),
        inner=np.hstack([net.coefs_[0] for net in nets]).astype(np.float16),
        inner_bias=np.concatenate([net.intercepts_[0] for net in nets]).astype(np.float32),
        outer=np.vstack([net.coefs_[1] * share for net in nets]).astype(np.float16),
        outer_bias=sum(net.intercepts_[1] * share for net in nets).astype(np.float32),
        line=line.astype(np.float16),
    )


def _net(even: Floats, yes: Flags, seed: int) -> MLPClassifier:
    size = min(256, len(even))
    net = MLPClassifier((HIDDEN,), alpha=0.01, batch_size=size, max_iter=ROUNDS, random_state=seed)
    net.set_params(learning_rate_init=0.002)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        return net.fit(even, yes)


def fit(
    rows: Rows, importance: Floats, which: Sequence[int], help_: Help | None, progress: Progress = silent
) -> tuple[Floats, Floats, Floats]:
    """Return the weights (features × heads), the biases, and the weights of the sums of vectors.

    A head is one logistic regression with an L2 penalty, solved in its dual, where a pass over
    the rows costs milliseconds (liblinear: Yu, Huang and Lin 2011). What the lessons say of a
    row are further features; being sums of weights themselves, they end in the same weights.
    """
    used = np.flatnonzero(np.bincount(rows.counts.indices, minlength=WIDTH))
    x, beside = design(rows.counts, importance)[:, used], _beside(help_)
    x = narrow(sp.csr_array(sp.hstack([x, *beside]) if beside else x))
    found, bias = np.zeros((x.shape[1], len(which)), dtype=np.float32), np.zeros(len(which), dtype=np.float32)
    for place, head in enumerate(which):
        said = rows.answers[:, head] != UNSAID
        found[:, place], bias[place] = _solve(x[said], rows.answers[said, head] == YES)
        progress(place + 1, len(which))
    weights = np.zeros((WIDTH, len(which)), dtype=np.float32)
    weights[used] = found[: len(used)] * importance[used, None]
    if help_ is None or help_.teacher is None:
        return weights, bias, found[len(used) :]
    questions = len(help_.teacher.middle)
    taught, line = found[len(used) : len(used) + questions], found[len(used) + questions :]
    return (
        weights + help_.teacher.weights @ taught,
        bias - help_.teacher.middle @ taught,
        line * _scale(help_),
    )


def _beside(help_: Help | None) -> list[sp.csr_array]:
    if help_ is None or help_.lessons is None:
        return []
    size = help_.pooled.shape[1] // 2
    return [sp.csr_array(help_.lessons), sp.csr_array(help_.pooled[:, :size] * _scale(help_).T)]


def _scale(help_: Help) -> Floats:
    """Return the factors that bring the dimensions of the sums to one spread, as a column."""
    size = help_.pooled.shape[1] // 2
    return np.asarray(LINE_SHARE / (help_.pooled[:, :size].std(axis=0) + 1e-6), dtype=np.float32)[:, None]


def teacher(lessons: Rows, of: sp.csr_array, progress: Progress = silent) -> Teacher:
    """Return heads for lessons, with scores of spread LESSON_SHARE around zero on the rows `of`."""
    weights, _, _ = fit(
        lessons, importance_of(lessons.counts), range(lessons.answers.shape[1]), None, progress
    )
    raw = (of @ weights) * fade(sizes(of))[:, None]
    scale = LESSON_SHARE / np.maximum(raw.std(axis=0), 1e-6)
    return Teacher((weights * scale).astype(np.float32), (raw.mean(axis=0) * scale).astype(np.float32))


def narrow(x: sp.csr_array) -> sp.csr_array:
    """Return the same matrix with indices as liblinear wants them."""
    return sp.csr_array((x.data, x.indices.astype(np.int32), x.indptr.astype(np.int32)), shape=x.shape)


def _solve(x: sp.csr_array, yes: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return the weights and the bias of one head; a head without both answers says no."""
    if yes.all() or not yes.any():
        return np.zeros(x.shape[1], dtype=np.float32), -5.0
    head = LogisticRegression(
        solver="liblinear", dual=True, C=STRENGTH, tol=0.03, max_iter=200, random_state=0
    )
    head.fit(x, yes)
    return head.coef_[0].astype(np.float32), float(head.intercept_[0])


def tongues(words: Counts, chances: Floats, said: Codes) -> tuple[tuple[float, ...], ...]:
    """Return the weights of language.signs for ru, uk and mixed; none where one of them is missing.

    `chances` are of comments that the heads did not see, `said` the numbers of their languages.
    """
    ours = (said < OTHER) & ~foreign(words)
    if any((said[ours] == each).sum() < FEWEST for each in (RU, UK, MIXED)):
        return ()
    found = LogisticRegression(max_iter=2000).fit(signs(words, chances)[ours], said[ours])
    table = np.column_stack([found.coef_, found.intercept_])
    return tuple(tuple(round(float(weight), 4) for weight in row) for row in table)
