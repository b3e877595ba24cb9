"""From the bytes of a letter to words, whatever its sender says of the character set. Pure."""

from binascii import Error as Garbled
from codecs import lookup
from collections import Counter
from email.errors import HeaderParseError
from email.header import decode_header

CYRILLIC = ("cp1251", "koi8-u", "cp866")  # what letters without a usable declaration are written in
WESTERN = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})  # what a lost declaration falls back to
OFTEN = frozenset("оаеинітрсвлкмдпуя")  # three of four letters of either language
TOLERATED = 20  # one unreadable sign in so many characters: a letter cut off at its size limit has one


def decoded(raw: bytes, named: str | None) -> str:
    """The text; what was declared is believed where it can be, and guessed where it cannot."""
    codec = _known(named)
    if codec and not (codec in WESTERN and any(byte > 0x7F for byte in raw)):
        text = raw.decode(codec, "replace")
        if text.count("\ufffd") * TOLERATED <= max(len(text), TOLERATED):
            return text
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        guess = max((raw.decode(each, "replace") for each in CYRILLIC), key=_likeness)
    return raw.decode(codec, "replace") if codec in WESTERN and _is_western(raw) else guess


def header(raw: str) -> str:
    """The words of a header line, on one line; `raw` holds bytes that are not ASCII as surrogates."""
    data = raw.encode("utf-8", "surrogateescape")
    if any(byte > 0x7F for byte in data):  # against the rules, and common
        raw = decoded(data, None)
    try:
        parts = decode_header(raw)
    except (HeaderParseError, Garbled, ValueError):
        parts = [(raw, None)]
    text = "".join(
        part if isinstance(part, str) else decoded(part, named or "utf-8") for part, named in parts
    )
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _known(named: str | None) -> str | None:
    """Python's name of a character set; None where the declaration means nothing."""
    plain = (named or "").strip().strip("\"'").lower().removeprefix("x-").replace("cp-", "cp")
    for attempt in (plain, plain.replace("win-", "cp"), plain.replace("windows12", "cp12")):
        try:
            found = lookup(attempt)
        except (LookupError, ValueError):  # a name may hold what no name can
            continue
        return found.name if found._is_text_encoding else None
    return None


def _likeness(text: str) -> float:
    """How much a text looks like Ukrainian or Russian: its letters are common ones, and mostly small."""
    signs = Counter(text)
    letters = sum(many for sign, many in signs.items() if sign.isalpha() and sign > "\x7f")
    common = sum(many for sign, many in signs.items() if sign.lower() in OFTEN)
    small = sum(many for sign, many in signs.items() if sign in OFTEN)
    strange = sum(many for sign, many in signs.items() if sign > "\x7f" and not sign.isalpha())
    return (common + small / 4 - 2 * strange) / max(1, letters)


def _is_western(raw: bytes) -> bool:
    """Whether signs beyond ASCII are the exception, as in words of Western languages."""
    beyond = sum(byte > 0x7F for byte in raw)
    plain = sum(byte < 0x80 and chr(byte).isalpha() for byte in raw)
    return beyond * 4 < plain
