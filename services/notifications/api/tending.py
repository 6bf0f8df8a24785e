"""What is done with a notice beside reading it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.notifications import handlers
from services.notifications.api.readers import Person, Reading
from services.notifications.domain.tending import LONGEST_WORDS
from services.notifications.ports import Colleagues
from shared.http import Page

router = APIRouter(prefix="/inbox", tags=["inbox"])


class SnoozeIn(BaseModel):
    """`until` has an offset; at most the deadline of what is asked, and 90 days."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    until: AwareDatetime


class HandoverIn(BaseModel):
    """`to` is a colleague's `sub`; left out, oneself."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    to: Annotated[str, Field(max_length=255)] | None = None


class AcknowledgementIn(BaseModel):
    """`words` are read by who reported the event, and by one's own team."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    words: Annotated[str, Field(max_length=LONGEST_WORDS)]


class ColleagueOut(BaseModel):
    sub: str
    name: str


def _colleagues(request: Request) -> Colleagues:
    colleagues: Colleagues = request.app.state.colleagues
    return colleagues


_Colleagues = Annotated[Colleagues, Depends(_colleagues)]


@router.get("/colleagues", summary="Who a notice can be handed to")
async def colleagues(person: Person, known: _Colleagues) -> Page[ColleagueOut]:
    """One's own team, as far as they have signed in to the pages within half a year; of who has no team nobody."""
    found = await known.of(person.reporter())
    return Page(items=[ColleagueOut(sub=each.sub, name=each.name) for each in found])


@router.post("/{notice_id}/snooze", status_code=204, summary="A notice is put off")
async def snooze(request: Request, notice_id: UUID, wanted: SnoozeIn, person: Person, reads: Reading) -> None:
    """For the whole team where it is a team's; it comes back by itself. Again: the moment is moved."""
    name = person.name or person.subject
    await handlers.snooze_notice(person.reporter(), name, notice_id, wanted.until, reads, request.app.state.decisions)


@router.delete("/{notice_id}/snooze", status_code=204, summary="A notice is back at once")
async def wake(request: Request, notice_id: UUID, person: Person, reads: Reading) -> None:
    """One that is not put off: 204."""
    await handlers.wake_notice(person.reporter(), notice_id, reads, request.app.state.decisions)


@router.post("/{notice_id}/handover", status_code=204, summary="A notice is a colleague's to see to")
async def hand_over(
    request: Request, notice_id: UUID, wanted: HandoverIn, person: Person, reads: Reading, known: _Colleagues
) -> None:
    """Or one's own; the team sees whose, and stays addressed."""
    who, name = person.reporter(), person.name or person.subject
    to = who.name if wanted.to is None else wanted.to
    await handlers.hand_over_notice(who, name, notice_id, to, known, reads, request.app.state.decisions)


@router.delete("/{notice_id}/handover", status_code=204, summary="A notice is nobody's in particular again")
async def take_back(request: Request, notice_id: UUID, person: Person, reads: Reading) -> None:
    """By anybody of the team. One that is nobody's: 204."""
    await handlers.take_back_notice(person.reporter(), notice_id, reads, request.app.state.decisions)


@router.post("/{notice_id}/acknowledgement", status_code=204, summary="A word to who reported the event")
async def acknowledge(
    request: Request, notice_id: UUID, said: AcknowledgementIn, person: Person, reads: Reading
) -> None:
    """Once. The notice is then read, too. `words` are in no event: who may read them does so in inbox and timeline."""
    name = person.name or person.subject
    await handlers.acknowledge_notice(
        person.reporter(), name, notice_id, said.words, reads, request.app.state.decisions
    )
