"""A designation: whom the citizen lets know, and how that person is reached (P1, P2).

What it names and whether it stands is folded from events by `shared.contracts.involvement`, in every service alike;
the contact is kept here alone, under a key of the designation's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from email.errors import MessageError
from email.headerregistry import Address
from uuid import UUID

from services.notifications.domain.told import WEBHOOK
from shared.contracts.codes import Relation
from shared.contracts.report import Contact


@dataclass(frozen=True, slots=True)
class Designation:
    """`contact` is None where none was given, and forgotten when the designation stands no more; `given_with` is the
    event it came with, None where that was not kept."""

    id: UUID
    relation: Relation
    contact: Contact | None = field(default=None, repr=False)
    standing: bool = True
    given_with: UUID | None = None

    @property
    def email(self) -> str | None:
        return None if self.contact is None else self.contact.email

    def with_contact(self, contact: Contact | None, given_with: UUID | None = None) -> "Designation":
        """A contact given replaces the whole of the one before; None leaves it as it is."""
        return self if contact is None else replace(self, contact=contact, given_with=given_with)

    def revoked(self) -> "Designation":
        return replace(self, contact=None, standing=False)

    def without(self, wrong: UUID, *, standing: bool) -> "Designation":
        """As it is when that event is taken back, and stands or not. A contact that came with it may be a stranger's,
        and the one before is not kept: there is none then."""
        forgotten = not standing or self.given_with == wrong
        return replace(self, contact=None if forgotten else self.contact, standing=standing)

    def lacks(self, channels: Iterable[str], contacts: Mapping[str, str]) -> str | None:
        """The first of these channels that needs a contact (`Rules.contacts`) which is not kept; None where there is no
        such."""
        return next((c for c in channels if c in contacts and not getattr(self.contact, contacts[c], None)), None)

    def can_be_invited(self, channels: Iterable[str]) -> bool:
        """What comes over any channel but the apps' own is read in the inbox: the relative must be able to sign in."""
        return self.email is not None and any(channel != WEBHOOK for channel in channels)


def postal(email: str) -> str | None:
    """The address as it stands on an envelope, in ASCII; None where no mail can be addressed to it.

    Neither to a machine by its number nor to a name without a dot, which would be one of our own network's.
    """
    local, _, domain = email.rpartition("@")
    try:
        address = Address(addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (MessageError, ValueError, IndexError):
        return None
    return None if "." not in address.domain or "[" in address.domain else address.addr_spec
