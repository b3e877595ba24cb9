"""Ready answers: which language, and what stands in the place of their variables. Pure."""

import re
from collections.abc import Mapping

VARIABLES = ("name", "brand", "operator")
FALLBACK: Mapping[str, tuple[str, ...]] = {
    "uk": ("uk", "ru", "en"),
    "ru": ("ru", "uk", "en"),
    "mixed": ("uk", "ru", "en"),
    "other": ("en", "uk", "ru"),
}
VARIABLE = re.compile(r"\{([^{}\n]{0,40})\}")
MISSING = re.compile(r"^\{(\w+)\}[ ,!]*|[ ,]*\{(\w+)\}")


def unknown(text: str) -> list[str]:
    """The variables of a text that nobody knows, in their order."""
    return [name for name in VARIABLE.findall(text) if name not in VARIABLES]


def spoken(texts: Mapping[str, str], language: str | None) -> str:
    """The text in the customer's language, else in the nearest one there is."""
    wanted = FALLBACK.get(language or "", FALLBACK["uk"])
    return next((texts[each] for each in wanted if texts.get(each)), "")


def filled(text: str, values: Mapping[str, str | None]) -> str:
    """The text with its variables filled; one without a value goes, and the comma before it."""

    def without(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return found[0] if values.get(name) or name not in VARIABLES else ""

    whole = MISSING.sub(without, text)
    said = VARIABLE.sub(lambda found: values.get(found[1]) or found[0], whole)
    return said if whole == text else said[:1].upper() + said[1:]
