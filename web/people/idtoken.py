"""What a provider says of somebody who came back: believed where it is signed, meant for us and fresh."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import jwt
from jwt.types import Options

from models.login import Login
from web.people.provider import Departure, LoginError, Provider, Refusal, ask, client, discover

# public keys only: a token "signed" with nothing, or with the secret that we share, is no proof
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
PUBLIC = ("RSA", "EC", "OKP")
CHECKED: Options = {
    "require": ["iss", "sub", "aud", "exp", "iat"],
    "verify_exp": False,  # the three times against our own clock, below
    "verify_iat": False,
    "verify_nbf": False,
}
SKEW = 60.0  # seconds by which two clocks may differ


def keys_of(provider: Provider, http: httpx.Client) -> list[jwt.PyJWK]:
    """The public keys by which the provider signs now; LoginError where it shows none."""
    try:
        shown = jwt.PyJWKSet.from_dict(dict(ask(http, "GET", provider.keys))).keys
    except (jwt.PyJWTError, AttributeError, TypeError, ValueError):
        shown = []
    fit = [key for key in shown if key.key_type in PUBLIC and key.public_key_use in (None, "sig")]
    if not fit:
        raise LoginError(Refusal.UNFIT, "the provider shows no key that can be used; ask its administrator")
    return fit


def check_provider(own: Login) -> None:
    """Look whether a provider can be used, nobody signing in; LoginError says what to do."""
    with client() as http:
        keys_of(discover(own, http), http)


def verified_mail(token: str, keys: Sequence[jwt.PyJWK], own: Login, gone: Departure, at: float) -> str:
    """The mail of who came back, verified by the provider; LoginError where that is not beyond doubt."""
    claims = _signed(token, keys, own)
    _fresh(claims, at)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), gone.nonce.encode()):
        raise LoginError(Refusal.UNTRUSTED, "the ID token is of another sign-in (nonce)")
    if _meant_for_others(claims, own):
        raise LoginError(Refusal.UNTRUSTED, "the ID token was made for somebody else (azp)")
    mail = claims.get("email")
    if not isinstance(mail, str) or not mail or claims.get("email_verified") is not True:
        raise LoginError(Refusal.UNVERIFIED, "the ID token holds no verified mail (email, email_verified)")
    return mail


def _signed(token: str, keys: Sequence[jwt.PyJWK], own: Login) -> Mapping[str, Any]:
    try:
        named = jwt.get_unverified_header(token).get("kid")
        fit = [key for key in keys if key.key_id == named] if named else list(keys)
        if len(fit) != 1:
            raise LoginError(Refusal.UNTRUSTED, "the ID token is signed by a key that the provider has not")
        claims: dict[str, Any] = jwt.decode(
            token,
            fit[0],
            algorithms=ALGORITHMS,
            audience=own.client_id,
            issuer=own.issuer,
            options=CHECKED,
        )
    except jwt.PyJWTError as fault:
        reason = f"the ID token is not to be believed ({type(fault).__name__})"
        raise LoginError(Refusal.UNTRUSTED, reason) from None
    return claims


def _fresh(claims: Mapping[str, Any], at: float) -> None:
    if at >= _moment(claims, "exp") + SKEW or _moment(claims, "iat") > at + SKEW:
        raise LoginError(Refusal.UNTRUSTED, "the ID token is over, or of a time to come; compare the clocks")
    if "nbf" in claims and _moment(claims, "nbf") > at + SKEW:
        raise LoginError(Refusal.UNTRUSTED, "the ID token does not hold yet; compare the clocks")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LoginError(Refusal.UNTRUSTED, f"the ID token holds no time where it should ({name})")
    return value


def _meant_for_others(claims: Mapping[str, Any], own: Login) -> bool:
    by = claims.get("azp")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    return by != own.client_id if by is not None else several
