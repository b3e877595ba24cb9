"""The markup of t.me, as far as the platform's facts give it."""

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC
from html import escape

from listener.replica.world import Account, Item

MEDIA = {
    "photo": '<a class="tgme_widget_message_photo_wrap" href="#" '
    "style=\"background-image:url('https://cdn4.telesco.pe/file/x.jpg')\"></a>",
    "video": '<a class="tgme_widget_message_video_player js-message_video_player" href="#">'
    '<i class="tgme_widget_message_video_thumb"></i><time class="message_video_duration">0:17</time></a>',
    "voice": '<a class="tgme_widget_message_voice_player" href="#"></a>',
    "sticker": '<div class="tgme_widget_message_sticker_wrap media_supported_cont"></div>',
    "document": '<a class="tgme_widget_message_document_wrap" href="#">'
    '<div class="tgme_widget_message_document_title">file.pdf</div></a>',
    "poll": '<div class="tgme_widget_message_poll js-poll"></div>',
}
OTHER_MEDIA = '<div class="message_media_not_supported">Please open Telegram to view this post</div>'
NO_DISCUSSION = "Discussion is not available at the moment."


def rounded(number: int) -> str:
    """A count as Telegram writes it: 740, 4.85K, 1.2M."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if number >= size:
            return f"{number / size:.2f}".rstrip("0").rstrip(".") + letter
    return str(number)


def counted(number: int) -> str:
    """How the head of a discussion counts."""
    return "Comments" if number == 0 else f"{number} comment{'s' if number > 1 else ''}"


def document(title: str, body: str, head: str = "") -> str:
    """A whole page."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>'
        f'<body class="widget_frame_base tgme_webpage no_transition">{body}</body></html>'
    )


def failure(text: str) -> str:
    """The widget of a post or channel that is not there."""
    return document("Telegram Widget", f'<div class="tgme_widget_message_error">{text}</div>')


def no_discussion() -> str:
    """The widget of a post without a discussion."""
    return document("Telegram Widget", f'<div class="tme_no_messages_found">{NO_DISCUSSION}</div>')


def preview(channel: str, title: str, body: str, shown: Sequence[Item], older: bool, newer: bool) -> str:
    """A page of the channel's preview."""
    links = []
    if older:
        links.append(f'<link rel="prev" href="/s/{channel}?before={shown[0].number}">')
    if newer:
        links.append(f'<link rel="next" href="/s/{channel}?after={shown[-1].number}">')
    header = (
        '<header class="tgme_header"><div class="tgme_channel_info_header">'
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{escape(title)}</span></div>'
        f'<div class="tgme_channel_info_header_username"><a href="https://t.me/{channel}">@{channel}</a></div>'
        '</div><div class="tgme_channel_info_counters"><div class="tgme_channel_info_counter">'
        '<span class="counter_value">12.4K</span> <span class="counter_type">subscribers</span>'
        "</div></div></header>"
    )
    section = f'<section class="tgme_channel_history js-message_history">{body}</section>'
    return document(f"{title} – Telegram", header + section, "".join(links))


def history(
    channel: str, title: str, shown: Sequence[Item], service: Collection[int], older: bool, newer: bool
) -> str:
    """The posts of a preview page, oldest on top, with the links to what lies around them."""
    if not shown:
        return '<div class="tme_no_messages_found">No posts found</div>'
    blocks = [
        service_message(channel, each) if each.number in service else post(channel, title, each)
        for each in shown
    ]
    if older:
        blocks.insert(0, _more(f"/s/{channel}?before=", "before", shown[0].number))
    if newer:
        blocks.append(_more(f"/s/{channel}?after=", "after", shown[-1].number))
    return "".join(blocks)


def post(channel: str, title: str, item: Item) -> str:
    """The block of one post."""
    key = f"{channel}/{item.number}"
    album = item.attachments.count("photo") > 1
    seen = {"c": -1600000002, "p": f"{item.number}{'g' if album else ''}"}
    view = base64.b64encode(json.dumps(seen).encode()).decode()
    owner = (
        '<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" '
        f'href="https://t.me/{channel}"><span dir="auto">{escape(title)}</span></a></div>'
    )
    replied = ""
    if item.reply_to is not None:
        replied = (
            f'<a class="tgme_widget_message_reply" href="https://t.me/{channel}/{item.reply_to}">'
            f'<div class="tgme_widget_message_author accent_color"><span '
            f'class="tgme_widget_message_author_name" dir="auto">{escape(title)}</span></div>'
            '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">…</div></a>'
        )
    views = ""
    if item.views is not None:
        views = (
            f'<span class="tgme_widget_message_views">{rounded(item.views)}</span>'
            '<span class="copyonly"> views</span>'
        )
    body = owner + replied + _media(item) + _text(item, nested=album) + _reactions(item)
    foot = _footer(item, f"https://t.me/{channel}/{item.number}", views)
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        '<div class="tgme_widget_message text_not_supported_wrap js-widget_message" '
        f'data-post="{key}" data-view="{view}"><div class="tgme_widget_message_bubble">{body}{foot}'
        "</div></div></div>"
    )


