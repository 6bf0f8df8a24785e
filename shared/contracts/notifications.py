"""What the notifications service publishes: designations of relatives, knowledge, and what became of notices."""

from functools import cached_property
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.codes import DESIGNABLE, Channel, DepartmentCode, DesignableType, RecipientKind, Relation
from shared.contracts.fact import Fact, Part
from shared.contracts.limits import Count, Ordinal

__all__ = [
    "CorrectionReached",
    "DesignationChanged",
    "DesignationEnteredInError",
    "DesignationRevoked",
    "GlassBrokenOnTimeline",
    "KnowledgeReceived",
    "NoticeAcknowledged",
    "NoticeGivenUp",
    "NoticeRead",
    "NoticesDelivered",
    "RelativeDesignated",
    "Told",
]

MayKnow = Annotated[tuple[DesignableType, ...], Field(max_length=len(DESIGNABLE))]
Channels = Annotated[tuple[Channel, ...], Field(max_length=6)]


class RelativeDesignated(Fact, noun_fact="paaroerende.udpeget", owner="notifications"):
    """The citizen lets a relative know of events of these types, over these channels (P2)."""

    designation_id: UUID
    relation: Relation
    may_know: MayKnow
    channels: Channels


class DesignationChanged(Fact, noun_fact="paaroerende.aendret", owner="notifications"):
    """From now on the designation names these types and channels, and no others (P2)."""

    designation_id: UUID
    may_know: MayKnow
    channels: Channels


class DesignationRevoked(Fact, noun_fact="paaroerende.tilbagekaldt", owner="notifications"):
    """The designation stands no more; what is queued under it is stopped (P2)."""

    designation_id: UUID


class DesignationEnteredInError(Fact, noun_fact="paaroerende.fejlregistreret", owner="notifications"):
    """The event `event_id` of this service should never have been reported (R7)."""

    event_id: UUID


class KnowledgeReceived(Fact, noun_fact="viden.modtaget", owner="notifications", reported=False):
    """Knowledge handed in by a relative has been matched to the citizen (P4)."""

    knowledge_id: UUID


class Told(Part):
    """One recipient that an event was delivered to, over one channel."""

    recipient_kind: RecipientKind
    department: DepartmentCode | None = None
    channel: Channel

    @cached_property
    def on_the_wire(self) -> str:
        """As JSON; kept, as everybody told alike shares one of these."""
        return self.__pydantic_serializer__.to_json(self).decode()


class NoticesDelivered(Fact, noun_fact="besked.leveret", owner="notifications", reported=False):
    """Who was told of the event `event_id`: one per event, not per notice."""

    event_id: UUID
    told: tuple[Told, ...]

    def to_wire(self) -> bytes:
        """The same bytes, put together: one is published for each event that anybody is told of."""
        told = ",".join([one.on_the_wire for one in self.told])
        return f'{{"event_id":"{self.event_id}","told":[{told}]}}'.encode()


class NoticeRead(Fact, noun_fact="besked.laest", owner="notifications", reported=False):
    """A recipient has read its notice of the event `event_id`."""

    event_id: UUID
    notice_id: UUID
    recipient_kind: RecipientKind
    department: DepartmentCode | None = None


class NoticeAcknowledged(Fact, noun_fact="besked.kvitteret", owner="notifications", reported=False):
    """A department answers the event `event_id` with a word to who reported it; the word stays in the service."""

    event_id: UUID
    notice_id: UUID
    department: DepartmentCode


class NoticeGivenUp(Fact, noun_fact="besked.opgivet", owner="notifications", reported=False):
    """A notice could not be delivered over a channel after `attempts` tries; the managers are told (N4)."""

    event_id: UUID
    notice_id: UUID
    recipient_kind: RecipientKind
    department: DepartmentCode | None = None
    channel: Channel
    attempts: Ordinal


class CorrectionReached(Fact, noun_fact="rettelse.naaet_ud", owner="notifications", reported=False):
    """How far the correction of `event_id` has come among those the original reached (R7)."""

    event_id: UUID
    told: Count
    reached: Count
    outstanding: Count
    withheld: Count


class GlassBrokenOnTimeline(Fact, noun_fact="noedadgang.tidslinje", owner="notifications", reported=False):
    """Somebody in `department` broke the glass to read the citizen's timeline, designations or knowledge (V2)."""

    department: DepartmentCode
