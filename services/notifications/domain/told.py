"""What telling of one event comes to: the notices to come and what is withheld, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from services.notifications.domain.change import Change
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rules import Ask, Rule, Rules
from shared.contracts.event import Event

INBOX = "inbox"
MAIL = "mail"
WEBHOOK = "webhook"


class Told(NamedTuple):
    """One notice to come. `action` and `because` are codes of `words.toml`."""

    recipient: Recipient
    channel: str
    because: str
    action: str | None = None
    due: datetime | None = None


class Withheld(NamedTuple):
    recipient: Recipient
    because: str


class Telling(NamedTuple):
    """At most one `told` per recipient and channel."""

    told: tuple[Told, ...]
    withheld: tuple[Withheld, ...]


SILENCE = Telling((), ())


class Handled(NamedTuple):
    """An event told of earlier, and to whom."""

    event: Event[Any]
    told: frozenset[Recipient]


@dataclass(slots=True)
class Working:
    """A telling while it is worked out; `silent` while it is about whom the municipality's rules have taken off."""

    event: Event[Any]
    change: Change
    rule: Rule
    rules: Rules
    earlier: Sequence[Handled]
    receivers: Receivers = NO_RECEIVERS
    lines: dict[tuple[Recipient, str], Told] = field(default_factory=dict)
    withheld: dict[Recipient, str] = field(default_factory=dict)
    silent: bool = False

    def add(self, recipient: Recipient, because: str, asks: Ask | None = None, channel: str = INBOX) -> None:
        """The first reason a recipient is told for stands; those who are asked something come first."""
        line = recipient, channel
        if line in self.lines:
            return
        if recipient.kind == "department" and recipient.name == self.event.department:
            self.withhold(recipient, "reported_it")
        elif self.change.quiet and self._kept_quiet_from(recipient):
            self.withhold(recipient, "quiet")
        elif self.silent:
            self.withhold(recipient, "by_rules")
        elif asks is None:
            self.lines[line] = Told(recipient, channel, because)
        else:
            action = asks.of(self.event.data)
            due = None if action is None else self.rule.due_of(self.event.data)
            self.lines[line] = Told(recipient, channel, because, action, due)

    def add_apps(self) -> None:
        """Of each department told so far, the apps that want to hear of such an event. They are asked nothing: the task
        is the team's."""
        if not self.receivers.by_department:
            return
        for line in tuple(self.lines.values()):
            if line.recipient.kind == "department":
                for app in self.receivers.hearing(line.recipient.name, self.event.type):
                    self.lines.setdefault((app, WEBHOOK), Told(app, WEBHOOK, "its_department"))

    def add_app(self, app: Recipient) -> None:
        """An app told of the event that this one corrects, whatever types it names (R7)."""
        if self.receivers.listens(app):
            self.lines.setdefault((app, WEBHOOK), Told(app, WEBHOOK, "told_before"))
        else:
            self.withhold(app, "no_webhook")

    def withhold(self, recipient: Recipient, because: str) -> None:
        self.withheld.setdefault(recipient, because)

    def _kept_quiet_from(self, recipient: Recipient) -> bool:
        loop = self.change.loop
        if loop is None or recipient.kind == "citizen":
            return False
        return recipient.department is None or recipient.department != loop.receiver
