"""Keyed prints: what stands in place of a name that must be known again and never read."""

import secrets
from dataclasses import dataclass
from hashlib import blake2b

from models.records import Mention

GONE = "gone:"  # begins every name that a print has taken the place of


@dataclass(frozen=True, slots=True)
class Printer:
    """Makes prints under one key; without the key nobody can tell what a print is of."""

    key: bytes

    @classmethod
    def fresh(cls) -> "Printer":
        """One with a key of its own, that nobody has seen."""
        return cls(secrets.token_bytes(32))

    def of(self, *parts: str) -> str:
        """The print of something; the same parts have the same print."""
        body = "\x1f".join(parts).encode("utf-8", "replace")
        return GONE + blake2b(body, key=self.key, digest_size=16).hexdigest()

    def author(self, platform: str, author: str) -> str:
        """The print of an author, by what the platform calls them."""
        return self.of("author", platform, author)

    def mention(self, source: str, external_id: str) -> str:
        """The print of one mention; its own where it has been made already."""
        return external_id if external_id.startswith(GONE) else self.of("mention", source, external_id)


def author_of(mention: Mention) -> str | None:
    """What tells the author of a mention apart: the platform's id, else the name; None: nothing does."""
    return mention.author_id or mention.author_name
