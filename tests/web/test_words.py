"""The board speaks three languages whole: every sentence, every plural, and times as people say them."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, ngettext

from models.labels import FLAGS, LANGUAGES, PRIMARIES, RISK_TOPICS, SENTIMENTS
from models.records import CLOSE_REASONS, Role, Status
from models.store.queue import ORDERS, STATUSES
from web import words

WEB = Path(__file__).parents[2] / "web"
TRANSLATED = ("uk", "ru")


def catalog(language: str) -> Catalog:
    with (WEB / "translations" / language / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


def said() -> Iterator[tuple[str, str | None]]:
    """Every sentence of the board, with its context."""
    with (WEB / "translations/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    for _, _, text, _, context in extract_from_dir(WEB, methods, options):
        yield (text[0] if isinstance(text, tuple) else text), context


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_and_none_is_left_over(language: str) -> None:
    known = {(_first(message.id), message.context) for message in catalog(language) if message.id}
    assert known == set(said())
    for message in catalog(language):
        assert all(_forms(message)), message.id
        assert not message.fuzzy or not message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_translated_keeps_its_placeholders(language: str) -> None:
    known = catalog(language)
    for message in known:
        assert not list(message.check(known)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_words_are_in_date(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalog(language))
    stored = WEB / "translations" / language / "LC_MESSAGES/messages.mo"
    assert stored.read_bytes() == compiled.getvalue(), "run `make messages`"


PLURALS = """
uk | 1 нотатка  | 2 нотатки | 5 нотаток | 11 нотаток | 21 нотатка | 22 нотатки | 112 нотаток
ru | 1 заметка  | 2 заметки | 5 заметок | 11 заметок | 21 заметка | 22 заметки | 112 заметок
en | 1 note     | 2 notes   | 5 notes   | 11 notes   | 21 notes   | 22 notes   | 112 notes
"""


@pytest.mark.parametrize("line", PLURALS.strip().splitlines())
def test_numbers_take_the_form_of_their_language(app: Flask, line: str) -> None:
    language, *forms = (part.strip() for part in line.split("|"))
    with app.test_request_context("/"), force_locale(language):
        for form in forms:
            assert ngettext("%(num)s note", "%(num)s notes", int(form.split()[0])) == form


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_a_language_reaches_every_room(client: FlaskClient, language: str) -> None:
    client.post("/language", data={"language": language})
    title = {"uk": "Джерела", "ru": "Источники", "en": "Sources"}[language]
    assert f"<h1>{title}</h1>" in client.get("/sources").text


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (words.LABELS, PRIMARIES),
        (words.LABELS, FLAGS),
        (words.STATUSES, STATUSES),
        (words.STANDINGS, tuple(Status)),
        (words.ORDERS, ORDERS),
        (words.REASONS, CLOSE_REASONS),
        (words.LANGUAGES, LANGUAGES),
        (words.SENTIMENTS, SENTIMENTS),
        (words.TOPICS, RISK_TOPICS),
        (words.ROLES, tuple(Role)),
    ],
)
def test_everything_that_the_floor_knows_has_a_name(names: dict[str, str], keys: tuple[str, ...]) -> None:
    assert set(keys) <= set(names)


def _first(text: object) -> object:
    return text[0] if isinstance(text, tuple) else text


def _forms(message: Message) -> list[object]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]
