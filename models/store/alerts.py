"""The outbox: claim, send, settle. What cannot be sent waits, and can be seen waiting."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from models.moments import from_text, to_text
from models.records import Alert
from models.store.link import Link, Row, several
from models.store.scope import Brands, among, bound

LONGEST_HELD = timedelta(days=7)

PUT = """
    insert into alerts (
        key, kind, brand, incident_id, channel, recipient, payload, created_at, next_at, held_until
    ) values (
        :key, :kind, :brand, :incident_id, :channel, :recipient, :payload, :at, coalesce(:held_until, :at),
        :held_until
    )
    on conflict (key) do nothing
"""

CLAIM = """
    update alerts set claimed_until = :until, attempts = attempts + 1
    where id = (
        select id from alerts
        where sent_at is null and refused_at is null and next_at <= :at
            and (claimed_until is null or claimed_until <= :at)
            and not exists (
                select 1 from stops where channel = alerts.channel and recipient = alerts.recipient
            )
        order by next_at, id limit 1
    )
    returning *
"""

CLAIM_LATE = """
    update alerts set claimed_until = :until, attempts = attempts + 1
    where sent_at is null and refused_at is null and (claimed_until is null or claimed_until <= :at)
        and channel = :channel and recipient = :recipient and coalesce(held_until, created_at) <= :late
    returning *
"""

CLAIM_HELD = """
    update alerts set claimed_until = :until, attempts = attempts + 1
    where sent_at is null and refused_at is null and (claimed_until is null or claimed_until <= :at)
        and channel = :channel and recipient = :recipient and held_until <= :at
    returning *
"""

LETTERS = """
    select distinct coalesce(held_until, created_at) as at, case when held_until is null then id end as own
    from alerts
    where channel = :channel and recipient = :recipient and created_at > :earliest
        and coalesce(held_until, created_at) > :since and refused_at is null
    order by at
"""

COUNT_LATE = """
    select count(*) as many from alerts
    where sent_at is null and refused_at is null and (claimed_until is null or claimed_until <= :at)
        and channel = :channel and recipient = :recipient and coalesce(held_until, created_at) <= :late
"""

POSTPONE = """
    update alerts set next_at = :next_at, error = :error
    where channel = :channel and sent_at is null and refused_at is null and next_at < :next_at
        and (claimed_until is null or claimed_until <= :at)
"""

SENT = """
    update alerts set sent_at = :at, claimed_until = null, error = null where id = :id and sent_at is null
