"""The one who asks."""

from dataclasses import dataclass, field
from typing import Final, get_args
from uuid import UUID

from shared.contracts.report import Reporter, Role

ROLES: Final = frozenset(get_args(Role))
# Where a person has several roles, a report is made in the first of these.
_PRECEDENCE: Final[tuple[Role, ...]] = ("app", "manager", "coordinator", "citizen", "relative", "operator")


class Unauthenticated(Exception):
    """No token, or one that does not hold. `reason` is a code for our logs; the caller is never told more than "no"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Forbidden(Exception):
    """Known, but not allowed."""


class IssuerUnavailable(Exception):
    """The issuer's keys could not be had: nobody can be let in or turned away just now."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A verified token's bearer.

    `subject` is the issuer's name for the person or client. `roles` holds only roles this system knows. `department` is
    set for apps, coordinators and managers; `citizen_id` for a citizen; for a relative `citizen_id` and `designations`,
    or neither where an invitation binds them;
    `app` is a registered app's name. `name` is for showing to the person alone: it stands in no repr, log or span. Nor
    does `email`, an address that the issuer has verified.
    """

    subject: str
    roles: frozenset[Role]
    department: str | None = None
    citizen_id: UUID | None = None
    designations: frozenset[UUID] = field(default_factory=frozenset)
    app: str | None = None
    name: str | None = field(default=None, repr=False, compare=False)
    email: str | None = field(default=None, repr=False, compare=False)

    @property
    def role(self) -> Role | None:
        """The role a report is made in; None for a token without any role of ours."""
        return next((role for role in _PRECEDENCE if role in self.roles), None)

    def has(self, *roles: Role) -> bool:
        """True where the actor has any of `roles`."""
        return not self.roles.isdisjoint(roles)

    def reporter(self) -> Reporter:
        """Who reports, as receipts are kept under it. Raises Forbidden for a token without a role."""
        role = self.role
        if role is None:
            raise Forbidden
        return Reporter(self.app or self.subject, role, self.department, self.citizen_id, self.designations)
