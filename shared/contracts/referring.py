"""Who may refer a citizen to which offer, to whom it then goes (R5), and what it would pass over (R8).

Asked by who decides and, before anything is sent, by who shows the choice.
"""

from collections.abc import Collection

from shared.contracts.codes import AUTHORITY, OFFERS, Offer
from shared.contracts.report import Reporter

MOST_HINTS = 3
"""More would be a catalogue, and nobody would read it."""
_HINT = "Et mindre indgribende tilbud er også muligt: ”{name}”."
_HINT_TO = {
    "citizen": "Der er også noget, der fylder mindre i hverdagen: ”{name}”.",
    "relative": "Du kan også bede om noget, der fylder mindre i hverdagen: ”{name}”.",
}
"""In plain words, to those whose own life it is."""


def open_to(offer: Offer, by: Reporter) -> bool:
    """R5: whether `by` may refer to the offer, or apply for it where it needs a decision."""
    if by.role == "citizen":
        return offer.citizen
    if by.role == "relative":
        return offer.relative
    # Where a decision is needed every other department may apply to the authority.
    return by.department is not None and (offer.needs_decision or by.department in offer.senders)


def refers_on_decision(offer: Offer, by: Reporter) -> bool:
    """R6: whether `by` refers to the offer on a granted decision alone; everybody else applies for one."""
    return offer.needs_decision and by.department in offer.senders


def receiver_of(offer: Offer, by: Reporter) -> str:
    """R5: the department that a referral of `by` to the offer goes to."""
    return AUTHORITY if offer.needs_decision and not refers_on_decision(offer, by) else offer.run_by


def hints(offer: str, by: Reporter, tried: Collection[str]) -> tuple[str, ...]:
    """R8: one Danish sentence for each of `less_intrusive`, in the words of who reads it."""
    words = _HINT_TO.get(by.role, _HINT)
    return tuple(words.format(name=each.name) for each in less_intrusive(offer, by, tried))


def less_intrusive(offer: str, by: Reporter, tried: Collection[str]) -> tuple[Offer, ...]:
    """R8: the offers that intrude less, are open to `by` and are not among `tried`.

    The nearest to what is asked for come first. An offer is available when it is on the municipality's list; whether
    there is room this week is the receiver's to answer. `tried` holds what `by` may know of only: an offer that was
    left out for another's referral would tell of that referral.
    """
    less = [
        each
        for each in OFFERS.values()
        if each.intrusiveness < OFFERS[offer].intrusiveness
        and not each.within_course
        and open_to(each, by)
        and each.code not in tried
    ]
    return tuple(sorted(less, key=lambda each: each.intrusiveness, reverse=True)[:MOST_HINTS])
