"""Passwords: kept as argon2id hashes, compared in the same time whoever is asked for. No Flask in here."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

HASHER = PasswordHasher()
SHORTEST = 10  # characters; length is what makes a password strong
LONGEST = 200  # more is work for the machine and no gain


def hashed(password: str) -> str:
    """What the store keeps in place of a password."""
    return HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether a password is the right one; no hash (an unknown login) takes as long and never matches."""
    try:
        HASHER.verify(password_hash or _nobodys(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


@cache
def _nobodys() -> str:
    return HASHER.hash("the password of nobody")
