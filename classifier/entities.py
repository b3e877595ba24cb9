"""Places, organisations and people that a comment names, by the dictionaries and by how names are written.

Only the page of one case asks for them. The Russian dictionary marks places, organisations and people,
the Ukrainian one people only; the rest is in a gazetteer. A capital letter counts unless the whole
comment is in capitals or begins every word with one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from classifier.dictionary import readings
from classifier.gazetteer import ORGANISATIONS, PLACES
from classifier.lexicon import forms_of, hear
from models.entities import Entity
from models.lexicon import Entry

LONGEST = 5_000  # letters that are looked at
MOST = 100  # names
MOSTLY = 0.6  # of the ordinary words begin with a capital: then capitals tell nothing
FEW = 4  # ordinary words, too few to tell

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?…\n:;]|[—–-]\s)[\s\"'«„“(]*$")
_CAPITAL = r"[А-ЯЁІЇЄҐA-Z]"
_STREET = re.compile(
    r"\b(?:(?:вул|ул|просп|пр|пров|пер|пл|бул|наб)\.|пр-т|вулиц[яіюею]+|улиц[аеыу]|проспект[іау]?|проспекте"
    r"|бульвар[іаеу]?|площ[аіу]|площад[ьи]|провул(?:ок|ку)|переул(?:ок|ке)|шосе|шоссе|жк|ЖК"
    rf"|(?:станці[яії]|станци[яи]) метро|метро)\s+[«\"]?{_CAPITAL}[\w'’ʼ-]*(?:\s{_CAPITAL}[\w'’ʼ-]*)?[»\"]?"
    r"(?:,?\s(?:буд\.|д\.|дом)?\s?\d+[а-яА-Я]?\b)?"
)
_TOWN = re.compile(rf"(?<![\w.])(?:м|г|с|смт|пгт)\.\s?{_CAPITAL}[\w'’ʼ-]+")
_FIRM = re.compile(
    r"\b(?:ТОВ|ООО|ПАТ|ПрАТ|АТ|АО|ЗАО|ОАО|ПАО|ФОП|ИП|ПП)\s+"
    rf"(?:[«\"„“][^»\"”\n]{{1,40}}[»\"”]|{_CAPITAL}[\w-]+)"
)
_QUOTED = re.compile(
    r"\b(?:банк|магазин|супермаркет|мереж|сет|компан|аптек|кафе|ресторан|готел|отел|фірм|фирм|клінік|клиник|агентств)"
    r"\w*\s+(?P<name>[«\"„“][^»\"”\n]{1,40}[»\"”])",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\s[А-ЯІЇЄҐ]\.(?:\s?[А-ЯІЇЄҐ]\.)?")

# whose name follows, as dictionary forms
CUES = frozenset(
    """
    оператор операторка менеджер менеджерка кур'єр курьер касир касирка кассир кассирша водій водитель
    пан пані господин госпожа девушка дівчина хлопець парень консультант консультантка продавець
    продавец продавчиня директор директорка працівник працівниця сотрудник сотрудница начальник
    начальниця лікар врач майстер мастер адміністратор администратор спеціаліст специалист звати звать
    листоноша почтальон бухгалтер охоронець охранник
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the dictionaries say of one word."""

    lemmas: frozenset[str]
    place: bool
    organisation: bool
    person: frozenset[str]  # of Name, Surn, Patr
    plain: bool  # it is an ordinary word too


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text as it was written."""

    start: int
    end: int
    known: Known
    capital: bool  # it begins with a capital that means something
    first: bool  # of its sentence: a capital there means nothing


def entities(text: str, brands: Sequence[str] = ()) -> list[Entity]:
    """Return the names in a text, in order and apart from each other; `brands` are organisations too."""
    text = text[:LONGEST]
    tokens = _tokens(text)
    found: list[Entity] = []
    for finder in FINDERS:
        found += [each for each in finder(text, tokens) if not _taken(each, found)]
    found += [each for each in _organisations(text, tokens, tuple(brands)) if not _taken(each, found)]
    found += [each for each in _people(text, tokens) if not _taken(each, found)]
    found += [each for each in _places(tokens) if not _taken(each, found)]
    return sorted(found, key=lambda each: each.start)[:MOST]


def _taken(entity: Entity, found: Sequence[Entity]) -> bool:
    return any(entity.start < other.end and other.start < entity.end for other in found)


