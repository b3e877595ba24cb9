"""Trainings asked for at the board: one at a time, claimed by whoever carries it out."""

import json
import sqlite3
from dataclasses import asdict
from datetime import datetime, timedelta

from models.learning import Fallen, Outcome, Training
from models.moments import from_text, to_text
from models.store.link import Link, Row

LEASE = timedelta(minutes=5)  # a training that has said nothing for so long has died
MOST_ATTEMPTS = 2

SELECT = "select t.*, u.name as asked_by_name from trainings as t join users as u on u.id = t.asked_by"

ASK = "insert into trainings (asked_by, asked_at) values (:user_id, :at)"

CLAIM = """
    update trainings set claimed_until = :until, attempts = attempts + 1, percent = 0
    where ended_at is null and (claimed_until is null or claimed_until < :at) and attempts < :most
    returning id
"""

GIVE_UP = """
    update trainings set ended_at = :at, error = :error
    where ended_at is null and claimed_until < :at and attempts >= :most
"""

PROGRESS = """
    update trainings set percent = :percent, claimed_until = :until where id = :id and ended_at is null
"""

END = """
    update trainings set ended_at = :at, artefact = :artefact, outcome = :outcome, error = :error,
        percent = case when :error is null then 100 else percent end
    where id = :id and ended_at is null
"""


class TrainingError(Exception):
    """A training that cannot be asked for; the text says why."""


class Trainings:
    """Trainings by number."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def ask(self, user_id: int, at: datetime) -> int:
        """Ask for a training; returns its number. TrainingError while another one is under way."""
        try:
            return self.link.insert(ASK, {"user_id": user_id, "at": to_text(at)})
        except sqlite3.IntegrityError as busy:
            raise TrainingError("a training is under way; wait for its end") from busy

    def claim(self, at: datetime) -> int | None:
        """Take up the training that waits, or that its holder has left; None where there is none.

        One that died twice ends as failed.
        """
        limits = {"at": to_text(at), "until": to_text(at + LEASE), "most": MOST_ATTEMPTS}
        with self.link.writing():
            died = "it was cut off twice; look for the cause in the log and try again"
            self.link.run(GIVE_UP, limits | {"error": died})
            row = self.link.row(CLAIM, limits)
        return int(row["id"]) if row else None

    def progress(self, training_id: int, percent: int, at: datetime) -> None:
        """Tell how far it is, and that it lives."""
        self.link.run(PROGRESS, {"id": training_id, "percent": percent, "until": to_text(at + LEASE)})

    def succeed(self, training_id: int, artefact: str, outcome: Outcome, at: datetime) -> None:
        """End a training with the artefact that came of it."""
        told = json.dumps(asdict(outcome))
        values = {"id": training_id, "at": to_text(at), "artefact": artefact, "outcome": told, "error": None}
        self.link.run(END, values)

    def fail(self, training_id: int, error: str, at: datetime) -> None:
        """End a training of which nothing came, with the reason in words."""
        values = {"id": training_id, "at": to_text(at), "artefact": None, "outcome": None, "error": error}
        self.link.run(END, values)

    def latest(self, limit: int = 5) -> list[Training]:
        """The latest trainings, newest first."""
        return [
            _training(row)
            for row in self.link.rows(f"{SELECT} order by t.id desc limit :limit", {"limit": limit})
        ]


def _training(row: Row) -> Training:
    return Training(
        id=row["id"],
        asked_by=row["asked_by_name"],
        asked_at=from_text(row["asked_at"]),
        claimed=row["claimed_until"] is not None,
        percent=row["percent"],
        artefact=row["artefact"],
        outcome=_outcome(row["outcome"]) if row["outcome"] else None,
        error=row["error"],
        ended_at=from_text(row["ended_at"]),
    )


def _outcome(text: str) -> Outcome:
    told = json.loads(text)
    falls = tuple(Fallen(**each) for each in told.pop("falls"))
    return Outcome(**told, falls=falls)
