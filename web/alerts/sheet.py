"""A letter and its parts, whatever carries them."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["alarm", "worry", "calm"]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """Something quoted or listed: words, a line below them, and where it leads."""

    text: str
    about: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What one alert says."""

    subject: str
    heading: str
    lead: str
    button: Link
    footer: str
    language: str
    tone: Tone = "alarm"
    thread: str = ""  # key of the alert that began the thread, without channel and recipient
    brand: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    note: str = ""
    quotes_title: str = ""
    quotes: tuple[Item, ...] = ()
    list_title: str = ""
    list: tuple[Item, ...] = ()
    more: str = ""  # what was left out
    sections: tuple[Section, ...] = ()
    votes_title: str = ""
    votes: tuple[Link, ...] = ()
    leave: str = ""  # where the reader asks for no more letters
    leave_title: str = ""
