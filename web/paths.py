"""Addresses that came from outside: what may be followed, and what may be shown as a link."""

from urllib.parse import urlsplit

UNSAFE = ("\\", "\r", "\n", "\t", "\0")


def local(address: str | None) -> str | None:
    """The address when it is a path of this board; None when it leads anywhere else."""
    if not address or not address.startswith("/") or address.startswith("//"):
        return None
    if any(sign in address for sign in UNSAFE) or not address.isprintable():
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address


def outward(address: str | None) -> str | None:
    """The address when it is a web page; None for scripts, files and whatever else a stranger may write."""
    if not address or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None
