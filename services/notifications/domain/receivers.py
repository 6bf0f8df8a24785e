"""Apps that want to hear over a webhook: which of them are told when their department is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from services.notifications.domain import recipient as to
from services.notifications.domain.recipient import Recipient


class Receiver(NamedTuple):
    """`types` are the event types it has named; empty for every type."""

    app: str
    department: str
    types: frozenset[str] = frozenset()


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

    def listens(self, app: Recipient) -> bool:
        """Whether the app, for that same department, wants to hear anything at all."""
        return any(to.app(r.department, r.app) == app for r in self.by_department.get(app.department or "", ()))


NO_RECEIVERS = Receivers()
