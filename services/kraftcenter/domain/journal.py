"""What this service has told, event by event: about what, and on whose word. It is what a correction goes by (R7)."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts import Refused, Report
from shared.contracts.fact import Fact
from shared.contracts.report import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `about` is what it made or changed, `loop` its correlationid, `erred` whether it was corrected.

    `role` and `department` are the reporter's; None where Samspil itself made it, or who reported acts for none.
    """

    event_id: UUID
    type: str
    about: UUID
    loop: UUID
    role: Role | None
    department: str | None
    erred: bool = False

    def let_correct(self, report: Report[Fact]) -> None:
        """R7: whoever reported it takes it back: anybody of the same department, or the citizen. Raises Refused."""
        who = report.reporter
        if self.role == "citizen":
            own = who.role == "citizen" and who.citizen_id == report.subject
        else:
            own = self.department is not None and who.department == self.department
        if not own:
            raise Refused("not-allowed", "Kun den, der har indberettet hændelsen, kan rette den.", status=403)
