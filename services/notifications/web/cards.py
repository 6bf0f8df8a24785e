"""A notice as the page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.notifications.domain.muting import is_muted, mutable
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.shown import InboxNotice
from services.notifications.web.casework import addresses
from services.notifications.web.cookies import CHECKS, GIVEN_UP, HOME, KNOWLEDGE
from services.notifications.web.dates import Deadline, deadline, moment
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from services.notifications.web.traces import trace_address
from shared.contracts import GlassBrokenOnInterventions, GlassBrokenOnReferrals, GlassBrokenOnTimeline, NoticeGivenUp
from shared.contracts.display import department_name, type_name
from shared.contracts.report import Reporter

Kind = Literal["task", "news"]
_CITIZEN = "citizen"
_LOOKS = frozenset(fact.type for fact in (GlassBrokenOnReferrals, GlassBrokenOnInterventions, GlassBrokenOnTimeline))
_MUTABLE = frozenset(mutable(SHIPPED))


@dataclass(frozen=True, slots=True)
class Card:
    """`kind` is "task" while something is asked: reading alone does not answer.

    `title` is the type's name; to citizens and relatives the sentence itself, and `text` is empty.

    `action` is without a full stop, as the deadline or `settled` follows it; `settled` says since when it is asked no
    more, and `read_settles` that reading it is the answer. `sender` is the department that acted, if one did.
    `who` is the citizen's name or a stand-in for it; None where the reader is the citizen, or no citizen is meant.
    `words_url` is where the knowledge that it asks to read is shown, `tending_url` what can be done with the notice,
    `answer_url` where what it asks is answered.

    `placed_iso` is when it came to where it stands. `snoozed`, `returned`, `held` and `acknowledged` say what has been
    done with it and by whom; `mine` that it is the reader's to see to. `answers_to` is who a word about it goes to,
    while one can be sent. `words` are those sent or received. `mutable`: the reader can hide others of its type, and
    `muted`: has done so.
    """

    id: UUID
    kind: Kind
    title: str
    text: str
    who: str | None
    sender: str | None
    arrived: str
    arrived_iso: str
    action: str | None
    due: Deadline | None
    settled: str | None
    read_settles: bool
    read: str | None
    trace_url: str | None
    words_url: str | None
    tending_url: str
    citizen_url: str | None
    answer_url: str | None
    placed_iso: str
    snoozed: str | None
    returned: str | None
    held: str | None
    mine: bool
    acknowledged: str | None
    answers_to: str | None
    answers_citizen: bool
    for_team: bool
    words: str | None
    mutable: bool
    muted: bool

    @property
    def unread(self) -> bool:
        return self.read is None


class Cards:
    """Makes cards for one reader."""

    def __init__(
        self,
        reader: Reporter,
        traces_url: str | None,
        names: Mapping[UUID, str],
        now: datetime,
        muted: frozenset[str] = frozenset(),
    ) -> None:
        self._role = reader.role
        self._sub = reader.name
        self._traces_url = traces_url
        self._names = names
        self._now = now
        self._muted = muted

    def of(self, notice: InboxNotice) -> Card:
        return Card(
            id=notice.notice_id,
            kind="task" if notice.asks else "news",
            title=notice.text if self.own else type_name(notice.event_type),
            text="" if self.own else notice.text,
            who=self.who(notice.citizen_id),
            sender=department_name(notice.department) if notice.department is not None else None,
            arrived=moment(notice.created_at, self._now),
            arrived_iso=notice.created_at.isoformat(),
            action=notice.action.rstrip(".") if notice.action is not None else None,
            due=deadline(notice.due, self._now) if notice.due is not None and notice.asks else None,
            settled=None if notice.settled_at is None else moment(notice.settled_at, self._now),
            read_settles=notice.read_settles and notice.asks,
            read=self._read(notice),
            trace_url=self._trace(notice.trace_id),
            words_url=None if notice.knowledge_id is None else f"{KNOWLEDGE}/{notice.knowledge_id}",
            tending_url=f"{HOME}/{notice.notice_id}",
            citizen_url=None if notice.citizen_id is None or self.own else f"/borger/{notice.citizen_id}",
            answer_url=None if self.own else _answered_at(notice),
            placed_iso=(notice.returned_at or notice.created_at).isoformat(),
            snoozed=self._snoozed(notice),
            returned=None if notice.returned_at is None else f"Kom tilbage {moment(notice.returned_at, self._now)}",
            held=_held(notice),
            mine=self._mine(notice),
            acknowledged=self._acknowledged(notice),
            answers_to=_addressee(notice),
            answers_citizen=notice.answers_to == _CITIZEN,
            for_team=not self.own,
            words=notice.words,
            mutable=self._role == "coordinator" and notice.action is None and notice.event_type in _MUTABLE,
            muted=is_muted(notice.event_type, notice.action is not None, self._muted, theirs=self._mine(notice)),
        )

    def _mine(self, notice: InboxNotice) -> bool:
        return notice.holder is not None and notice.holder == self._sub

    @property
    def own(self) -> bool:
        """Whether the reader is whom it is about, or stands for them."""
        return self._role in ("citizen", "relative")

    def _snoozed(self, notice: InboxNotice) -> str | None:
        if notice.snoozed_until is None or notice.snoozed_until <= self._now:
            return None
        by = "" if notice.snoozed_by is None or self.own else f" af {notice.snoozed_by}"
        return f"Udsat til {moment(notice.snoozed_until, self._now)}{by}"

    def _acknowledged(self, notice: InboxNotice) -> str | None:
        if notice.acknowledged_at is None:
            return None
        return f"Kvitteret af {notice.acknowledged_by} {moment(notice.acknowledged_at, self._now)}"

    def who(self, citizen: UUID | None) -> str | None:
        """The citizen as the reader knows them; None where there is none to name."""
        if citizen is None or self._role == "citizen":
            return None
        if self._role == "relative":
            return "Den, du er pårørende til"
        return self._names.get(citizen) or f"Borger {str(citizen)[:8]}"

    def _read(self, notice: InboxNotice) -> str | None:
        if notice.read_at is None:
            return None
        when = moment(notice.read_at, self._now)
        # A team's notice is read once for all of them; one's own needs no name.
        if notice.read_by is None or self.own:
            return f"Læst {when}"
        return f"Læst af {notice.read_by} {when}"

    def _trace(self, trace_id: str | None) -> str | None:
        # Traces are for those who work with the system; to a citizen they would be noise.
        return None if self.own else trace_address(self._traces_url, trace_id)


def _addressee(notice: InboxNotice) -> str | None:
    if notice.answers_to is None or notice.acknowledged_at is not None:
        return None
    return "borgeren" if notice.answers_to == _CITIZEN else department_name(notice.answers_to)


def _held(notice: InboxNotice) -> str | None:
    if notice.holder is None:
        return None
    if notice.holder_name == notice.handed_by:
        return f"Taget af {notice.holder_name}"
    return f"Overdraget til {notice.holder_name} af {notice.handed_by}"


async def cards_for(web: Web, session: Session, notices: list[InboxNotice], *, muted: bool = False) -> Cards:
    """A maker of cards that knows the citizens' names as far as they could be had; with `muted`, which notices of these
    the reader has muted, else none are."""
    actor = session.actor
    names: Mapping[UUID, str] = {}
    if actor.has("coordinator", "manager"):
        names = await web.names.of((each.citizen_id for each in notices if each.citizen_id), session.access_token)
    types = await web.muting.of(actor.reporter()) if muted and actor.has("coordinator") else frozenset[str]()
    return Cards(actor.reporter(), web.settings.traces_url, names, web.now(), types)


def _answered_at(notice: InboxNotice) -> str | None:
    """A look that broke the glass is seen to among the spot checks, and what did not arrive among its like. A late
    follow-up is the intervention's; everything else that names a referral is answered there."""
    if notice.event_type in _LOOKS:
        return CHECKS
    if notice.event_type == NoticeGivenUp.type:
        return GIVEN_UP
    return answered_at(notice.referral_id, notice.intervention_id)


def answered_at(referral_id: UUID | None, intervention_id: UUID | None) -> str | None:
    """Where what is asked about one of them is answered; None for neither."""
    if referral_id is not None:
        return addresses.referral(referral_id)
    return None if intervention_id is None else addresses.intervention(intervention_id)
