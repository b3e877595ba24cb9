"""Somebody who answers customers in the brand's name: how much a comment looks like it, and why. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from models.personal import personal
from models.records import Kind, Mention
from models.settings import Brand
from web.lookalike import disguised, inside, nearly_inside, skeleton

WARN_AT = 0.7

WEIGHTS: Mapping[str, float] = {
    "name": 0.7,  # the brand's own, to the eye
    "near_name": 0.5,  # but for a letter or two
    "short_name": 0.5,  # one word of it, which may be anybody's own name
    "support_name": 0.3,  # calls itself support, of nobody
    "disguise": 0.1,  # letters of two alphabets in one word
    "poses": 0.3,  # speaks for the service
    "lure": 0.3,  # calls into private messages, to a form, to another messenger
    "offer": 0.2,  # money back
    "asks": 0.3,  # for a card or a code
    "contact": 0.2,  # a link or a phone
    "warns": -0.6,  # tells others of a fraud
}


def _stems(text: str) -> tuple[str, ...]:
    return tuple("".join(skeleton(word)) for word in text.split())


SUPPORT = _stems("підтримк поддержк support help офіц офиц official служб сервіс сервис service")
CALLS = _stems(
    "напишіт напишит пишіт пишит звертайт зверніт обращайт обратит перейд переход заповн заполн "
    "надішліт пришлит скиньте"
)
AWAY = _stems(
    "особист приват лічк личк личн лс дірект директ телеграм вайбер viber telegram whatsapp ватсап "
    "посилан ссылк форм бот"
)
OFFERS = _stems("повернем повертаєм вернем вернём возвращаем возврат компенс відшкод возмест виплат выплат")
SECRETS = _stems("карт cvv код пін пин реквізит реквизит")
DEMANDS = _stems("вкаж укаж підтверд подтверд надішл пришл назв скаж введ продикт")
ALARMS = _stems(
    "шахра мошен обережн осторожн фейк фальш підроб поддел развод розвод аферист скам кидал вірте верьте "
    "ведіт ведит украл вкрал"
)
PHRASES = tuple(
    " " + " ".join(skeleton(phrase))
    for phrase in (
        *("служба підтримки", "служба поддержки", "офіційна підтримка", "официальная поддержка"),
        *("шановні клієнти", "уважаемые клиенты", "шановний клієнте", "уважаемый клиент"),
        *("з повагою підтримка", "с уважением поддержка", "ми офіційна", "мы официальная"),
        *("вибачення за незручності", "извинения за неудобства", "вибачте за незручності"),
        *("ми повертаємо", "мы возвращаем", "ми повернемо", "мы вернём", "мы вернем"),
    )
)
NEAR = 6  # words between a call and where it calls to
LINK = re.compile(r"(?i)(?:https?://|www\.)\S|(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/\S)|\bt\.me/")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """How much a comment looks like one of an impostor."""

    score: float  # WARN_AT and above: people are warned
    reasons: tuple[str, ...]  # keys of WEIGHTS

    @property
    def grave(self) -> bool:
        """Whether people are to be warned."""
        return self.score >= WARN_AT


NONE = Suspicion(0, ())


def suspicion(mention: Mention, brand: Brand) -> Suspicion:
    """How much a comment by a stranger poses as the brand; nothing for posts and the brand's own words."""
    if mention.by_brand or mention.kind is not Kind.COMMENT:
        return NONE
    reasons = (*_by_name(mention.author_name or "", brand), *_by_words(mention.text))
    score = sum(WEIGHTS[reason] for reason in reasons)
    if (
        not {"name", "near_name", "short_name"} & {*reasons}
        and "lure" not in reasons
        and "asks" not in reasons
    ):
        return NONE  # words alone convict only who wants something of the reader
    return Suspicion(round(max(0.0, min(1.0, score)), 2), reasons)


def _by_name(name: str, brand: Brand) -> list[str]:
    words = skeleton(name)
    if not words:
        return []
    backing = any(word.startswith(SUPPORT) for word in words)
    known = _known((brand.title, *brand.names))
    exact = [each for each in known if each and inside(words, each)]
    if any(len(each) > 1 or backing for each in exact):
        return ["name", *(["disguise"] if disguised(name) else [])]
    if any(len(each) > 1 and nearly_inside(words, each) for each in known):
        return ["near_name", *(["disguise"] if disguised(name) else [])]
    if exact and len(words) == 1:
        return ["short_name"]
    return ["support_name"] if backing else []


@cache
def _known(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(skeleton(name) for name in names))


def _by_words(text: str) -> list[str]:
    words = skeleton(text)
    line = " " + " ".join(words)
    found = {
        "poses": any(phrase in line for phrase in PHRASES),
        "lure": _together(words, CALLS, AWAY),
        "offer": any(word.startswith(OFFERS) for word in words),
        "asks": _together(words, DEMANDS, SECRETS),
        "contact": bool(LINK.search(text)) or any(each.kind == "phone" for each in personal(text)),
        "warns": any(word.startswith(ALARMS) for word in words),
    }
    return [reason for reason, so in found.items() if so]


def _together(words: Sequence[str], first: tuple[str, ...], then: tuple[str, ...]) -> bool:
    """Whether a word of the first kind is followed closely by one of the second."""
    return any(
        word.startswith(first)
        and any(later.startswith(then) for later in words[place + 1 : place + 1 + NEAR])
        for place, word in enumerate(words)
    )
