"""Answers that are being written: kept as typed, for each person and case, until the answer is given."""

import json
from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.store.link import Link, Row

KEEP = """
    insert into drafts (case_id, user_id, text, begun_at, saved_at)
    values (:case_id, :user_id, :text, :at, :at)
    on conflict (case_id, user_id) do update
        set text = excluded.text, saved_at = excluded.saved_at, revision = revision + 1
        where revision = :known
    returning *
"""

OF = "select * from drafts where case_id = :case_id and user_id = :user_id"

CLEAR = "delete from drafts where case_id = :case_id and user_id = :user_id"

PUT_BACK = """
    insert into drafts (case_id, user_id, text, begun_at, saved_at)
    values (:case_id, :user_id, :text, :at, :at) on conflict do nothing
"""

ANSWERS = """
    select details from actions
    where case_id = :case_id and user_id = :user_id and kind = 'answer' and undone_at is null
        and version > :version
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one person has typed so far."""

    text: str
    revision: int  # grows with every save
    begun_at: datetime
    saved_at: datetime


class OtherDraftError(Exception):
    """The person has typed something else in another window; it is carried along, and stays kept."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("another window kept something else meanwhile; choose which to go on with")
        self.draft = draft


class Drafts:
    """Drafts by case and person."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def of(self, case_id: int, user_id: int) -> Draft | None:
        """What a person has typed; None when there is nothing."""
        row = self.link.row(OF, {"case_id": case_id, "user_id": user_id})
        return _draft(row) if row else None

    def keep(
        self, case_id: int, user_id: int, text: str, at: datetime, known: int, version: int
    ) -> Draft | None:
        """Keep what a window has typed that knew revision `known` (0: none) and that version of the case.

        None where nothing is kept: the text is empty, or it is the beginning of an answer given meanwhile,
        which a slow save brings too late. OtherDraftError when another window was quicker.
        """
        place = {"case_id": case_id, "user_id": user_id}
        with self.link.writing():
            if not text.strip():
                if (draft := self.of(case_id, user_id)) and draft.revision != known:
                    raise OtherDraftError(draft)
                self.clear(case_id, user_id)
                return None
            if self._given(place | {"version": version}, text):
                return None
            row = self.link.row(KEEP, place | {"text": text, "at": to_text(at), "known": known})
            if row is not None:
                return _draft(row)
            kept = self.of(case_id, user_id)
        if kept is None or kept.text == text:
            return kept
        raise OtherDraftError(kept)

    def clear(self, case_id: int, user_id: int) -> None:
        """Forget a draft: its answer was given, or all of it was erased."""
        self.link.run(CLEAR, {"case_id": case_id, "user_id": user_id})

    def put_back(self, case_id: int, user_id: int, text: str, at: datetime) -> None:
        """Make a text the draft again, unless something else is being written."""
        values = {"case_id": case_id, "user_id": user_id, "text": text, "at": to_text(at)}
        self.link.run(PUT_BACK, values)

    def _given(self, place: dict[str, int], text: str) -> bool:
        """Whether an answer that was given after that version begins with this text."""
        answers = (json.loads(row["details"]).get("text", "") for row in self.link.rows(ANSWERS, place))
        return any(answer.startswith(text.strip()) for answer in answers)


def _draft(row: Row) -> Draft:
    return Draft(row["text"], row["revision"], from_text(row["begun_at"]), from_text(row["saved_at"]))
