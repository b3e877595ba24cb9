"""[login] of config.toml: a provider of identities by which people sign in besides by password."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, PrivateAttr, SecretStr

from models.values import Table, Text

THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def _issuer(value: str) -> str:
    parts = urlsplit(value)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
    if not safe or not parts.hostname or parts.query or parts.fragment:
        raise ValueError('must be the https address of the provider, such as "https://id.example.org"')
    return value


class Login(Table):
    """[login]: a provider of identities (OpenID Connect)."""

    issuer: Annotated[str, AfterValidator(_issuer)]  # letter for letter as the provider calls itself
    client_id: Text
    client_secret_env: Text
    _secret: SecretStr | None = PrivateAttr(None)

    @property
    def host(self) -> str:
        """What people know the provider by."""
        return urlsplit(self.issuer).hostname or self.issuer

    @property
    def secret(self) -> SecretStr | None:
        """By which the provider knows this board; None where the variable is not set."""
        return self._secret
