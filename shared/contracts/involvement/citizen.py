"""Everything the events say about who has to do with one citizen."""

from collections.abc import Callable
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contracts.codes import RELATIVES_TEAM, read_list
from shared.contracts.event import Event
from shared.contracts.immutable import immutable
from shared.contracts.involvement import stored
from shared.contracts.involvement.designations import SAID, Designation, Designations
from shared.contracts.involvement.loops import HAPPENED, Loops
from shared.contracts.involvement.records import Decision, Intervention, Loop, Referral
from shared.contracts.limits import read_uuid
from shared.contracts.referral import CitizenErased

READABLE_AFTER_CLOSING = timedelta(days=read_list("reading")["after_closing"]["days"])
"""I1: a municipality's own choice; it is told in `lists/reading.toml`."""
# Most of what is heard changes nothing here.
_FOLDED = HAPPENED | SAID | {CitizenErased}


@immutable(frozen=True, slots=True)
class Involvement:
    """Immutable: `apply` gives the next state, and `self` back where the event changes nothing.

    `known` tells whether anything has been heard of the citizen at all; `erased` that they have been deleted, after
    which nothing more is learnt.
    """

    loops: Loops = field(default_factory=Loops)
    designations: Designations = field(default_factory=Designations)
    known: bool = False
    erased: bool = False

    def apply(self, event: Event[Any]) -> "Involvement":
        """The state after the event. One heard before changes nothing; one that `lacks` something is better kept."""
        if self.erased or (self.known and type(event.data) not in _FOLDED):
            return self
        if type(event.data) is CitizenErased:
            return Involvement(known=True, erased=True)
        loops, designations = self.loops.apply(event), self.designations.apply(event)
        if self.known and loops is self.loops and designations is self.designations:
            return self
        return Involvement(loops, designations, known=True)

    def lacks(self, event: Event[Any]) -> bool:
        """Whether the event presupposes one not heard yet, as Kafka gives no order across topics."""
        return not self.erased and (self.loops.lacks(event.data) or self.designations.lacks(event.data))

    def of(self, department: str | None) -> bool:
        """I1: whether the department is involved now."""
        return department in self.loops.involved()

    def departments(self) -> frozenset[str]:
        """I1: every department involved now."""
        return self.loops.involved()

    def may_read(self, department: str | None, at: datetime, after_closing: timedelta = READABLE_AFTER_CLOSING) -> bool:
        """I1: involved, or a party to a loop that is open or closed no longer than `after_closing` ago."""
        return self.of(department) or any(
            self.may_read_loop(department, id_, at, after_closing) for id_ in self.loops.of_party(department)
        )

    def may_read_loop(
        self, department: str | None, loop: UUID, at: datetime, after_closing: timedelta = READABLE_AFTER_CLOSING
    ) -> bool:
        """Whether the department is a party to this loop, and it is open or closed no longer than so ago."""
        found = self.loops.loop(loop)
        if found is None or department not in found.parties:
            return False
        return found.closed_at is None or at < found.closed_at + after_closing

    def may_read_name(
        self, department: str | None, at: datetime, after_closing: timedelta = READABLE_AFTER_CLOSING
    ) -> bool:
        """I2: as `may_read`; the relatives' team also while a designation stands, likewise of designations."""
        standing = department == RELATIVES_TEAM and bool(self.designations.standing())
        return standing or self.may_read(department, at, after_closing)

    def loop(self, correlationid: UUID) -> Loop | None:
        return self.loops.loop(correlationid)

    def referral(self, referral_id: UUID) -> Referral | None:
        return self.loops.referrals.get(referral_id)

    def intervention(self, intervention_id: UUID) -> Intervention | None:
        return self.loops.interventions.get(intervention_id)

    def decision(self, decision_id: UUID) -> Decision | None:
        return self.loops.decisions.get(decision_id)

    def designation(self, designation_id: UUID) -> Designation | None:
        return self.designations.all.get(designation_id)

    def standing(self) -> tuple[Designation, ...]:
        """Every designation that stands now, oldest first."""
        return self.designations.standing()

    def parties(self, correlationid: UUID) -> frozenset[str]:
        """Departments that are or were sender, receiver, provider or deciding authority in the loop."""
        loop = self.loops.loop(correlationid)
        return frozenset() if loop is None else loop.parties

    def next_owner(self, correlationid: UUID) -> str | None:
        """I5: the department that has the loop's next step; None where nobody has."""
        loop = self.loops.loop(correlationid)
        return None if loop is None else loop.next_owner

    def dump(self) -> str:
        """As one string, for a column; `load` gives an equal value back."""
        return stored.write(self.loops, self.designations, self.known, self.erased)

    @classmethod
    def load(cls, text: str | None, read_id: Callable[[str], UUID] = read_uuid) -> "Involvement":
        """From `dump`'s string; None or an empty one is a citizen nothing has been heard of.

        `read_id` reads the ids, for who has a faster way.
        """
        return cls(*stored.read(text, read_id)) if text else cls()