"""

PUT_BACK = "update alerts set next_at = :next_at, claimed_until = null, error = :error where id = :id"

REFUSED = "update alerts set refused_at = :at, claimed_until = null, error = :error where id = :id"


class Alerts:
    """Alerts by number; each has a key, and the same key is told once."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def put(
        self,
        key: str,
        kind: str,
        channel: str,
        recipient: str,
        payload: Mapping[str, object],
        at: datetime,
        brand: str | None = None,
        incident_id: int | None = None,
        held_until: datetime | None = None,
    ) -> bool:
        """Queue an alert, to be sent at once or when its time comes; False when that key is known."""
        values = {
            "key": key,
            "kind": kind,
            "brand": brand,
            "incident_id": incident_id,
            "channel": channel,
            "recipient": recipient,
            "payload": json.dumps(payload, ensure_ascii=False),
            "at": to_text(at),
            "held_until": to_text(held_until),
        }
        return self.link.run(PUT, values) == 1

    def known(self, key: str) -> bool:
        """Whether an alert of that key has been queued, sent or not."""
        return self.link.row("select 1 from alerts where key = :key", {"key": key}) is not None

    def claim(self, at: datetime, lease: timedelta = timedelta(minutes=10)) -> Alert | None:
        """The next alert that is due, for this caller alone until the lease ends; None when none is."""
        with self.link.writing():
            row = self.link.row(CLAIM, {"at": to_text(at), "until": to_text(at + lease)})
        return _alert(row) if row else None

    def late(self, channel: str, recipient: str, late: datetime, at: datetime) -> int:
        """How many alerts, queued at `late` or before, still wait for one recipient and are nobody's."""
        values = {"channel": channel, "recipient": recipient, "late": to_text(late), "at": to_text(at)}
        row = self.link.row(COUNT_LATE, values)
        return int(row["many"]) if row else 0

    def claim_late(
        self,
        channel: str,
        recipient: str,
        late: datetime,
        at: datetime,
        lease: timedelta = timedelta(minutes=10),
    ) -> list[Alert]:
        """Claim all that `late` counts, due again or not, oldest first."""
        values = {"channel": channel, "recipient": recipient, "late": to_text(late), "at": to_text(at)}
        with self.link.writing():
            rows = self.link.rows(CLAIM_LATE, values | {"until": to_text(at + lease)})
        return sorted((_alert(row) for row in rows), key=lambda alert: alert.id)

    def claim_held(
        self, channel: str, recipient: str, at: datetime, lease: timedelta = timedelta(minutes=10)
    ) -> list[Alert]:
        """Claim all that was held back for one recipient and whose time has come, oldest first."""
        values = {"channel": channel, "recipient": recipient, "at": to_text(at), "until": to_text(at + lease)}
        with self.link.writing():
            rows = self.link.rows(CLAIM_HELD, values)
        return sorted((_alert(row) for row in rows), key=lambda alert: alert.id)

    def letters(self, channel: str, recipient: str, since: datetime) -> list[datetime]:
        """When letters reached or will reach one recipient after `since`; what is held comes in one."""
        values = {"channel": channel, "recipient": recipient, "since": to_text(since)}
        rows = self.link.rows(LETTERS, values | {"earliest": to_text(since - LONGEST_HELD)})
        return [from_text(row["at"]) for row in rows]

    def postpone(self, channel: str, error: str, next_at: datetime, at: datetime) -> int:
        """Let all that waits for a channel wait until `next_at`, with the reason; returns how many."""
        values = {"channel": channel, "error": error, "next_at": to_text(next_at), "at": to_text(at)}
        return self.link.run(POSTPONE, values)

    def sent(self, alert: Alert, at: datetime) -> None:
        """It has been handed over."""
        self.link.run(SENT, {"id": alert.id, "at": to_text(at)})

    def put_back(self, alert: Alert, error: str, next_at: datetime) -> None:
        """It could not be sent now; it is due again at `next_at`."""
        self.link.run(PUT_BACK, {"id": alert.id, "error": error, "next_at": to_text(next_at)})

    def refuse(self, alert: Alert, error: str, at: datetime) -> None:
        """The channel will never take it; a person has to see why."""
        self.link.run(REFUSED, {"id": alert.id, "error": error, "at": to_text(at)})

    def waiting(self) -> list[Alert]:
        """What has not been sent, oldest first."""
        return [
            _alert(row) for row in self.link.rows("select * from alerts where sent_at is null order by id")
        ]

    def get(self, alert_id: int) -> Alert | None:
        """One alert."""
        row = self.link.row("select * from alerts where id = :id", {"id": alert_id})
        return _alert(row) if row else None

    def last_of(self, incident_id: int, kinds: Collection[str]) -> Alert | None:
        """The newest alert of some kinds about one incident; None when there is none."""
        sql = "select * from alerts where incident_id = ? and kind in (:each) order by id desc limit 1"
        row = self.link.row(several(sql, len(kinds)), [incident_id, *kinds])
        return _alert(row) if row else None

    def latest(self, limit: int = 50, brands: Brands = None) -> list[Alert]:
        """What was queued last, newest first."""
        sql = f"select * from alerts where {among('brand')} order by id desc limit :limit"
        rows = self.link.rows(sql, {"limit": limit, "brands": bound(brands)})
        return [_alert(row) for row in rows]

    def since(self, since: datetime, kinds: Collection[str]) -> list[Alert]:
        """Alerts of some kinds that were queued at `since` or later, oldest first."""
        sql = "select * from alerts where created_at >= ? and kind in (:each) order by id"
        rows = self.link.rows(several(sql, len(kinds)), [to_text(since), *kinds])
        return [_alert(row) for row in rows]


def _alert(row: Row) -> Alert:
    return Alert(
        id=row["id"],
        key=row["key"],
        kind=row["kind"],
        brand=row["brand"],
        incident_id=row["incident_id"],
        channel=row["channel"],
        recipient=row["recipient"],
        payload=json.loads(row["payload"]),
        created_at=from_text(row["created_at"]),
        attempts=row["attempts"],
        next_at=from_text(row["next_at"]),
        sent_at=from_text(row["sent_at"]),
        error=row["error"],
        refused_at=from_text(row["refused_at"]),
        held_until=from_text(row["held_until"]),
    )