def _tokens(text: str) -> list[Token]:
    words = [(word, look(word[0])) for word in _WORD.finditer(text)]
    telling = _capitals_tell(words)
    return [
        Token(
            word.start(),
            word.end(),
            known,
            telling and word[0][0].isupper(),
            bool(_NEW_SENTENCE.search(text[max(0, word.start() - 12) : word.start()])),
        )
        for word, known in words
    ]


def _capitals_tell(words: Sequence[tuple[re.Match[str], Known]]) -> bool:
    """Return whether ordinary words are mostly written without a capital."""
    ordinary = [word[0][0].isupper() for word, known in words if known.plain and len(word[0]) > 1]
    return len(ordinary) < FEW or sum(ordinary) < MOSTLY * len(ordinary)


@lru_cache(maxsize=20_000)
def look(word: str) -> Known:
    """Return what the dictionaries of both languages say of a word, whatever its case."""
    lower = word.lower().replace("’", "'").replace("ʼ", "'")
    told = readings(lower)
    lemmas = frozenset(lemma for lemma, _ in told) | {lower}
    person = frozenset(name for _, tag in told for name in ("Name", "Surn", "Patr") if name in tag)
    place = bool(lemmas & PLACES) or any("Geox" in tag for _, tag in told)
    proper = ("Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Init")
    plain = any(lemma not in PLACES and not any(mark in tag for mark in proper) for lemma, tag in told)
    return Known(lemmas, place, any("Orgn" in tag for _, tag in told), person, plain)


def _matched(
    kind: str, pattern: re.Pattern[str], group: str | int = 0
) -> Callable[[str, list[Token]], Iterator[Entity]]:
    """A finder of what a pattern matches."""

    def find(text: str, _tokens: list[Token]) -> Iterator[Entity]:
        for match in pattern.finditer(text):
            yield Entity(match.start(group), match.end(group), kind)

    return find


FINDERS = (
    _matched("place", _STREET),
    _matched("place", _TOWN),
    _matched("organisation", _FIRM),
    _matched("organisation", _QUOTED, "name"),
)


def _organisations(text: str, tokens: Sequence[Token], brands: tuple[str, ...]) -> Iterator[Entity]:
    """Known names in any form; one that is an ordinary word too needs its capital."""
    starts = {token.start: token for token in tokens}
    for heard in hear(_entries((*brands, *ORGANISATIONS)), [text])[0]:
        token = starts.get(heard.start)
        if token is None or token.capital or not token.known.plain:
            yield Entity(heard.start, heard.end, "organisation")
    for token in tokens:
        known = token.known
        if known.organisation and token.capital and not known.plain and not known.person:
            yield Entity(token.start, token.end, "organisation")


@lru_cache(maxsize=8)
def _entries(names: tuple[str, ...]) -> tuple[Entry, ...]:
    never = datetime.min.replace(tzinfo=UTC)
    formed = ((name, forms_of(name)) for name in names)
    return tuple(
        Entry(number, "", name, forms, "neutral", never, "")
        for number, (name, forms) in enumerate(formed)
        if forms
    )


def _people(text: str, tokens: Sequence[Token]) -> Iterator[Entity]:
    """Runs of names; a single one needs a cue, or must be no ordinary word."""
    place = 0
    while place < len(tokens):
        run = _run(text, tokens, place)
        if run:
            initials = _INITIALS.match(text, run[-1].end)
            if initials or _is_somebody(run, tokens[place - 1] if place else None):
                yield Entity(run[0].start, initials.end() if initials else run[-1].end, "person")
        place += max(1, len(run))


def _run(text: str, tokens: Sequence[Token], place: int) -> list[Token]:
    """The names in a row from one word on, three at most."""
    run: list[Token] = []
    for token in tokens[place : place + 3]:
        apart = bool(run) and text[run[-1].end : token.start] != " "
        initial = token.end - token.start == 1
        if not token.capital or not token.known.person or apart or initial:
            break
        run.append(token)
    return run


def _is_somebody(run: Sequence[Token], before: Token | None) -> bool:
    if before is not None and before.known.lemmas & CUES:
        return True
    kinds = frozenset[str]().union(*(token.known.person for token in run))
    if len(run) > 1:
        return len(kinds) > 1 and not all(token.known.plain for token in run)
    (token,) = run
    if token.known.plain or token.known.place:
        return False
    return not token.first or "Name" in token.known.person


def _places(tokens: Sequence[Token]) -> Iterator[Entity]:
    """Known places; one that is an ordinary word or a person too needs a capital inside a sentence."""
    for token in tokens:
        doubtful = token.known.plain or bool(token.known.person)
        if token.known.place and (not doubtful or (token.capital and not token.first)):
            yield Entity(token.start, token.end, "place")