def service_message(channel: str, item: Item) -> str:
    """The block of a system message, such as a new photo of the channel."""
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        '<div class="tgme_widget_message service_message js-widget_message" '
        f'data-post="{channel}/{item.number}"><div class="tgme_widget_message_bubble">'
        f'<div class="tgme_widget_message_text js-message_text">{_lines(item.text)}</div>'
        f"{_footer(item, f'https://t.me/{channel}/{item.number}', '')}</div></div></div>"
    )


def widget(channel: str, number: int, count: int, body: str, form: Mapping[str, str], api: str) -> str:
    """The discussion widget of one post."""
    header = (
        '<div class="tgme_post_discussion_header_wrap"><h3 class="tgme_post_discussion_header">'
        f'<span class="js-header">{counted(count)}</span> on '
        f'<a href="https://t.me/{channel}/{number}">this post</a></h3></div>'
    )
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in form.items()
    )
    settings = json.dumps({"api_url": api, "unauth": True}).replace("/", r"\/")
    return document(
        "Telegram Widget",
        f'{header}<div class="tgme_post_discussion js-message_history">{body}</div>'
        f'<form class="tgme_post_discussion_form js-new_message_form">{fields}</form>'
        f"<script>TWidgetAuth.init({settings});</script>",
    )


def comments(channel: str, title: str, number: int, shown: Sequence[Item], older: bool) -> str:
    """The comments of a discussion, oldest on top."""
    blocks = [_comment(channel, title, number, each) for each in shown]
    if older:
        blocks.insert(0, _more("#", "before", shown[0].number))
    if shown:
        after = shown[-1].number
        blocks.append(
            f'<div class="tme_messages_more js-messages_more autoload hide" data-after="{after}"></div>'
        )
    return "".join(blocks)


def _comment(channel: str, title: str, number: int, item: Item) -> str:
    replied = ""
    if item.reply_to is not None:
        replied = (
            f'<div class="tgme_widget_message_reply js-reply_to" data-reply-to="{item.reply_to}">'
            '<div class="tgme_widget_message_author"><span class="tgme_widget_message_author_name">…</span>'
            '</div><div class="js-message_reply_text">…</div></div>'
        )
    author = f'<div class="tgme_widget_message_author">{_name(channel, title, item.author)}</div>'
    body = author + replied + _media(item) + _text(item) + _reactions(item)
    foot = _footer(item, f"https://t.me/{channel}/{number}?comment={item.number}", "")
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message js-widget_message" data-post-id="{item.number}">'
        f'<div class="tgme_widget_message_bubble">{body}{foot}</div></div></div>'
    )


def _name(channel: str, title: str, author: Account) -> str:
    """The channel speaks by its title and link; a person has a link only with a public name."""
    name = title if author.brand else author.name or "Deleted Account"
    link = channel if author.brand else author.username
    inner = f'<span dir="auto">{escape(name)}</span>'
    if link is None:
        return f'<span class="tgme_widget_message_author_name">{inner}</span>'
    return f'<a class="tgme_widget_message_author_name" href="https://t.me/{escape(link)}">{inner}</a>'


def _text(item: Item, nested: bool = False) -> str:
    if not item.text:
        return ""
    kind = "tgme_widget_message_text js-message_text"
    inner = f'<div class="{kind}" dir="auto">{_lines(item.text)}</div>'
    return f'<div class="{kind}" dir="auto">{inner}</div>' if nested else inner


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _media(item: Item) -> str:
    return "".join(MEDIA.get(kind, OTHER_MEDIA) for kind in item.attachments)


def _reactions(item: Item) -> str:
    if not item.likes:
        return ""
    return (
        '<div class="tgme_widget_message_reactions js-message_reactions"><span class="tgme_reaction">'
        f'<i class="emoji" style="background-image:url(\'//t.me/e.png\')"><b>👍</b></i>{rounded(item.likes)}'
        "</span></div>"
    )


def _footer(item: Item, link: str, views: str) -> str:
    edited = "edited &nbsp;" if item.edited_at else ""
    at = item.at.astimezone(UTC)
    return (
        '<div class="tgme_widget_message_footer compact js-message_footer">'
        f'<div class="tgme_widget_message_info short js-message_info">{views}'
        f'<span class="tgme_widget_message_meta">{edited}<a class="tgme_widget_message_date" href="{link}">'
        f'<time datetime="{at.isoformat(timespec="seconds")}" class="time">{at:%H:%M}</time></a></span>'
        "</div></div>"
    )


def _more(href: str, side: str, number: int) -> str:
    return (
        f'<div class="tgme_widget_message_centered js-messages_more_wrap"><a href="{href}{number}" '
        f'class="tme_messages_more js-messages_more" data-{side}="{number}"></a></div>'
    )
