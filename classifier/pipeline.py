"""A trained classifier in memory: texts in, verdicts out, with numpy alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from classifier import evidence as proof
from classifier.alphabet import Codes
from classifier.evidence import Said
from classifier.features import (
    MOST_WORDS,
    Floats,
    Sheet,
    Vocabulary,
    fade,
    sheet,
    sizes,
    word_columns,
)
from classifier.language import languages, tally
from classifier.learned import Card, Heads
from classifier.network import Network, pool
from classifier.rows import BATCH, FLAG_HEADS, HEADS, LANGUAGE_HEADS, SENTIMENT_HEADS, TOPIC_HEADS, Rows
from models.labels import FLAGS, LANGUAGES, PRIMARY_ORDER, RISK_TOPICS, SENTIMENTS, primary_of
from models.records import Evidence, Verdict

MOST_LETTERS = 300_000  # of one batch

Flags = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Pipeline:
    """Labels comments; remembers the words it has met, so that the next comments cost less."""

    card: Card
    heads: Heads
    network: Network
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    _known: Floats = field(default_factory=lambda: np.zeros((MOST_WORDS, len(HEADS)), dtype=np.float32))
    _meaning: npt.NDArray[np.float16] = field(init=False)  # vectors of the words, and how much each counts
    _count: int = 0  # words whose scores are known
    _forgotten: int = 0

    def __post_init__(self) -> None:
        self._meaning = np.zeros((MOST_WORDS, self.network.layers.size + 1), dtype=np.float16)

    @property
    def name(self) -> str:
        """The name of the artefact."""
        return self.card.name

    def classify(
        self, texts: Sequence[str], evidence: bool = True, moves: Floats | None = None
    ) -> list[Verdict]:
        """Return one verdict a text, in order; any text has one, an empty or foreign one too.

        `moves` (texts × HEADS) are added to the log-odds: what is known of a text beyond its words.
        """
        found: list[Verdict] = []
        for batch in batches(texts):
            own = moves[len(found) : len(found) + len(batch)] if moves is not None else None
            found += self._judge(batch, evidence, own)
        return found

    def log_odds(self, texts: Sequence[str]) -> Floats:
        """Return the calibrated log-odds of HEADS for each text."""
        parts = [self._scores(sheet(batch, self.vocabulary))[0] for batch in batches(texts)]
        return np.concatenate(parts) if parts else np.zeros((0, len(HEADS)), dtype=np.float32)

    def languages(self, texts: Sequence[str]) -> list[str]:
        """Return the language of each text."""
        return [verdict.language for verdict in self.classify(texts, evidence=False)]

    def _judge(self, texts: Sequence[str], evidence: bool, moves: Floats | None) -> list[Verdict]:
        batch = sheet(texts, self.vocabulary)
        odds, said = self._scores(batch)
        odds = odds if moves is None else odds + moves
        chances = chance(odds)
        given = decide(chances, self.card.thresholds)
        sure = confident(chances, given, self.card.margin)
        tongue = languages(
            tally(self.vocabulary.language[batch.number], batch.words.text, len(texts)),
            chances[:, LANGUAGE_HEADS],
            self.card.tongues,
        )
        spans = self._evidence(batch, said, given) if evidence else [()] * len(texts)
        return self._verdicts(odds, chances, given, tongue, sure, spans)

    def _evidence(self, batch: Sheet, said: Said, given: Flags) -> list[tuple[Evidence, ...]]:
        return proof.spans(self.heads, self.network.layers, batch, said, given[:, FLAG_HEADS])

    def _verdicts(
        self,
        odds: Floats,
        chances: Floats,
        given: Flags,
        language: Codes,
        sure: Flags,
        spans: Sequence[tuple[Evidence, ...]],
    ) -> list[Verdict]:
        mood = feeling(odds[:, SENTIMENT_HEADS])
        each = zip(
            np.round(chances[:, FLAG_HEADS].astype(np.float64), 4).tolist(),
            given.tolist(),
            mood.argmax(axis=1).tolist(),
            np.round(mood.max(axis=1).astype(np.float64), 4).tolist(),
            language.tolist(),
            sure.tolist(),
            spans,
            strict=True,
        )
        return [
            Verdict(
                scores=dict(zip(FLAGS, scores, strict=True)),
                flags=(flags := tuple(compress(FLAGS, has[FLAG_HEADS]))),
                primary=primary_of(flags),
                sentiment=SENTIMENTS[feels],
                sentiment_score=felt,
                language=LANGUAGES[tongue],
                risk_topics=tuple(compress(RISK_TOPICS, has[TOPIC_HEADS])),
                confident=certain,
                evidence=evidence,
                artefact=self.name,
            )
            for scores, has, feels, felt, tongue, certain, evidence in each
        ]

    def _scores(self, batch: Sheet) -> tuple[Floats, Said]:
        """Return the log-odds of each comment, and what each of its words says."""
        heads, said = self.heads, self._said(batch)
        total = _sum(said.scores, batch.words.text, batch.height)
        total += _sum(heads.weights[batch.pairs.columns], batch.pairs.text, batch.height) * heads.step
        total += heads.weights[batch.whole].sum(axis=1, dtype=np.float32) * heads.step
        size = np.bincount(batch.words.text, minlength=batch.height)
        raw = total * fade(size)[:, None] + heads.bias
        raw += self.network.layers.scores(said.pooled, len(HEADS))
        return raw * heads.slope + heads.shift, said

    def _said(self, batch: Sheet) -> Said:
        scores = self._word_scores()[batch.number]
        meaning = self._meaning[batch.number].astype(np.float32)
        vectors, counts = meaning[:, :-1], meaning[:, -1]
        pooled = pool(vectors, counts, batch.words.text, batch.height)
        return Said(scores, vectors * counts[:, None], pooled)

    def _word_scores(self) -> Floats:
        """Return the scores of all words of the vocabulary, computing those of the new ones."""
        if self.vocabulary.forgotten != self._forgotten:
            self._count, self._forgotten = 0, self.vocabulary.forgotten
        new = self.vocabulary.entries[self._count :]
        if new:
            where = slice(self._count, len(self.vocabulary))
            self._known[where] = weighed(word_columns(new), self.heads)
            vectors, counts = self.network.company.vectors_of([entry.spelling for entry in new])
            self._meaning[where] = np.column_stack([vectors, counts])
            self._count = len(self.vocabulary)
        return self._known


def batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a sequence into batches that are quick to handle and never large in memory."""
    start = letters = 0
    for place, text in enumerate(texts):
        if place > start and (place - start >= BATCH or letters + len(text) > MOST_LETTERS):
            yield texts[start:place]
            start, letters = place, 0
        letters += len(text)
    if start < len(texts):
        yield texts[start:]


