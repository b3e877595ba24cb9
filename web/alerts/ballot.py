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
        self._signed = URLSafeSerializer(
            secret, salt="vidhuk: what an alert was worth", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def address(self, alert_id: int, answer: str, board: str) -> str:
        """The page that asks the reader of an alert to confirm an answer."""
        return f"{board}/vote/{self._signed.dumps(alert_id)}/{answer}"

    def read(self, token: str) -> int | None:
        """The number of the alert; None where the link was cut off, changed, or is of another board."""
        try:
            number = self._signed.loads(token)
        except BadData:
            return None
        return number if isinstance(number, int) else None
