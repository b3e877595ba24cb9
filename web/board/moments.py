"""When a snoozed case comes back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVENING = time(18, 0)
MORNING = time(9, 0)
AN_HOUR = timedelta(hours=1)


def choices(at: datetime, zone: ZoneInfo) -> dict[str, datetime]:
    """The times that are offered at `at`, by name: in an hour, this evening while it is to come, tomorrow."""
    today = at.astimezone(zone).date()
    evening = datetime.combine(today, EVENING, zone).astimezone(UTC)
    tomorrow = datetime.combine(today + timedelta(days=1), MORNING, zone).astimezone(UTC)
    offered = {"hour": at + AN_HOUR, "evening": evening, "tomorrow": tomorrow}
    return {name: until for name, until in offered.items() if name != "evening" or evening > at + AN_HOUR}


def until(choice: str, day: str, at: datetime, zone: ZoneInfo) -> datetime | None:
    """The time that a form asks for, in UTC; None when it names none, or one that has passed."""
    if choice in (offered := choices(at, zone)):
        return offered[choice]
    try:
        local = datetime.fromisoformat(day)
        wanted = (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return wanted if wanted > at else None
