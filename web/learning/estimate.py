"""How often the machine is right on live comments, from the answered part of the random share. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from models.labels import FLAGS
from models.learning import Answered, Share

Z = 1.96  # of an interval that holds the truth 95 times of a hundred


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, as a share with its interval."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """The share seen; 0 of nothing."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, 95 times of a hundred."""
        return wilson(self.right, self.of)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How well one flag is given on live comments."""

    flag: str
    precision: Rate  # of those that were given it
    recall: Rate  # of those that a person gives it


def estimates(share: Share) -> Iterator[Estimate]:
    """How well each flag is given, by the answered part of the random share."""
    for flag in FLAGS:
        given = [each for each in share.answered if flag in each.said]
        there = [each for each in share.answered if flag in each.decided]
        both = sum(flag in each.decided for each in given)
        yield Estimate(flag, Rate(both, len(given)), Rate(both, len(there)))


def whole(share: Share) -> Rate:
    """How many comments got exactly the flags that a person gives them."""
    return Rate(sum(map(_right, share.answered)), len(share.answered))


def wilson(right: int, of: int) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927); everything is possible where nothing was seen."""
    if not of:
        return 0.0, 1.0
    seen, more = right / of, Z * Z / of
    middle = (seen + more / 2) / (1 + more)
    reach = Z * sqrt(seen * (1 - seen) / of + more / (4 * of)) / (1 + more)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _right(answer: Answered) -> bool:
    return set(answer.said) == set(answer.decided)
