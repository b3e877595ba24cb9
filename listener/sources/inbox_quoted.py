"""What a person wrote anew in a letter: without the letter it answers, and without the signature. Pure."""

import re

from selectolax.lexbor import LexborHTMLParser

from listener.sources.feed_parse import plain

QUOTES = (
    "blockquote, .gmail_quote, .gmail_signature, .moz-cite-prefix, .moz-signature, .yahoo_quoted,"
    " #appendonsend, #divRplyFwdMsg, #divRplyFwdMsg ~ *, #Signature"
)
TAG = re.compile(r"<[^<>]{0,2000}>")
OPENING = re.compile(r"<(/?)([a-z][a-z0-9]{0,19})", re.IGNORECASE)
OPEN_ENDED = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "wbr",
        "p",
        "li",
        "tr",
        "td",
        "th",
        "option",
    }
)  # these need no end
MOST_TAGS = 8000
DEEPEST = 500  # letters that people write stay below a hundred
NEAR_THE_END = 10  # lines in which a farewell is one

WROTE = r"wrote|writes|пишет|пише|пишут|написав(?:ла|\(-?ла\))?|написал(?:а|\(а\))?|писал(?:а|\(а\))?"
INTRODUCTION = re.compile(rf"^(?=.*(?:\d|@)).{{4,240}}\b(?:{WROTE})[^:\w]{{0,4}}:\s*$", re.IGNORECASE)
OPENS_INTRODUCTION = re.compile(r"^(?:on|le|am|в|у|пн|вт|ср|чт|пт|сб|вс|нд|\d{1,2}[. ])\b.*\d", re.IGNORECASE)
RULE = re.compile(
    r"^\s*[-_=*]{2,}\s*(?:original message|forwarded message|(?:исходное|пересылаемое|пересланное) сообщение"
    r"|конец пересылаемого сообщения"
    r"|(?:оригінальне|вихідне|початкове|переслане|перенаправлене) повідомлення)\s*[-_=*]{2,}",
    re.IGNORECASE,
)
FROM = re.compile(r"^\*?(?:from|от|від|от кого|від кого)\*?:\*?\s*\S", re.IGNORECASE)
SENT = re.compile(
    r"^\*?(?:sent|date|отправлено|дата|надіслано|відправлено|to|кому|subject|тема)\*?:", re.IGNORECASE
)
SIGNATURE = re.compile(r"^--\s*$|^_{10,}\s*$")
DEVICES = (
    r"iphone|ipad|android|ios|samsung|galaxy|xiaomi|redmi|poco|huawei|honor|motorola|outlook|gmail|yahoo|proton"
    r"|(?:mail|ukr|i|meta|bigmir|яндекс|yandex)[. ](?:ru|net|ua|почт|mail)|мобил\w+ почты|мобільн\w+ пошти"
    r"|мо(?:го|его|єї|ей) (?:телефон|смартфон|планшет|мобильн|мобільн)"
)
DEVICE = re.compile(
    r"^(?:sent from (?:my )?|get outlook for "
    r"|(?:отправлено|послано|надіслано|відправлено) (?:с|из|от|через|з|із|зі|від) )"
    rf"(?=.{{2,50}}$).*\b(?:{DEVICES})",
    re.IGNORECASE,
)
FAREWELL = re.compile(
    r"^(?:с уважением|с наилучшими пожеланиями|з повагою|з найкращими побажаннями|(?:best|kind) regards)"
    r"(?:[,.!\s-]*$|,\s.{1,60}$)",
    re.IGNORECASE,
)


def from_html(markup: str) -> str:
    """What was written anew in a letter of HTML."""
    if len(OPENING.findall(markup)) > MOST_TAGS or _depth(markup) > DEEPEST:
        return written(TAG.sub(" ", markup))
    tree = LexborHTMLParser(markup)
    for node in tree.css(QUOTES):
        node.decompose(recursive=True)
    new = written(plain(tree.html or ""))
    return new or written(plain(markup))


def _depth(markup: str) -> int:
    """How deep elements stand in one another: the time that reading takes grows with its square."""
    deepest = depth = 0
    for closes, name in OPENING.findall(markup):
        if name.lower() not in OPEN_ENDED:
            depth = max(0, depth - 1) if closes else depth + 1
            deepest = max(deepest, depth)
    return deepest


def written(text: str) -> str:
    """What was written anew; all of it where nothing else is there, as in a letter that is only passed on."""
    lines = [line.replace("\u200b", "").rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    own = [line for line in lines[: _ends(lines)] if not line.lstrip().startswith(">")]
    new = _tidy(_without_farewell(own))
    return new or _tidy([line.lstrip("> ") for line in lines])


def _ends(lines: list[str]) -> int:
    """The line with which the quotation or the signature begins."""
    for number, line in enumerate(lines):
        following = " ".join(lines[number : number + 2])
        if RULE.match(line) or SIGNATURE.match(line) or INTRODUCTION.match(line) or DEVICE.match(line):
            return number
        if OPENS_INTRODUCTION.match(line) and len(following) < 240 and INTRODUCTION.match(following):
            return number
        if FROM.match(line) and any(SENT.match(each) for each in lines[number + 1 : number + 4]):
            return number
    return len(lines)


def _without_farewell(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines.pop()
    for number in range(max(0, len(lines) - NEAR_THE_END), len(lines)):
        if FAREWELL.match(lines[number].strip()):
            return lines[:number]
    return lines


def _tidy(lines: list[str]) -> str:
    clean = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in clean if line)
