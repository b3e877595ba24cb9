"""What in a text belongs to one person alone: found for a warning, masked wherever it leaves the board."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("phone", "card", "iban", "taxpayer", "passport", "email", "address")
NUMBER = "number"  # long and nobody's for certain: an order, a parcel; masked, but nothing to warn of

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){3,7}(?:[ -]?[A-Za-z0-9]{1,3})?\b")
DIGITS = re.compile(r"(?<![\w+])\+?\d(?:[ ()‐–—-]{0,3}\d){8,18}(?!\w)")  # however they are spaced
DOTTED = re.compile(r"(?<![\w.])\+?\d{3,5}(?:\.\d{2,3}){3,4}(?![\w.])")  # 067.123.45.67
PASSPORT = re.compile(r"(?<![\w])[А-ЯІЇЄҐ]{2} ?№? ?\d{6}(?!\w)")
STREET = (
    r"(?:вул(?:иц[яіюе])?|ул(?:иц[аеыу])?|просп(?:ект\w?)?|пр-т|б-р|бульвар\w?|пров(?:ул\w+)?|пер(?:еул\w+)?)"
)
HOME = r"(?:кв(?:артир\w)?|під'?їзд|подъезд|домофон)"
ADDRESS = re.compile(
    rf"(?i)\b{STREET}\b\.? ?[^\d\n]{{2,40}}\d{{1,4}}[\w/-]{{0,4}}"  # the house
    rf"[,. ]+(?:[^\d\n]{{0,12}} )?{HOME}\b\.? ?№? ?\d{{1,4}}"
)

NEAR = 24  # characters before a number in which a word says what it is
CARD_SAID = re.compile(r"(?i)\b(?:карт|card)")
TAXPAYER_SAID = re.compile(r"(?i)\b(?:іпн|инн|рнокпп|ідентифікаційн|идентификационн)")
PASSPORT_SAID = re.compile(r"(?i)\b(?:паспорт|passport|id-карт)")
PHONE = re.compile(r"(?:380|80|0)(?:[3-9]\d)\d{7}|(?:7|8)[3489]\d{9}")
INTERNATIONAL = re.compile(r"\+[1-9]\d{9,14}")
BORN = range(7_306, 43_830)  # days since 1899-12-31: 1920 to 2019
WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text that is somebody's own."""

    start: int  # offsets in characters
    end: int
    kind: str  # one of KINDS, or NUMBER


def personal(text: str) -> list[Stretch]:
    """What in a text is personal for certain, in order: each of a kind of KINDS."""
    return [each for each in stretches(text) if each.kind != NUMBER]


def stretches(text: str) -> list[Stretch]:
    """Everything that is masked, in order and without overlaps."""
    found: list[Stretch] = []
    for each in sorted(_all(text), key=lambda each: (each.start, -each.end)):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return found


def masked(text: str) -> str:
    """The text with each personal stretch, and each long number, masked but for its last two digits."""
    shown, place = [], 0
    for each in stretches(text):
        shown += [text[place : each.start], mask(text[each.start : each.end], each.kind)]
        place = each.end
    return "".join((*shown, text[place:]))


def mask(words: str, kind: str) -> str:
    """What stands in place of one stretch."""
    if kind == "email":
        return "•••@•••"
    digits = [sign for sign in words if sign.isdigit()]
    return "•••" + ("" if kind == "address" else "".join(digits[-2:]))


def luhn(digits: str) -> bool:
    """Whether the last digit fits the others, as in the number of every card (ISO/IEC 7812-1)."""
    doubled = (int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def iban(text: str) -> bool:
    """Whether an account number fits its check digits (ISO 13616)."""
    plain = re.sub(r"[ -]", "", text).upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii() or not plain.isalnum():
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def taxpayer(digits: str) -> bool:
    """Whether ten digits can be a Ukrainian taxpayer: a day of birth in front, a check digit at the end."""
    if len(digits) != 10 or int(digits[:5]) not in BORN:
        return False
    weighed = sum(int(sign) * weight for sign, weight in zip(digits[:9], WEIGHTS, strict=True))
    return weighed % 11 % 10 == int(digits[9])


def _all(text: str) -> Iterator[Stretch]:
    for pattern, kind in ((EMAIL, "email"), (PASSPORT, "passport"), (ADDRESS, "address")):
        yield from (Stretch(*found.span(), kind) for found in pattern.finditer(text))
    for found in IBAN.finditer(text):
        yield Stretch(*found.span(), "iban" if iban(found[0]) else NUMBER)
    for pattern in (DIGITS, DOTTED):
        for found in pattern.finditer(text):
            before = text[max(0, found.start() - NEAR) : found.start()]
            yield Stretch(*found.span(), _number(found[0], before))


def _number(words: str, before: str) -> str:
    """What a long number is, by its own shape and by the words before it."""
    digits = "".join(sign for sign in words if sign.isdigit())
    if words.startswith("+") and INTERNATIONAL.fullmatch("+" + digits):
        return "phone"
    if 13 <= len(digits) <= 19 and digits[0] in "234569" and luhn(digits):
        return "card"
    if len(digits) == 16 and CARD_SAID.search(before):
        return "card"
    if TAXPAYER_SAID.search(before) and len(digits) in (10, 12):
        return "taxpayer"
    if PASSPORT_SAID.search(before) and len(digits) in (9, 10):
        return "passport"
    if PHONE.fullmatch(digits):
        return "phone"
    return "taxpayer" if taxpayer(digits) else NUMBER
