"""The labels a comment can carry; docs/labels.md says what each means."""

from collections.abc import Collection

FLAGS = ("complaint", "question", "praise", "risk")
PRIMARY_ORDER = ("risk", "complaint", "question", "praise")
NEEDS_A_PERSON = frozenset(("complaint", "question", "risk"))
OTHER = "other"
PRIMARIES = (*PRIMARY_ORDER, OTHER)
SENTIMENTS = ("negative", "neutral", "positive")
LANGUAGES = ("ru", "uk", "mixed", "other")
RISK_TOPICS = (
    "politics",
    "war",
    "hate",
    "violence",
    "crime",
    "fraud",
    "safety",
    "legal",
    "privacy",
    "boycott",
)


def primary_of(flags: Collection[str]) -> str:
    """The one label that stands for a set of flags."""
    return next((flag for flag in PRIMARY_ORDER if flag in flags), OTHER)
