"""Speed, as ratios against a bare baseline measured in the same run: `make bench`."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from statistics import median

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline

from classifier import artefact
from classifier.registry import BASE, SHIPPED
from listener.replica.scenario import labels
from models.labels import primary_of
from tests.classifier.bench import fasttext_ratios
from tests.isolation import BAD, GOOD, isolation_ratio
from tests.listener.bench import collect_ratio
from tests.web.board_bench import page_times

MANY = 4000  # texts
ROUNDS = 5


def main() -> None:
    """Print every ratio; above 1 means faster than the baseline for labelling, slower for collecting."""
    plain, with_evidence = classify_ratios()
    print("comments a second of `classify` against a bare scikit-learn TF-IDF pipeline")
    print(f"  labels alone   {plain:5.2f} times as many")
    print(f"  with evidence  {with_evidence:5.2f} times as many")
    print_against_fasttext(MANY, ROUNDS)
    print("one collecting turn of 1,000 comments against the same requests, parsing and inserts alone")
    for platform in ("vk", "telegram"):
        print(f"  {platform:13}  {collect_ratio(platform):5.2f} times as long")
    print(f"a new comment on {GOOD} sources while {3 * BAD} others hang, fail or drip, against without those")
    print(f"  until stored   {isolation_ratio():5.2f} times as long")


def print_against_fasttext(many: int, rounds: int) -> None:
    """Print how labelling stands against fastText, or that it is not there."""
    told = labels(datetime.now(UTC))
    texts = [f"{told[number % len(told)].text} {number}" for number in range(many)]
    primaries = [primary_of(told[number % len(told)].flags) for number in range(many)]
    found = fasttext_ratios(texts, primaries, seconds, rounds)
    if found is None:
        print("fastText is not installed (pip install fasttext-wheel): left out")
        return
    print(f"comments a second of `classify` against fastText's predict ({found.rate:,.0f} a second)")
    print(f"  linear heads   {found.scorer:5.2f} times as many")
    print(f"  as shipped     {found.shipped:5.2f} times as many")
    print(f"  with evidence  {found.evidence:5.2f} times as many")
    print("server time of the board with 1,000,000 mentions and 50,000 open cases against 10,000 and 500")
    for each in page_times():
        print(f"  {each.page:34} {each.few:6.0f} ms {each.many:6.0f} ms {each.ratio:5.2f} times as long")


def classify_ratios(many: int = MANY, rounds: int = ROUNDS) -> tuple[float, float]:
    """How many comments a second are labelled, without and with evidence, as multiples of the bare pipeline.

    Each round times all three on the same texts, in turn; the medians of the rounds' ratios are given.
    """
    told = labels(datetime.now(UTC))
    texts = [f"{told[number % len(told)].text} {number}" for number in range(many)]
    bare = bare_pipeline([each.text for each in told], [primary_of(each.flags) for each in told])
    shipped = artefact.load(SHIPPED / BASE)
    shipped.classify(texts[:500])  # the dictionaries are read once
    timed = [
        [
            seconds(lambda: bare.predict(texts)),
            seconds(lambda: shipped.classify(texts, evidence=False)),
            seconds(lambda: shipped.classify(texts, evidence=True)),
        ]
        for _ in range(rounds)
    ]
    return median(r[0] / r[1] for r in timed), median(r[0] / r[2] for r in timed)


def bare_pipeline(texts: Sequence[str], primaries: Sequence[str]) -> Pipeline:
    """Word 1–2-grams and 2–5 character n-grams, TF-IDF, logistic regression: what anybody would try first."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    both = FeatureUnion([("words", words), ("letters", letters)])
    return make_pipeline(both, LogisticRegression(max_iter=1000)).fit(texts, np.array(primaries))


def seconds(work: Callable[[], object]) -> float:
    """How much processor time of this process the work takes, so that other programs do not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
