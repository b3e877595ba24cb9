"""What a letter quotes and lists."""

from urllib.parse import urlsplit

from web.alerts.facts import Post, Quote
from web.alerts.masks import oneline, shortened
from web.alerts.sheet import Item, Link
from web.alerts.speech import Speech

LINE = 120


def quote_item(quote: Quote, speech: Speech, board: str) -> Item:
    """One quote, with where it can be dealt with."""
    about = [
        speech.name("label", quote.label),
        speech.name("platform", quote.platform),
        speech.moment(quote.at),
    ]
    if quote.likes:
        about.append(speech.count("likes", quote.likes))
    links = []
    if quote.case is not None:
        links.append(Link(speech.say("case", n=str(quote.case)), f"{board}/cases/{quote.case}"))
    elif quote.mention is not None:
        links.append(Link(speech.say("on_board"), f"{board}/mentions/{quote.mention}"))
    return Item(
        speech.say("quoted", text=oneline(quote.text)),
        " · ".join(about),
        (*links, *original(quote.url, speech)),
    )


def post_item(post: Post, speech: Speech) -> Item:
    """One post under which people wrote."""
    text = shortened(oneline(post.text), LINE) if post.text else speech.say("post_unseen")
    about = f"{speech.count('people', post.authors)} · {speech.name('platform', post.platform)}"
    return Item(text, about, original(post.url, speech))


def original(url: str | None, speech: Speech) -> tuple[Link, ...]:
    """A link to the platform's page, where that is a web page."""
    if not url or not url.isprintable() or " " in url:
        return ()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    web = parts.scheme in ("http", "https") and bool(parts.netloc)
    return (Link(speech.say("original"), url),) if web else ()
