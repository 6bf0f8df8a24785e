"""All SQL of the service. Writing goes through one subject's work; every read is for somebody, and leaves a trace."""

from services.notifications.storage.acceptance import PostgresAcceptance
from services.notifications.storage.colleagues import PostgresColleagues
from services.notifications.storage.decisions import PostgresDecisions
from services.notifications.storage.filling import keep_filled
from services.notifications.storage.given_up import PostgresGivenUp
from services.notifications.storage.held import HELD
from services.notifications.storage.holding import PostgresHolding
from services.notifications.storage.knowledge import PostgresKnowledge
from services.notifications.storage.leftovers import LEFTOVERS
from services.notifications.storage.letters import PostgresLetters
from services.notifications.storage.listening import Listening
from services.notifications.storage.load import load
from services.notifications.storage.muting import PostgresMutes
from services.notifications.storage.operating import PostgresOperating
from services.notifications.storage.queue import PostgresQueue
from services.notifications.storage.reads import PostgresReads
from services.notifications.storage.ruling import PostgresRulebook, Ruling
from services.notifications.storage.stand_ins import PostgresStandIns
from services.notifications.storage.subscriptions import Mailing, PostgresSubscriptions
from services.notifications.storage.web_sessions import WebSessions
from services.notifications.storage.webhooks import PostgresWebhooks
from services.notifications.storage.work import NotificationsStorage, NotificationsWork
from services.notifications.storage.wraps import WRAPS

__all__ = [
    "HELD",
    "LEFTOVERS",
    "WRAPS",
    "Listening",
    "Mailing",
    "NotificationsStorage",
    "NotificationsWork",
    "PostgresAcceptance",
    "PostgresColleagues",
    "PostgresDecisions",
    "PostgresGivenUp",
    "PostgresHolding",
    "PostgresKnowledge",
    "PostgresLetters",
    "PostgresMutes",
    "PostgresOperating",
    "PostgresQueue",
    "PostgresReads",
    "PostgresRulebook",
    "PostgresStandIns",
    "PostgresSubscriptions",
    "PostgresWebhooks",
    "Ruling",
    "WebSessions",
    "keep_filled",
    "load",
]
