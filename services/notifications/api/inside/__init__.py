"""What the pages ask of this very service, without a detour over HTTP: decided, counted and logged as for anybody."""

from services.notifications.api.inside.knowledge import KnowledgeBox
from services.notifications.api.inside.notices import MarkRead, MutePages, Tending
from services.notifications.api.inside.operations import OwnOperations
from services.notifications.api.inside.people import People
from services.notifications.api.inside.reporting import Inside
from services.notifications.api.inside.rules import RulePages

__all__ = ["Inside", "KnowledgeBox", "MarkRead", "MutePages", "OwnOperations", "People", "RulePages", "Tending"]
