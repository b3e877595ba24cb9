"""What platforms tell by calling: each event once, the newest version last, no more than an hour bears."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from models.calls import WANTED, Calls, Change, Event, Quota, Received
from models.moments import from_text, to_text
from models.records import Batch, Kept, Mention, ThreadState
from models.store.link import Link
from models.store.mentions import Mentions
from models.store.threads import KEEP_THREAD, Threads, thread_values

EVENTS_LAST = timedelta(days=8)  # longer than any platform tries to deliver
STAMPS_LAST = timedelta(days=35)
REFUSALS_EVERY = timedelta(minutes=1)  # a flood of refused calls writes no more often

LIVES, GONE, GONE_WHOLE = 0, 1, 2  # the last with all that stands under it

REGISTER = "insert into hook_calls (source) values (:source) on conflict (source) do nothing"

NEW_HOUR = """
    update hook_calls set hour = :hour, events = 0, octets = 0 where source = :source and hour <> :hour
"""

SPEND = """
    update hook_calls set events = events + :events, octets = octets + :octets, called_at = :at
    where source = :source and events + :events <= :most_events and octets + :octets <= :most_octets
"""

LEARN = """
    insert into hook_events (source, event, at) values (:source, :event, :at)
    on conflict (source, event) do nothing
"""

STAMP = "select stamp, gone from hook_stamps where source = :source and external_id = :external_id"

KEEP_STAMP = """
    insert into hook_stamps (source, external_id, stamp, gone, at)
    values (:source, :external_id, :stamp, :gone, :at)
    on conflict (source, external_id)
    do update set stamp = excluded.stamp, gone = excluded.gone, at = excluded.at
"""

STORED = "select deleted_at from mentions where source = :source and external_id = :external_id"

LATEST = """
    select external_id from mentions
    where source = :source and thread_id = :thread_id and by_brand = 0 and published_at <= :published_at
    order by published_at desc, id desc limit 1
"""

REFUSE = """
    update hook_calls set refused_at = :at, refusal = :refusal
    where source = :source and (refused_at is null or refused_at <= :before)
"""


class Hooks:
    """Calls by the name of their source."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def keep(
        self, source: str, events: Sequence[Event], octets: int, at: datetime, bears: Quota
    ) -> Received | None:
        """Keep what a call tells, whole or not at all; None when its source has told too much this hour."""
        with self.link.writing():
            if not self._spend(source, len(events), octets, at, bears):
                return None
            known = {"source": source, "at": to_text(at)}
            fresh = [each for each in events if self.link.run(LEARN, known | {"event": each.name})]
            kept = Kept()
            for event in fresh:
                named = [ThreadState(each, cursor=WANTED) for each in event.wanted]
                self.link.run_many(KEEP_THREAD, [thread_values(source, each) for each in named])
                for change in event.changes:
                    kept += self._apply(source, change, at, event.history)
        return Received(kept, len(events) - len(fresh))

    def refuse(self, source: str, refusal: str, at: datetime) -> bool:
        """Note why a call was refused; False when one was noted within the last minute."""
        values = {"source": source, "at": to_text(at), "before": to_text(at - REFUSALS_EVERY)}
        with self.link.writing():
            self.link.run(REGISTER, {"source": source})
            return self.link.run(REFUSE, values | {"refusal": refusal}) == 1

    def calls(self, source: str) -> Calls:
        """When one source was called last; all blank when it never was."""
        return self.every_call().get(source, Calls(source))

    def every_call(self) -> dict[str, Calls]:
        """When each source that was ever called was called last, by name."""
        rows = self.link.rows("select source, called_at, refused_at, refusal from hook_calls")
        return {
            row["source"]: Calls(
                row["source"], from_text(row["called_at"]), from_text(row["refused_at"]), row["refusal"]
            )
            for row in rows
        }

    def _spend(self, source: str, events: int, octets: int, at: datetime, bears: Quota) -> bool:
        hour = to_text(at.replace(minute=0, second=0, microsecond=0))
        self.link.run(REGISTER, {"source": source})
        if self.link.run(NEW_HOUR, {"source": source, "hour": hour}):
            self._forget(at)
        values = {"source": source, "events": events, "octets": octets, "at": to_text(at)}
        most = {"most_events": bears.events, "most_octets": bears.octets}
        return self.link.run(SPEND, values | most) == 1

    def _forget(self, at: datetime) -> None:
        self.link.run("delete from hook_events where at < :since", {"since": to_text(at - EVENTS_LAST)})
        self.link.run("delete from hook_stamps where at < :since", {"since": to_text(at - STAMPS_LAST)})

    def _apply(self, source: str, change: Change, at: datetime, history: bool) -> Kept:
        if self._is_outdated(source, change):
            return Kept()
        named = {"source": source, "external_id": change.external_id, "stamp": change.stamp}
        gone = LIVES if change.mention else GONE_WHOLE if change.thread else GONE
        self.link.run(KEEP_STAMP, named | {"gone": gone, "at": to_text(at)})
        if change.mention is not None:
            said = self._as_answer(change.mention) if change.answers else change.mention
            batch = Batch((said,))
        elif change.thread:
            under = Threads(self.link).known(source, change.external_id)
            batch = Batch(
                vanished=(change.external_id, *(name for name in under if name != change.external_id))
            )
        else:
            batch = Batch(vanished=(change.external_id,))
        return Mentions(self.link).keep(source, batch, at, backfilled=history)

    def _as_answer(self, said: Mention) -> Mention:
        """The brand's words with what they answer, where the platform does not tell it."""
        where = {"source": said.source, "thread_id": said.thread_id}
        latest = self.link.row(LATEST, where | {"published_at": to_text(said.published_at)})
        if said.parent_id is not None or latest is None:
            return said
        return replace(said, parent_id=latest["external_id"])

    def _is_outdated(self, source: str, change: Change) -> bool:
        """Whether something newer is known of it, or of the thread in which it stands."""
        named = {"source": source, "external_id": change.external_id}
        known, mention = self.link.row(STAMP, named), change.mention
        if mention is not None and mention.thread_id != change.external_id:
            above = self.link.row(STAMP, named | {"external_id": mention.thread_id})
            if above and above["gone"] == GONE_WHOLE and change.stamp <= above["stamp"]:
                return True
        stored = self.link.row(STORED, named) if mention else None
        if stored is not None and (
            (known is None and change.original)  # it was read before it was told of
            or (stored["deleted_at"] is not None and not change.revives)
        ):
            return True
        if known is None:
            return False
        if mention is not None and known["gone"]:
            return not change.revives or bool(change.stamp <= known["stamp"])
        return bool(change.stamp < known["stamp"])