def weighed(counts: sp.csr_array, heads: Heads) -> Floats:
    """Return the sum of the weights of each row's features."""
    used, place = np.unique(counts.indices, return_inverse=True)
    few = sp.csr_array((counts.data, place, counts.indptr), shape=(counts.shape[0], len(used)))
    return np.asarray(few @ (heads.weights[used].astype(np.float32) * heads.step), dtype=np.float32)


def raw_scores(rows: Rows, heads: Heads) -> Floats:
    """Return the scores of HEADS, not yet calibrated, for comments that are numbers already."""
    linear = weighed(rows.counts, heads) * fade(sizes(rows.counts))[:, None]
    return np.asarray(linear + heads.bias + rows.deep, dtype=np.float32)


def log_odds(rows: Rows, heads: Heads) -> Floats:
    """Return the calibrated log-odds of HEADS for comments that are numbers already."""
    return raw_scores(rows, heads) * heads.slope + heads.shift


def chance(odds: Floats) -> Floats:
    """Return log-odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), dtype=np.float32)


def decide(chances: Floats, thresholds: Mapping[str, float]) -> Flags:
    """Return which heads are given: those over their thresholds; topics with a risk only, but then one."""
    limits = np.array([thresholds.get(head, 0.5) for head in HEADS], dtype=np.float32)
    given = chances >= limits
    topics = chances[:, TOPIC_HEADS] / limits[TOPIC_HEADS]
    given[:, TOPIC_HEADS] |= topics == topics.max(axis=1, keepdims=True)
    given[:, TOPIC_HEADS] &= given[:, HEADS.index("risk"), None]
    return np.asarray(given, dtype=np.bool_)


def distances(odds: Floats, given: Flags, thresholds: Mapping[str, float]) -> Floats:
    """Return how far, in log-odds, the nearest flag that decides the primary label is from its threshold."""
    order = [HEADS.index(flag) for flag in PRIMARY_ORDER]
    limits = np.array([thresholds.get(flag, 0.5) for flag in PRIMARY_ORDER])
    away = np.abs(odds[:, order] - np.log(limits / (1 - limits)))
    settled = np.cumsum(given[:, order], axis=1) - given[:, order] > 0  # a flag before it has decided
    return np.asarray(np.where(settled, np.inf, away).min(axis=1), dtype=np.float32)


def assurance(chances: Floats, given: Flags) -> Floats:
    """Return the chance that each primary label is right: its flag there, all before it not."""
    order = [HEADS.index(flag) for flag in PRIMARY_ORDER]
    none = np.cumprod(1 - chances[:, order], axis=1)
    before = np.column_stack([np.ones(len(none)), none[:, :-1]])
    labels = np.column_stack([before * chances[:, order], none[:, -1]])
    decided = np.column_stack([given[:, order], np.ones(len(given), dtype=np.bool_)]).argmax(axis=1)
    return np.asarray(labels[np.arange(len(labels)), decided], dtype=np.float32)


def confident(chances: Floats, given: Flags, margin: float) -> Flags:
    """Return which verdicts have a primary label that is as likely as `margin` or more."""
    return np.asarray(assurance(chances, given) >= margin, dtype=np.bool_)


def feeling(odds: Floats) -> Floats:
    """Return the shares of negative, neutral and positive."""
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def _sum(values: Floats | npt.NDArray[np.int8], text: Codes, height: int) -> Floats:
    """Return the sum of the values of each comment."""
    ones = np.ones(len(text), dtype=np.float32)
    gather = sp.csr_array((ones, (text, np.arange(len(text)))), shape=(height, len(text)))
    return np.asarray(gather @ values, dtype=np.float32)
