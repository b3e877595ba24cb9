"""The one-time code that makes the first administrator: shown in the terminal, kept nowhere. No Flask."""

import base64
import hmac

PURPOSE = b"vidhuk: the first administrator"
LETTERS = 12  # of 5 bits each
LIKE_LETTERS = str.maketrans("018", "OIB")  # the code has none of these digits, so they were meant as letters


def opening_code(secret: bytes) -> str:
    """The code of the board with that secret, such as "K7QD-M2XA-5FTE"; it gives nothing of that away."""
    letters = base64.b32encode(hmac.digest(secret, PURPOSE, "sha256")).decode()[:LETTERS]
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def opens(secret: bytes, given: str) -> bool:
    """Whether a code is the board's, however it is written; wrong ones take as long as the right one."""
    return hmac.compare_digest(_plain(opening_code(secret)), _plain(given))


def invitation(address: str, code: str) -> str:
    """What the terminal says while nobody can sign in."""
    return (
        f"Nobody can sign in yet. Open  {address}/first  and give this code:  {code}\n"
        "(or, in another window:  vidhuk user add olena --role admin)"
    )


def _plain(code: str) -> bytes:
    letters = (each for each in code.upper().translate(LIKE_LETTERS) if each.isascii() and each.isalnum())
    return "".join(letters).encode()
