"""Apps that want to hear over a webhook: which of them are told when their department is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from services.notifications.domain import recipient as to
from services.notifications.domain.recipient import Recipient


class Receiver(NamedTuple):
    """`types` are the event types it has named; empty for every type. `quiet`: it keeps its team's quiet hours."""

    app: str
    department: str
    types: frozenset[str] = frozenset()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Receivers:
    """Everyone who listens, by department."""

    by_department: Mapping[str, tuple[Receiver, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, receivers: Iterable[Receiver]) -> "Receivers":
        found: dict[str, tuple[Receiver, ...]] = {}
        for receiver in sorted(receivers):
            found[receiver.department] = (*found.get(receiver.department, ()), receiver)
        return cls(found)

    def hearing(self, department: str, type_: str) -> tuple[Recipient, ...]:
        """The department's apps that want to hear of events of this type."""
        listening = self.by_department.get(department, ())
        return tuple(to.app(r.department, r.app) for r in listening if not r.types or type_ in r.types)

    def quiet(self, app: Recipient) -> bool:
        """Whether the app has asked for its department's quiet hours (N3)."""
        of_it = self.by_department.get(app.department or "", ())
        return any(r.quiet and to.app(r.department, r.app) == app for r in of_it)

    def listens(self, app: Recipient) -> bool:
        """Whether the app, for that same department, wants to hear anything at all."""
        return any(to.app(r.department, r.app) == app for r in self.by_department.get(app.department or "", ()))


NO_RECEIVERS = Receivers()
