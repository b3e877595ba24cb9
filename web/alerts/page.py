"""A letter as plain text and as HTML."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from web.alerts.sheet import Letter

PAGES = Environment(
    loader=PackageLoader("web.alerts"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def as_text(letter: Letter) -> str:
    """The letter for whoever reads plain text."""
    return PAGES.get_template("letter.txt").render(letter=letter)


def as_html(letter: Letter) -> str:
    """The letter as one page without anything from outside."""
    return PAGES.get_template("letter.html").render(letter=letter)
