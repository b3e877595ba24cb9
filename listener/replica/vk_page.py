"""A wall post as a visitor of VK sees it, so that the demonstration's links lead somewhere."""

import re
from html import escape

from listener.replica.server import Reply, html
from listener.replica.world import Item, World

PERMALINK = re.compile(r"/wall(-?\d+)_(\d+)")


def visited(path: str, world: World) -> Reply | None:
    """The page of a post with the comments under it; None where the path is no link to a post."""
    found = PERMALINK.fullmatch(path)
    if found is None:
        return None
    post = world.find(int(found[2]))
    if post is None:
        return html(_page("<p>Запись удалена или её никогда не было.</p>"), 404)
    comments = "".join(_block(comment) for comment in world.comments(post.number))
    return html(_page(f"{_block(post)}<hr>{comments}"))


def _block(item: Item) -> str:
    said = escape(item.text).replace("\n", "<br>")
    place = ' style="margin-left: 2rem"' if item.reply_to else ""
    return (
        f'<article id="{item.number}"{place}><b>{escape(item.author.name)}</b> '
        f"<small>{item.at:%d.%m.%Y %H:%M} UTC</small><p>{said}</p></article>"
    )


def _page(body: str) -> str:
    return (
        '<!doctype html><html lang="ru"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>VK (replica)</title>'
        '<body style="font: 16px/1.5 sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem">'
        f"<p><small>Replica of VK on this machine</small></p>{body}</body></html>"
    )
