"""VK: what a community tells to who listens (Bots Long Poll), with the community's own token."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from listener.network import Http, SourceError, json_of
from listener.sources import vk_events
from listener.sources.adapter import Memory
from listener.sources.vk_api import MISSHAPEN, Api
from models.records import Batch, Mention, ThreadState
from models.settings import Source

THREAD = "bots-long-poll"  # under which the state is kept: no thing of VK is called so
WAIT = 10  # seconds that VK holds the first request until something happens
ROUNDS = 50  # of one turn
GAP, KEY_EXPIRED, LOST = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Ear:
    """Where VK is listened to, and from which event on."""

    group: int
    server: str
    key: str
    ts: str


def listen(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """What has happened since the last turn; the place in the list moves only when it is kept.

    What VK no longer has (`failed` 1 and 3) is left to the reading of the wall and the other parts.
    """
    api = Api(_as_community(source), http, memory.store.sources.state(source.name).failures)
    state = memory.thread(THREAD)
    ear = Ear(**json.loads(state.cursor)) if state and state.cursor else _opened(api, None)
    for turn in range(ROUNDS):
        told = _ask(api, ear, 1 if turn else WAIT)
        failed = told.get("failed")
        if failed is not None:
            ear = _mended(api, ear, failed, told)
            yield _kept(ear)
            continue
        ear = replace(ear, ts=str(told["ts"]))
        yield _batch(source, told["updates"], ear, at)
        if not told["updates"]:
            return


def _as_community(source: Source) -> Source:
    """The source with the community's token in place of its own."""
    community = source.model_copy()
    community._token = source.secret("community_env")
    return community


def _opened(api: Api, group: int | None) -> Ear:
    group = group or api.ask("groups.getById", lambda told: int(told["groups"][0]["id"]))
    if not vk_events.is_of(api.source, group):
        reason = "the token of community_env belongs to another community than target names"
        raise SourceError(api.source.name, reason, permanent=True)
    return api.ask(
        "groups.getLongPollServer",
        lambda told: Ear(group, str(told["server"]), str(told["key"]), str(told["ts"])),
        group_id=group,
    )


def _ask(api: Api, ear: Ear, wait: int) -> Any:
    fields: dict[str, str | int] = {"act": "a_check", "key": ear.key, "ts": ear.ts, "wait": wait}
    told = json_of(api.source, api.http.get(api.source, ear.server, params=fields))
    if not isinstance(told, dict) or not ("failed" in told or {"ts", "updates"} <= told.keys()):
        reason = "Bots Long Poll: the answer is not what VK promises; asking again later"
        raise SourceError(api.source.name, reason)
    return told


def _mended(api: Api, ear: Ear, failed: Any, told: Any) -> Ear:
    if failed == GAP:
        return replace(ear, ts=str(told["ts"]))
    if failed == KEY_EXPIRED:
        return replace(_opened(api, ear.group), ts=ear.ts)
    if failed == LOST:
        return _opened(api, ear.group)
    reason = f"Bots Long Poll failed ({failed}); asking again later"
    raise SourceError(api.source.name, reason)


def _batch(source: Source, updates: Sequence[Any], ear: Ear, at: datetime) -> Batch:
    """What the updates come to, each thing as the last of them left it."""
    latest: dict[str, Mention | None] = {}
    for update in updates:
        try:
            found = vk_events.event(source, update, at)
        except MISSHAPEN:  # held back, it would hold up all that come after it
            continue
        latest |= {change.external_id: change.mention for change in found.changes}
    said = tuple(mention for mention in latest.values() if mention is not None)
    gone = tuple(name for name, mention in latest.items() if mention is None)
    return replace(_kept(ear), mentions=said, vanished=gone)


def _kept(ear: Ear) -> Batch:
    return Batch(threads=(ThreadState(THREAD, cursor=json.dumps(asdict(ear))),))
