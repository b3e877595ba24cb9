"""Links in a letter by which its reader says what it was worth, without signing in."""

import hashlib

from itsdangerous import BadData, URLSafeSerializer

from web.alerts.seal import Seal

USEFUL, NOISE = "useful", "noise"
ANSWERS = (USEFUL, NOISE)


class Ballot:
    """Signs the number of an alert with the board's secret; it stands for reader and incident."""

    def __init__(self, secret: bytes) -> None:
        self.seal = Seal(secret)
        self._signed = _signer(secret, "vidhuk: what an alert was worth")
        self._leaving = _signer(secret, "vidhuk: no more letters")

    def address(self, alert_id: int, answer: str, board: str) -> str:
        """The page that asks the reader of an alert to confirm an answer."""
        return f"{board}/vote/{self._signed.dumps(alert_id)}/{answer}"

    def leaving(self, alert_id: int, board: str) -> str:
        """The page where the reader of an alert asks for no more letters."""
        return f"{board}/leave/{self._leaving.dumps(alert_id)}"

    def leaver(self, token: str) -> int | None:
        """The number of the alert of somebody who leaves; None as of `read`."""
        return _number(self._leaving, token)

    def read(self, token: str) -> int | None:
        """The number of the alert; None where the link was cut off, changed, or is of another board."""
        return _number(self._signed, token)


def _signer(secret: bytes, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=salt, signer_kwargs={"digest_method": hashlib.sha256})


def _number(signed: URLSafeSerializer, token: str) -> int | None:
    try:
        number = signed.loads(token)
    except BadData:
        return None
    return number if isinstance(number, int) else None
