"""Strangers' words, made fit for a mail: nothing personal, nothing to click on, nothing that hides."""

import re
import unicodedata

from models.personal import masked

QUOTED = 280  # characters

LINK = re.compile(r"(?i)(?:https?://|www\.)\S+|(?<![\w@.])(?:[\w-]+\.)+(?:[a-z]{2,24}|укр|рф)\b(?:/\S*)?")
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
JOINER = "\N{ZERO WIDTH JOINER}"  # holds emoji together


def tamed(text: str, limit: int = QUOTED) -> str:
    """The words on one line, at most `limit` characters: contacts and cards masked, links unclickable."""
    line = oneline(text)[: 3 * limit]  # the patterns take long over long texts, and the rest is cut anyway
    return shortened(LINK.sub(_unclickable, masked(line)), limit)


def oneline(text: str) -> str:
    """The text without line breaks, control characters and marks that turn or hide writing."""
    spaced = " ".join(text.split())
    return "".join(sign for sign in spaced if sign == JOINER or unicodedata.category(sign) not in HIDDEN)


def shortened(text: str, limit: int) -> str:
    """The text, cut at a word where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,.;:—-") + "…"


def _unclickable(found: re.Match[str]) -> str:
    address = re.sub(r"(?i)^https?://(?:www\.)?|^www\.", "", found[0])
    return shortened(address.replace(".", "[.]").replace("://", ":"), 60)
