"""The platforms that are read thread by thread: how each names what its replica shows."""

from listener.replica.world import Item
from listener.replica.youtube import KEY, YouTube
from tests.listener.rolling_stage import Kit


def _youtube_post(post: Item) -> str:
    return f"Ugx{post.number}"


YOUTUBE = Kit(
    platform="youtube",
    make=YouTube,
    post_name=_youtube_post,
    comment_name=lambda post, item: f"{_youtube_post(post)}.{item.number}",
    parent_name=lambda post, item: _youtube_post(post),
    target="UCzoria0000000000000post",
    token=KEY,
    small={"along": 1, "strict": True},
)

KITS = [YOUTUBE]
