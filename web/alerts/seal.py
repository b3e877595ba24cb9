"""Links in a letter by which somebody joins the board."""

import hashlib

from itsdangerous import BadData, URLSafeSerializer


class Seal:
    """Signs the number of an invitation with the board's secret, when the letter is written."""

    def __init__(self, secret: bytes) -> None:
        self._signed = URLSafeSerializer(
            secret, salt="vidhuk: an invitation", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def address(self, number: int, board: str) -> str:
        """The page on which the invited choose login and password."""
        return f"{board}/invitation/{self._signed.dumps(number)}"

    def read(self, token: str) -> int | None:
        """The number of the invitation; None where the link was cut off, changed, or is of another board."""
        try:
            number = self._signed.loads(token)
        except BadData:
            return None
        return number if isinstance(number, int) else None
