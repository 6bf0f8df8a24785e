"""An offer that supplements never takes the place of another, unless the citizen so decides (C5)."""

from collections.abc import Collection

from shared.contracts import Refused
from shared.contracts.codes import OFFERS, Reason

_DETAIL = (
    "Borgerens andet tilbud supplerer og træder ikke i stedet for dette. Er det borgerens eget valg, så annullér "
    "henvisningen med borgeren som den, der annullerer."
)


def refuse_to_replace(offer: str, reason: Reason, beside: Collection[str | None]) -> None:
    """Raises `Refused` where `offer` would be closed for another one, and all there is beside it supplements.

    `beside` are the offers the citizen has otherwise, as the reporter may know them; None is one that is not known by
    its code. Where there are none the other offer is outside Samspil. One that supplements may give way to another.
    """
    if reason != "other_offer" or not beside or OFFERS[offer].supplements:
        return
    if all(other is not None and OFFERS[other].supplements for other in beside):
        raise Refused("not-allowed", _DETAIL, pointer="/data/reason")
