"""Who can sign in at the embedded stack: invented people and one app per department. Data, not code paths."""

from dataclasses import dataclass
from uuid import UUID

DEPARTMENTS = ("svr", "socialpsykiatri", "kraftcenter", "sel82", "paaroerende")


@dataclass(frozen=True, slots=True)
class Person:
    """A demo person. `username` is also the id of the client that stands in for them.

    A relative is known to the issuer as the demo citizen's, or `invited`: then only an invitation binds them.
    """

    username: str
    name: str
    role: str
    department: str | None = None
    invited: bool = False

    @property
    def stands_for_citizen(self) -> bool:
        return self.role == "citizen" or self.is_designated

    @property
    def is_designated(self) -> bool:
        return self.role == "relative" and not self.invited


PEOPLE = (
    Person("karen", "Karen Vestergaard", "coordinator", "svr"),
    Person("soeren", "Søren Mikkelsen", "manager", "svr"),
    Person("mette", "Mette Thomsen", "coordinator", "socialpsykiatri"),
    Person("lars", "Lars Bertelsen", "manager", "socialpsykiatri"),
    Person("anne", "Anne Kjær", "coordinator", "kraftcenter"),
    Person("henrik", "Henrik Dahl", "manager", "kraftcenter"),
    Person("birgit", "Birgit Skov", "coordinator", "sel82"),
    Person("jens", "Jens Overgaard", "manager", "sel82"),
    Person("lone", "Lone Fabricius", "coordinator", "paaroerende"),
    Person("peter", "Peter Højgaard", "manager", "paaroerende"),
    Person("viggo", "Viggo Lund", "citizen"),
    Person("ellen", "Ellen Lund", "relative"),
    Person("ole", "Ole Lund", "relative", invited=True),
    Person("drift", "Rikke Bach", "operator"),
)

APPS = {f"{department}-app": department for department in DEPARTMENTS}

CITIZEN_CPR = "010170-0000"
"""Invented for the demo: only its form is that of a number, its control digit does not fit."""
CITIZEN_NAME = "Viggo Lund"
CITIZEN_BIRTH_DATE = "1970-01-01"

DESIGNATION = UUID("0c0ffee0-0000-4000-8000-00000000e11e")
DESIGNATION_EVENT = UUID("0c0ffee0-0000-4000-8000-0000000de5e2")
CHANGE_EVENT = UUID("0c0ffee0-0000-4000-8000-0000000c4a91")
RELATIVE_EMAIL = "ellen.lund@example.invalid"
RELATIVE_CHANNELS = ("inbox", "mail")
RELATIVE_MAY_KNOW = ("dk.samspil.delmaal.naaet.v1",)
