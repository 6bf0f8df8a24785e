"""A report: what an app or a person says happened. It can be refused, and is always answered."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

from shared.contracts.fact import Fact
from shared.contracts.immutable import immutable

F = TypeVar("F", bound=Fact, covariant=True)

Role = Literal["app", "coordinator", "manager", "citizen", "relative", "operator"]


@immutable(frozen=True, slots=True)
class Reporter:
    """Who reports, as the token or the Kafka principal says; never what the data claims.

    `department` is set for apps, coordinators and managers; `citizen_id` for a citizen and a relative;
    `designations` for a relative. `name` is what receipts are kept under: the client's or the person's subject.
    """

    name: str
    role: Role
    department: str | None = None
    citizen_id: UUID | None = None
    designations: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach somebody; kept only under the citizen's key."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@immutable(frozen=True, slots=True)
class Private:
    """Words and contact details beside a report: stored under the citizen's key, never published."""

    note: str | None = None
    citizen_words: str | None = None
    contact: Contact | None = None


@immutable(frozen=True, slots=True)
class Report(Generic[F]):
    """A checked CloudEvent on its way to a decision. `id` is the reporter's; `subject` the citizen (or course)."""

    id: UUID
    source: str
    subject: UUID
    time: datetime
    reporter: Reporter
    data: F
    private: Private = field(default_factory=Private)
    traceparent: str | None = None

    @property
    def type(self) -> str:
        return self.data.type
