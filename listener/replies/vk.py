"""Answers on a VK wall, in the name of the community; VK drops a second one with the same `guid`."""

from typing import Any

from listener.network import Http
from listener.replies.way import Letter, Way, unfit
from listener.sources.vk_api import Api
from listener.sources.vk_things import is_on_a_wall
from models.settings import Source


def send(source: Source, http: Http, letter: Letter) -> str:
    """Answer a post or a comment; SourceError in VK's own words where it refuses."""
    thread, name = letter.mention.thread_id, letter.mention.external_id
    if thread is None or not is_on_a_wall(thread):
        raise unfit(source, "only what stands on a wall can be answered from here; answer at VK itself")
    owner, post = (int(part) for part in thread.split("_")[:2])
    fields: dict[str, str | int] = {
        "owner_id": owner,
        "post_id": post,
        "message": letter.text,
        "guid": letter.key,
    }
    if owner < 0:
        fields["from_group"] = -owner
    if name != thread:
        fields["reply_to_comment"] = int(name.rpartition("_")[2])
    number = Api(source, http).ask("wall.createComment", _number, **fields)
    return f"{owner}_{post}_{number}"


def _number(response: Any) -> int:
    return int(response["comment_id"])


WAY = Way(send, longest=16_000, drops_doubles=True)
