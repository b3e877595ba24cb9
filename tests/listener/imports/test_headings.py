"""What a column holds, by the headings of the tools in use."""

import pytest

from listener.imports.headings import columns
from listener.imports.places import platform_of

# headings | field=heading, of those that matter
TOOLS = """
Date;Time;Title;Content;Author;URL;Source | at=Date time=Time title=Title text=Content platform=Source
Дата;Час;Текст згадки;Автор;Посилання;Джерело | at=Дата time=Час text=Текст_згадки url=Посилання
Дата;Время;Заголовок;Текст;Автор;Профиль автора;Просмотров | author_id=Профиль_автора views=Просмотров
ДАТА ;ТЕКСТ СООБЩЕНИЯ;Нравится;Комментариев;Репостов | at=ДАТА_ likes=Нравится replies=Комментариев
published_at;text;platform;source;brand | platform=platform brand=brand
Review;Rating;Date;Comment | text=Comment rating=Rating
"""


@pytest.mark.parametrize("line", TOOLS.strip().splitlines())
def test_a_column_is_known_by_its_heading(line: str) -> None:
    headings, expected = (part.strip(" ") for part in line.split(" | "))
    found = columns(headings.split(";"), {})
    for pair in expected.split():
        field, _, heading = pair.partition("=")
        assert found[field] == heading.replace("_", " ")


def test_what_a_person_says_goes_before_what_a_heading_tells() -> None:
    found = columns(["Date", "Text", "Comment"], {"text": "Comment", "at": "Date"})
    assert found == {"text": "Comment", "at": "Date"}


@pytest.mark.parametrize(
    ("called", "url", "platform"),
    [
        ("VKontakte", None, "vk"),
        ("m.vk.com", None, "vk"),
        ("Телеграм", "https://vk.com/a", "telegram"),
        (None, "https://www.facebook.com/zoria/1", "facebook"),
        (None, "https://notvk.com/a", "import"),
        ("Форум", "https://[", "import"),
        (None, None, "import"),
    ],
)
def test_a_platform_is_known_by_its_name_or_its_address(
    called: str | None, url: str | None, platform: str
) -> None:
    assert platform_of(called, url) == platform
