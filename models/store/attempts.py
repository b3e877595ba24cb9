"""Attempts to sign in that have not succeeded: counted before the password is looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.moments import from_text, to_text
from models.store.link import Link

FORGET = "delete from attempts where at <= :since"

# a try is free again when the oldest of the last so many leaves the window
BY_LOGIN = "select at from attempts where login = :login order by at desc limit 1 offset :most - 1"

BY_ADDRESS = "select at from attempts where address = :address order by at desc limit 1 offset :most - 1"

TRY = "insert into attempts (login, address, at) values (:login, :address, :at)"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures a window bears."""

    window: timedelta
    per_login: int
    per_address: int


class Attempts:
    """Attempts by login and by address."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def begin(self, login: str, address: str | None, at: datetime, bears: Allowance) -> datetime | None:
        """Count one attempt; where there were too many, the time to try again comes back instead.

        Counting comes before looking, so that many attempts at once are no way around.
        """
        who = {"login": login.casefold(), "address": address}
        with self.link.writing():
            self.link.run(FORGET, {"since": to_text(at - bears.window)})
            full = [
                row["at"]
                for row in (
                    self.link.row(BY_LOGIN, who | {"most": bears.per_login}),
                    self.link.row(BY_ADDRESS, who | {"most": bears.per_address}),
                )
                if row is not None
            ]
            if full:
                return from_text(str(max(full))) + bears.window
            self.link.run(TRY, who | {"at": to_text(at)})
        return None

    def succeed(self, login: str) -> None:
        """Forget the attempts of a login: its password was right."""
        self.link.run("delete from attempts where login = :login", {"login": login.casefold()})
