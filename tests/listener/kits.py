"""The platforms that are read thread by thread: how each names what its replica shows."""

from listener.replica import facebook, graph, instagram, ok
from listener.replica.bluesky import LOGIN, PASSWORD, Bluesky, uri
from listener.replica.mastodon import Mastodon
from listener.replica.world import Account, Item, World
from listener.replica.youtube import KEY, YouTube
from tests.listener.rolling_stage import Kit


def _youtube_post(post: Item) -> str:
    return f"Ugx{post.number}"


YOUTUBE = Kit(
    platform="youtube",
    make=YouTube,
    post_name=_youtube_post,
    comment_name=lambda post, item: f"{_youtube_post(post)}.{item.number}",
    parent_name=lambda world, post, item: _youtube_post(post),
    target="UCzoria0000000000000post",
    token=KEY,
    small={"along": 1, "strict": True},
)


def reachable(world: World, post: int) -> list[Item]:
    """The replies that hang on the post by replies which are still there."""
    here: set[int | None] = {None}
    found = []
    for each in world.comments(post):
        if each.reply_to in here:
            here.add(each.number)
            found.append(each)
    return found


def answered(world: World, post: Item, item: Item) -> Item:
    """What a reply answers: the post, or another reply."""
    above = world.written(item.reply_to) if item.reply_to else None
    return above or post


BLUESKY = Kit(
    platform="bluesky",
    make=Bluesky,
    post_name=uri,
    comment_name=lambda post, item: uri(item),
    parent_name=lambda world, post, item: uri(answered(world, post, item)),
    target="Пошта Зоря",
    token=PASSWORD,
    options={"login": LOGIN},
    shows=reachable,
)

MASTODON = Kit(
    platform="mastodon",
    make=Mastodon,
    post_name=lambda post: str(post.number),
    comment_name=lambda post, item: str(item.number),
    parent_name=lambda world, post, item: str(answered(world, post, item).number),
    target="#ПоштаЗоря",
    options={"account": "zoria_post@mastodon.example.org"},
    shows=reachable,
)


def _facebook_post(post: Item) -> str:
    return f"{facebook.PAGE}_{post.number}"


def _facebook_parent(world: World, post: Item, item: Item) -> str:
    return f"{post.number}_{item.reply_to}" if item.reply_to else _facebook_post(post)


FACEBOOK = Kit(
    platform="facebook",
    make=facebook.Facebook,
    post_name=_facebook_post,
    comment_name=facebook.comment_name,
    parent_name=_facebook_parent,
    target="zoria_post",
    token=graph.TOKEN,
    small={"empty_pages": True, "hidden": 1},
)


def _top(world: World, item: Item) -> Item:
    above = world.written(item.reply_to) if item.reply_to else None
    return _top(world, above) if above else item


def _under_tops(world: World, post: int) -> list[Item]:
    """The comments, and the replies whose top comment is still there: one level."""
    comments = world.comments(post)
    here = {each.number for each in comments}
    return [each for each in comments if _top(world, each).number in here]


def _instagram_parent(world: World, post: Item, item: Item) -> str:
    return str(_top(world, item).number if item.reply_to else post.number)


INSTAGRAM = Kit(
    platform="instagram",
    make=instagram.Instagram,
    post_name=lambda post: str(post.number),
    comment_name=lambda post, item: str(item.number),
    parent_name=_instagram_parent,
    target=instagram.ACCOUNT,
    token=graph.TOKEN,
    small={"along": 1},
    by_author=Account(700700, "Пошта Зоря", "zoria_post", brand=True),
    shows=_under_tops,
)


def _ok_post(post: Item) -> str:
    return f"GROUP_TOPIC/{post.number}"


def _ok_parent(world: World, post: Item, item: Item) -> str:
    return f"{_ok_post(post)}/{item.reply_to}" if item.reply_to else _ok_post(post)


OK = Kit(
    platform="ok",
    make=ok.Ok,
    post_name=_ok_post,
    comment_name=lambda post, item: f"{_ok_post(post)}/{item.number}",
    parent_name=_ok_parent,
    target=ok.GROUP,
    token=ok.key(),
    options={"unverified": True},
    small={"hidden": 1},
)

KITS = [BLUESKY, FACEBOOK, INSTAGRAM, MASTODON, OK, YOUTUBE]
