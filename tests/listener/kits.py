"""The platforms that are read thread by thread: how each names what its replica shows."""

from listener.replica.bluesky import LOGIN, PASSWORD, Bluesky, uri
from listener.replica.mastodon import Mastodon
from listener.replica.world import Item, World
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

KITS = [BLUESKY, MASTODON, YOUTUBE]
