"""Who works at the board."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime

from models.moments import to_text
from models.records import Role, User
from models.store.link import Link, Row, StoreError

SELECT = """
    select u.*, (select json_group_object(brand, role) from rights where user_id = u.id) as rights
    from users as u
"""

INSERT = """
    insert into users (login, name, role, language, password_hash, mail, created_at)
    values (:login, :name, :role, :language, :password_hash, :mail, :at)
"""

CHANGE_PASSWORD = """
    update users set password_hash = :password_hash, session = session + 1 where login = :login
"""


class Users:
    """Users by number and by login."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def add(
        self,
        login: str,
        name: str,
        role: Role,
        language: str,
        password_hash: str,
        at: datetime,
        mail: str | None = None,
    ) -> User:
        """A new user; StoreError when the login or the mail is taken."""
        values = {
            "login": login,
            "name": name,
            "role": role.value,
            "language": language,
            "password_hash": password_hash,
            "mail": mail,
            "at": to_text(at),
        }
        try:
            self.link.run(INSERT, values)
        except sqlite3.IntegrityError as taken:
            what = "the login is taken" if mail is None else "the login is taken, or the mail is"
            raise StoreError(f"user {login}: {what}; choose another") from taken
        return self._needed(login)

    def allow(self, login: str, role: Role, brands: Mapping[str, Role] | None = None) -> User:
        """Give somebody a role everywhere, or with `brands` only there and a role at each.

        StoreError when there is no such user, or an administrator is to be confined to brands.
        """
        user = self._needed(login)
        if brands and Role.ADMIN in brands.values():
            raise StoreError(f"user {login}: an administrator works at every brand; choose lead")
        strongest = max(brands.values(), key=list(Role).index) if brands else role
        with self.link.writing():
            self.link.run("delete from rights where user_id = :id", {"id": user.id})
            for brand, its in (brands or {}).items():
                sql = "insert into rights (user_id, brand, role) values (:id, :brand, :role)"
                self.link.run(sql, {"id": user.id, "brand": brand, "role": its.value})
            sql = "update users set role = :role where id = :id"
            self.link.run(sql, {"id": user.id, "role": strongest.value})
        return self._needed(login)

    def write_to(self, login: str, mail: str | None) -> User:
        """Where somebody gets mail, and by which a provider of identities knows them."""
        user = self._needed(login)
        try:
            self.link.run("update users set mail = :mail where id = :id", {"id": user.id, "mail": mail})
        except sqlite3.IntegrityError as taken:
            raise StoreError(f"user {login}: somebody else has that mail; choose another") from taken
        return self._needed(login)

    def get(self, user_id: int) -> User | None:
        """One user by number."""
        row = self.link.row(f"{SELECT} where u.id = :id", {"id": user_id})
        return _user(row) if row else None

    def by_login(self, login: str) -> User | None:
        """One user by login, however it is capitalised."""
        row = self.link.row(f"{SELECT} where lower(u.login) = lower(:login)", {"login": login})
        return _user(row) if row else None

    def by_mail(self, mail: str) -> User | None:
        """One user by mail, however it is capitalised."""
        row = self.link.row(f"{SELECT} where lower(u.mail) = lower(:mail)", {"mail": mail})
        return _user(row) if row else None

    def some(self) -> bool:
        """Whether there is anybody; False on the first start."""
        return self.link.row("select 1 from users limit 1") is not None

    def all(self) -> list[User]:
        """Every user, by name."""
        return [_user(row) for row in self.link.rows(f"{SELECT} order by u.name, u.login")]

    def change_password(self, login: str, password_hash: str) -> User:
        """Set a new password and end the sessions that began with the old one."""
        user = self._needed(login)
        self.link.run(CHANGE_PASSWORD, {"login": user.login, "password_hash": password_hash})
        return self._needed(login)

    def end_sessions(self, user_id: int) -> User:
        """End every session of a user; StoreError when there is no such user."""
        self.link.run("update users set session = session + 1 where id = :id", {"id": user_id})
        user = self.get(user_id)
        if user is None:
            raise StoreError(f"user number {user_id}: there is none; `vidhuk user list` shows who there is")
        return user

    def rehash(self, user_id: int, password_hash: str) -> None:
        """Keep the same password under a stronger hash; sessions go on."""
        sql = "update users set password_hash = :password_hash where id = :id"
        self.link.run(sql, {"id": user_id, "password_hash": password_hash})

    def set_active(self, login: str, active: bool) -> User:
        """Let a user in, or keep them out at once."""
        user = self._needed(login)
        sql = "update users set active = :active, session = session + 1 where login = :login"
        self.link.run(sql, {"login": user.login, "active": int(active)})
        return self._needed(login)

    def speak(self, user_id: int, language: str) -> None:
        """The language in which a user sees the board."""
        sql = "update users set language = :language where id = :id"
        self.link.run(sql, {"id": user_id, "language": language})

    def _needed(self, login: str) -> User:
        user = self.by_login(login)
        if user is None:
            raise StoreError(f"user {login}: there is none; `vidhuk user list` shows who there is")
        return user


def _user(row: Row) -> User:
    return User(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        role=Role(row["role"]),
        language=row["language"],
        password_hash=row["password_hash"],
        session=row["session"],
        active=bool(row["active"]),
        mail=row["mail"],
        rights={brand: Role(role) for brand, role in json.loads(row["rights"]).items()},
    )
