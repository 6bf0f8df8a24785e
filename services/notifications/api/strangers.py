"""How often those may send something who need not say who they are."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

from shared.http import RateLimit

_EVERYBODY = "everybody"


class StrangersLimit:
    """So much from one address, and so much from all together; kept in memory, as `RateLimit` is.

    The address is the one the server sees, or what a proxy it trusts says of it (`FORWARDED_ALLOW_IPS`).
    """

    def __init__(self) -> None:
        # A person who writes several times is let through, a machine that fills the box is not.
        self._one = RateLimit(per_minute=6, burst=10)
        self._all = RateLimit(per_minute=60, burst=120)

    def take(self, request: Request) -> None:
        """Raises Problem (429)."""
        self._one.take(_holder(request.client.host if request.client else ""))
        self._all.take(_EVERYBODY)


def _holder(address: str) -> str:
    """Whoever has one address of IPv6 has the other 2^64 of its network, too."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        return read.exploded[:19] if read.ipv4_mapped is None else str(read.ipv4_mapped)
    return str(read)
