"""How often a password may be guessed: by login and by address. Pure but for the store it is given."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from models.store import Store
from models.store.attempts import Allowance

BEARS = Allowance(window=timedelta(minutes=15), per_login=8, per_address=40)
LONGEST_LOGIN = 200


def wait(store: Store, login: str, remote: str | None, at: datetime) -> int:
    """Count an attempt; returns in how many minutes to try again where there were too many, else 0."""
    free = store.attempts.begin(login[:LONGEST_LOGIN], place(remote), at, BEARS)
    return 0 if free is None else max(1, -(-(free - at) // timedelta(minutes=1)))


def place(remote: str | None) -> str | None:
    """What stands for an address: an IPv6 household is one, and this machine (a proxy, then) is none."""
    try:
        address = ip_address(remote or "")
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return place(str(address.ipv4_mapped))
        return None if address.is_loopback else address.exploded[:19] + "::/64"
    return None if address.is_loopback else str(address)
