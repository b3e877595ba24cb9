"""Which column holds what: by the headings that common tools write, or as a person says."""

from collections.abc import Mapping, Sequence

from listener.imports.lines import FileError
from models.faults import hint

# field → headings in lower case, the surest first; in English, Ukrainian and Russian
KNOWN: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "full text", "content", "comment", "message", "review", "mention", "body", "snippet"),
        *("post text", "comment text", "review text", "mention text", "mention snippet", "mention content"),
        *("текст", "текст згадки", "текст повідомлення", "текст коментаря", "текст відгуку", "текст допису"),
        *("згадка", "повідомлення", "коментар", "відгук", "зміст", "допис", "вміст"),
        *("текст упоминания", "текст сообщения", "текст комментария", "текст отзыва", "текст поста"),
        *("упоминание", "сообщение", "комментарий", "отзыв", "содержание", "пост"),
    ),
    "title": ("title", "headline", "subject", "заголовок", "назва", "тема", "название"),
    "at": (
        *("published_at", "published at", "published", "publication date", "date published", "created_at"),
        *(
            "created at",
            "created",
            "date/time",
            "datetime",
            "date and time",
            "timestamp",
            "date",
            "posted at",
        ),
        *("дата публікації", "дата та час", "дата і час", "опубліковано", "створено", "дата"),
        *("дата публикации", "дата и время", "опубликовано", "создано", "дата сообщения", "дата виходу"),
    ),
    "time": ("time", "hour", "час", "время", "час публікації", "время публикации"),
    "id": (
        *("external_id", "id", "mention id", "message id", "post id", "comment id", "review id", "uuid"),
        *("ідентифікатор", "id згадки", "идентификатор", "id упоминания", "id сообщения"),
    ),
    "author": (
        *(
            "author",
            "author name",
            "user",
            "username",
            "user name",
            "nickname",
            "name",
            "author.name",
            "from",
        ),
        *("автор", "ім'я автора", "ім’я автора", "ім'я", "нік", "користувач"),
        *("имя автора", "имя", "ник", "пользователь"),
    ),
    "author_id": (
        *("author_id", "author id", "user id", "author url", "profile", "profile url", "author.id"),
        *("id автора", "профіль", "профіль автора", "посилання на автора"),
        *("профиль", "профиль автора", "ссылка на автора", "url автора"),
    ),
    "url": (
        *("url", "link", "permalink", "mention url", "post url", "source url", "message url"),
        *(
            "посилання",
            "адреса",
            "лінк",
            "url згадки",
            "ссылка",
            "адрес",
            "url сообщения",
            "ссылка на сообщение",
        ),
    ),
    "platform": (
        *("platform", "network", "social network", "page type", "source type", "channel", "source", "domain"),
        *("site", "платформа", "мережа", "соцмережа", "тип джерела", "джерело", "сайт"),
        *("сеть", "соцсеть", "тип источника", "источник", "площадка"),
    ),
    "rating": ("rating", "stars", "score", "оцінка", "рейтинг", "зірки", "оценка", "звёзды", "звезды"),
    "likes": (
        *("likes", "like count", "лайки", "вподобання", "вподобайки", "подобається", "нравится", "лайков"),
    ),
    "replies": (
        *("replies", "comments", "comment count", "відповіді", "коментарі", "коментарів"),
        *("ответы", "комментарии", "комментариев"),
    ),
    "shares": ("shares", "reposts", "retweets", "поширення", "репости", "репостів", "репосты", "репостов"),
    "views": ("views", "impressions", "перегляди", "переглядів", "просмотры", "просмотров"),
    "thread": ("thread_id", "thread id", "thread", "parent post id", "гілка", "обсуждение", "ветка"),
    "parent": ("parent_id", "parent id", "in reply to", "reply to id", "відповідь на", "ответ на"),
    "brand": ("brand", "бренд"),
}
FIELDS = (*KNOWN, "origin")
OURS = {"mention", "set_by_person", "external_id", "published_at"}  # what only `vidhuk export` writes
OF_OURS = {
    **{name: name for name in ("text", "author", "url", "platform", "rating", "likes", "replies", "shares")},
    "views": "views",
    "brand": "brand",
    "at": "published_at",
    "id": "external_id",
    "origin": "source",
}


def asked(pairs: Sequence[str]) -> dict[str, str]:
    """What --map says, field by field; FileError where a pair names no field."""
    said = {}
    for pair in pairs:
        field, sign, heading = pair.partition("=")
        if not sign or field not in FIELDS:
            raise FileError(f"--map {pair}: must be a field, =, and a heading{hint(field, FIELDS)}")
        said[field] = " ".join(heading.split())
    return said


def columns(headings: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    """Field → heading: what was said, and for the rest what the headings tell; FileError where they do not.

    An empty heading leaves a field out.
    """
    for field, heading in said.items():
        if heading and heading not in headings:
            raise FileError(f"--map {field}={heading}: there is no such column{hint(heading, headings)}")
    found = {field: heading for field, heading in said.items() if heading}
    taken = set(found.values())
    for field, heading in _told(headings).items():
        if field not in said and heading not in taken:
            found[field] = heading
            taken.add(heading)
    if "text" not in found and "title" not in found:
        raise FileError(_lacks("text", headings))
    if "at" not in found:
        raise FileError(_lacks("at", headings))
    return found


def _told(headings: Sequence[str]) -> dict[str, str]:
    """What the headings tell by themselves."""
    if set(headings) >= OURS:
        return {field: heading for field, heading in OF_OURS.items() if heading in headings}
    plain = {" ".join(each.casefold().split()): each for each in reversed(headings)}
    told: dict[str, str] = {}
    for field, names in KNOWN.items():
        for name in names:
            if name in plain and plain[name] not in told.values():
                told[field] = plain[name]
                break
    return told


def _lacks(field: str, headings: Sequence[str]) -> str:
    what = {"text": "the text of a comment", "at": "when it was published"}[field]
    shown = ", ".join(headings[:20])
    return f"no column is known to hold {what}; say --map {field}=HEADING, one of: {shown}"
