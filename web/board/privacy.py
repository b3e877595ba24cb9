"""What a comment gives away in public, and the words that ask to hide it. Pure."""

from dataclasses import dataclass

from models.personal import mask, personal

# in the language of the customer, whatever language the board speaks
PLEAS = {
    "uk": (
        "Доброго дня! У вашому коментарі видно особисті дані, а читати його можуть усі. "
        "Будь ласка, приховайте або видаліть його і напишіть нам в особисті повідомлення цієї сторінки: "
        "там ми все перевіримо. Ми ніколи не питаємо номер картки чи код із SMS."
    ),
    "ru": (
        "Здравствуйте! В вашем комментарии видны личные данные, а читать его могут все. "
        "Пожалуйста, скройте или удалите его и напишите нам в личные сообщения этой страницы: "
        "там мы всё проверим. Мы никогда не спрашиваем номер карты или код из SMS."
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One personal thing in a public text."""

    kind: str  # a key of web.words.PERSONAL
    masked: str


def given_away(text: str) -> list[Shown]:
    """What a text gives away, each thing once, masked."""
    found = (Shown(each.kind, mask(text[each.start : each.end], each.kind)) for each in personal(text))
    return list(dict.fromkeys(found))


def plea(language: str | None) -> str:
    """The words that ask to hide it; Ukrainian unless the customer writes Russian."""
    return PLEAS.get(language or "", PLEAS["uk"])
