"""What the board says after an action: at once where htmx asked, on the next page where a form was sent."""

from dataclasses import asdict, dataclass

from flask import session

KEY = "notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for whoever acted, and the address that takes the action back."""

    text: str
    undo: str | None = None
    bad: bool = False  # it was refused


def tell(notice: Notice) -> None:
    """Show it on the next page of this session."""
    session[KEY] = asdict(notice)


def told() -> Notice | None:
    """What is to be shown on this page; it is shown once."""
    kept = session.pop(KEY, None)
    return Notice(**kept) if kept else None
