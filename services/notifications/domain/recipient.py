"""Whom a notice is addressed to: a department and role, its app, a citizen or a designated relative; no person."""

from functools import lru_cache
from typing import Literal, NamedTuple
from uuid import UUID

from shared.contracts.report import Reporter

Kind = Literal["department", "managers", "citizen", "relative", "app", "person"]
"""A `person` is somebody mailed about an inbox they read: no notice is addressed to one."""


class Recipient(NamedTuple):
    """`name` is the department's code (department, managers), department and app, the citizen's id, citizen and
    designation, or the id of who is mailed."""

    kind: Kind
    name: str

    @property
    def key(self) -> str:
        """As kept in a column and compared; the citizen's key is their own, so that two citizens never meet."""
        return f"{self.kind}:{self.name}"

    @property
    def department(self) -> str | None:
        if self.kind == "app":
            return self.name.partition("/")[0]
        return self.name if self.kind in ("department", "managers") else None


@lru_cache(maxsize=1000)
def department(code: str) -> Recipient:
    """The coordinators of a department: a notice to them is the team's."""
    return Recipient("department", code)


def managers(code: str) -> Recipient:
    return Recipient("managers", code)


def citizen(id_: UUID) -> Recipient:
    return Recipient("citizen", str(id_))


def relative(of_citizen: UUID, designation: UUID) -> Recipient:
    """The reporter names the designation: the citizen stands with it, so that one used for two stays two."""
    return Recipient("relative", f"{of_citizen}/{designation}")


def app(of_department: str, name: str) -> Recipient:
    """A department's app; the department stands with it, so that one that changes hands is another."""
    return Recipient("app", f"{of_department}/{name}")


def person(id_: UUID) -> Recipient:
    """Who has subscribed to mail about their inbox, or stands in for a department (N4)."""
    return Recipient("person", str(id_))


def app_of(recipient: Recipient) -> str:
    """The name of the app that an app's address names."""
    return recipient.name.partition("/")[2]


def designation_of(recipient: Recipient) -> UUID:
    """The designation that a relative's address names."""
    return UUID(recipient.name.partition("/")[2])


def parse(key: str) -> Recipient:
    """The inverse of `Recipient.key`."""
    kind, _, name = key.partition(":")
    return Recipient(kind, name)  # type: ignore[arg-type] # keys are made above alone


def addresses(reader: Reporter) -> tuple[Recipient, ...]:
    """Every recipient that this person reads for: the department's role they hold, or the one they stand for.

    Empty for apps and operations, who have no inbox.
    """
    if reader.role == "coordinator" and reader.department:
        return (department(reader.department),)
    if reader.role == "manager" and reader.department:
        return (managers(reader.department),)
    if reader.role == "citizen" and reader.citizen_id:
        return (citizen(reader.citizen_id),)
    if reader.role == "relative" and reader.citizen_id:
        return tuple(relative(reader.citizen_id, id_) for id_ in sorted(reader.designations))
    return ()
