"""What other people's labels teach: each is one more yes-or-no question about comments of its own.

Their answers are not Vidhuk's labels, but whoever can tell sadness, abuse or a dislike of a
bank knows more of what words mean. Each question gets a head; the scores of these heads are
further features of a comment while the base is built, and are folded into its weights.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Lesson = dict[str, bool]  # question → answer; a question that is not there was not asked

MOST = 12_000  # comments of one set
LONGEST = 600  # letters of one comment
SHINGLE = 6  # words in a row that two different comments never share
FEWEST = 60  # answers of either kind that make a question worth asking

EMOTIONS = ("joy", "anger", "sadness", "fear", "surprise", "disgust")
SIGNS = {"positive": "+", "p": "+", "+": "+", "negative": "-", "n": "-", "-": "-", "--": "-"} | {
    "neutral": "0", "mixed": "0", "0": "0",
}  # fmt: skip
_WORD = re.compile(r"\w+")


def emotions(name: str) -> Callable[[dict[str, Any]], Lesson]:
    """Which emotions a comment shows, or none."""

    def lesson(row: dict[str, Any]) -> Lesson:
        shown = row["label"]
        return {f"{name} {emotion}": emotion in shown for emotion in EMOTIONS} | {f"{name} none": not shown}

    return lesson


def polarity(name: str) -> Callable[[dict[str, Any]], Lesson]:
    """Whether a comment is for or against its subject."""

    def lesson(row: dict[str, Any]) -> Lesson:
        sign = SIGNS.get(row["label"])
        return {f"{name} for": sign == "+", f"{name} against": sign == "-"} if sign else {}

    return lesson


def one(name: str, *labels: str) -> Callable[[dict[str, Any]], Lesson]:
    """Whether a comment has one of these labels."""
    return lambda row: {name: row["label"] in labels}


def known(name: str) -> Callable[[dict[str, Any]], Lesson]:
    """Whether a comment was written in this place, against all other places."""
    return lambda row: {name: True}


def sensitive(row: dict[str, Any]) -> Lesson:
    """Which sensitive topics a comment touches."""
    return {"sensitive": bool(row["label"])} | {
        f"sensitive {topic}": row["label"].get(topic, 0) >= 0.5 for topic in TOPICS
    }


def inappropriate(row: dict[str, Any]) -> Lesson:
    """Whether a comment would harm its author's reputation, and by which topic."""
    share, topics = row["label"].get("inappropriate"), row["label"].get("topics") or ()
    if share is None:
        return {}
    told = {"inappropriate": share >= 0.5, "inappropriate topic": bool(topics)}
    return told | {f"inappropriate {topic}": topic in topics for topic in TOPICS}


TOPICS = (
    *("body_shaming", "drugs", "health_shaming", "offline_crime", "online_crime", "politics", "pornography"),
    *("prostitution", "racism", "religion", "sexism", "sexual_minorities", "slavery", "social_injustice"),
    *("terrorism", "weapons"),
)

LESSONS: dict[str, Callable[[dict[str, Any]], Lesson]] = {
    "brighter_emotions_ru": emotions("emotion"),
    "brighter_emotions_uk": emotions("emotion uk"),
    "cedr_emotions": emotions("emotion"),
    "cosmus_gpt35_augmentations_SYNTHETIC": polarity("synthetic"),
    "cosmus_precursor_unlabelled": known("place cosmus"),
    "inappropriate_messages": inappropriate,
    "romip2012_news_quotes": polarity("quote"),
    "ru_bank_reviews_gazprombank": known("place bank reviews"),
    "ru_spam_stankin": one("spam", "spam"),
    "ru_spam_talyguryn": one("spam", "spam"),
    "ru_support_questions_rutube": known("place support"),
    "ru_toxic_comments_detox_test": one("toxic comment", "toxic"),
    "rusentitweet": polarity("tweet"),
    "russe_detox_toxic_vs_neutral": one("toxic", "toxic"),
    "sensitive_topics": sensitive,
    "sentirueval_banks_telecom": polarity("bank"),
    "surzhyk_youtube_abusive": one("abusive", "abusive"),
    "tg_spam_samples": one("spam", "spam"),
    "uk_forum_sentences_unlabelled": known("place forum"),
    "uk_store_reviews_kosovan_MACHINE_TRANSLATED": polarity("shop"),
    "uk_store_reviews_kosovan_native": polarity("shop"),
    "uk_tweets_verner_labelled": polarity("tweet uk"),
    "unlp2025_telegram_manipulation": lambda row: {"manipulative": row["label"]["manipulative"]},
}


@dataclass(frozen=True, slots=True)
class Taught:
    """Comments with the answers to every question: 1 yes, 0 no, -1 not asked."""

    texts: list[str]
    questions: tuple[str, ...]
    answers: np.ndarray[tuple[int, int], np.dtype[np.int8]]


def taught(folder: Path, apart_from: Sequence[str]) -> Taught:
    """Return the lessons of a folder of sets, without what shares words with texts that will be measured."""
    avoid = Shingles(apart_from)
    chance = np.random.default_rng(0)
    told: list[tuple[str, Lesson]] = []
    for name, lesson in LESSONS.items():
        own = [
            (text, said) for text, said in _read(folder / f"{name}.jsonl.gz", lesson) if not avoid.share(text)
        ]
        picked = chance.permutation(len(own))[:MOST]
        told += [own[place] for place in sorted(picked.tolist())]
    return _table(told)


def every_text(folder: Path) -> Iterator[str]:
    """Yield the texts of every set in a folder, labelled or not."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts = (json.loads(line)["text"] for line in lines)
            yield from (text for text in texts if isinstance(text, str))


def _read(path: Path, lesson: Callable[[dict[str, Any]], Lesson]) -> Iterator[tuple[str, Lesson]]:
    if not path.exists():
        return  # a base can be made without some of the sets
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if isinstance(row["text"], str) and (said := lesson(row)):
                yield row["text"][:LONGEST], said


def _table(told: Sequence[tuple[str, Lesson]]) -> Taught:
    questions = sorted({question for _, said in told for question in said})
    column = {question: place for place, question in enumerate(questions)}
    answers = np.full((len(told), len(questions)), -1, dtype=np.int8)
    for row, (_, said) in enumerate(told):
        for question, answer in said.items():
            answers[row, column[question]] = answer
    for question in questions:
        if question.startswith("place "):
            answers[answers[:, column[question]] < 0, column[question]] = 0
    enough = [place for place in range(len(questions)) if _enough(answers[:, place])]
    return Taught([text for text, _ in told], tuple(questions[place] for place in enough), answers[:, enough])


def _enough(answers: np.ndarray[tuple[int], np.dtype[np.int8]]) -> bool:
    return min(int((answers == 1).sum()), int((answers == 0).sum())) >= FEWEST


class Shingles:
    """Runs of words of some texts, to find others that share one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.runs: set[tuple[str, ...]] = set()
        for text in texts:
            self.runs.update(_runs(text))

    def share(self, text: str) -> bool:
        """Return whether a text has a run of words in common with them, or is one of them."""
        return any(run in self.runs for run in _runs(text))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    for start in range(max(1, len(words) - SHINGLE + 1)):
        yield tuple(words[start : start + SHINGLE])
