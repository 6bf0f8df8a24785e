"""What the use cases need from outside."""

from services.notifications.ports.accepting import Acceptance
from services.notifications.ports.channels import Channel, Opening, Parts
from services.notifications.ports.colleagues import Colleagues
from services.notifications.ports.given_up import GivenUpList, GivenUpPage
from services.notifications.ports.knowledge import KnowledgeBox, Matched, ReadKnowledge
from services.notifications.ports.known import Known
from services.notifications.ports.muting import Mutes
from services.notifications.ports.operating import Operating
from services.notifications.ports.people import Subscriptions
from services.notifications.ports.reading import Around, Reads, Why
from services.notifications.ports.ruling import Change, History, Rulebook
from services.notifications.ports.sending import Claim, Holding, Letters, Queue, Sender
from services.notifications.ports.sessions import EndingSessions
from services.notifications.ports.unread import OverdueReads, StandIns, Unread
from services.notifications.ports.webhooks import (
    Attempt,
    LoggedDelivery,
    LogPage,
    Sealing,
    Tried,
    WebhookHealth,
    Webhooks,
    WebhookTrial,
)
from services.notifications.ports.work import (
    Decisions,
    Deliveries,
    Designations,
    Invitations,
    Notices,
    Timeline,
    TimerRanOut,
    Work,
)

__all__ = [
    "Acceptance",
    "Around",
    "Attempt",
    "Change",
    "Channel",
    "Claim",
    "Colleagues",
    "Decisions",
    "Deliveries",
    "Designations",
    "EndingSessions",
    "GivenUpList",
    "GivenUpPage",
    "History",
    "Holding",
    "Invitations",
    "KnowledgeBox",
    "Known",
    "Letters",
    "LogPage",
    "LoggedDelivery",
    "Matched",
    "Mutes",
    "Notices",
    "Opening",
    "Operating",
    "OverdueReads",
    "Parts",
    "Queue",
    "ReadKnowledge",
    "Reads",
    "Rulebook",
    "Sealing",
    "Sender",
    "StandIns",
    "Subscriptions",
    "Timeline",
    "TimerRanOut",
    "Tried",
    "Unread",
    "WebhookHealth",
    "WebhookTrial",
    "Webhooks",
    "Why",
    "Work",
]
