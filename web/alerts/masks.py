"""Strangers' words, made fit for a mail: nothing personal, nothing to click on, nothing that hides."""

import re
import unicodedata

QUOTED = 280  # characters

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){3,7}(?:[ -]?[A-Za-z0-9]{1,3})?\b")
NUMBER = re.compile(
    r"(?<![\w+])\+?\d(?:[ ()‐–—-]{0,3}\d){8,18}(?!\w)"
)  # phones and cards, however they are spaced
DOTTED = re.compile(r"(?<![\w.])\+?\d{3,5}(?:\.\d{2,3}){3,4}(?![\w.])")  # 067.123.45.67
LINK = re.compile(r"(?i)(?:https?://|www\.)\S+|(?<![\w@.])(?:[\w-]+\.)+(?:[a-z]{2,24}|укр|рф)\b(?:/\S*)?")
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
JOINER = "\N{ZERO WIDTH JOINER}"  # holds emoji together


def tamed(text: str, limit: int = QUOTED) -> str:
    """The words on one line, at most `limit` characters: contacts and cards masked, links unclickable."""
    line = oneline(text)[: 3 * limit]  # the patterns take long over long texts, and the rest is cut anyway
    line = EMAIL.sub("•••@•••", line)
    for digits in (IBAN, DOTTED, NUMBER):
        line = digits.sub(_tail, line)
    return shortened(LINK.sub(_unclickable, line), limit)


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


def _tail(found: re.Match[str]) -> str:
    digits = [sign for sign in found[0] if sign.isdigit()]
    return "•••" + "".join(digits[-2:])


def _unclickable(found: re.Match[str]) -> str:
    address = re.sub(r"(?i)^https?://(?:www\.)?|^www\.", "", found[0])
    return shortened(address.replace(".", "[.]").replace("://", ":"), 60)
