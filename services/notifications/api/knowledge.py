"""The knowledge box: anybody hands in, the relatives' team matches or discards, those it concerns read (P4)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from uuid_utils.compat import uuid7

from services.notifications import handlers
from services.notifications.api.readers import Reading
from services.notifications.api.strangers import StrangersLimit
from services.notifications.domain.knowledge import LONGEST, Knowledge, Said
from services.notifications.handlers import Why
from services.notifications.ports import KnowledgeBox
from shared.contracts import Reporter
from shared.http import Page
from shared.identity import Actor, Purpose, require, required_purpose

router = APIRouter(prefix="/knowledge", tags=["knowledge"])
THANKS = (
    "Tak. Kommunens pårørendeteam læser det, du har skrevet. Vi kan ikke fortælle, om vi kender den, det handler om."
)
_Coordinator = Annotated[Actor, Depends(require("coordinator"))]


def _text(name: str) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST[name])


class KnowledgeIn(BaseModel):
    """`about` is who it is about, as well as the giver can say; `contact` how the giver can be reached, if at all."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    about: Annotated[str, _text("about")]
    words: Annotated[str, _text("words")]
    contact: Annotated[str, _text("contact")] | None = None


class ThanksOut(BaseModel):
    """The same for everybody, whatever was sent and whoever it is about."""

    detail: str = THANKS


class MatchIn(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    citizen_id: UUID


class UnmatchedOut(BaseModel):
    knowledge_id: UUID
    received_at: datetime
    about: str
    words: str
    contact: str | None


class KnowledgeOut(UnmatchedOut):
    citizen_id: UUID
    matched_at: datetime


def _box(request: Request) -> KnowledgeBox:
    box: KnowledgeBox = request.app.state.knowledge
    return box


async def _not_too_often(request: Request) -> None:
    limit: StrangersLimit = request.app.state.strangers
    limit.take(request)


async def _team(caller: _Coordinator) -> Reporter:
    return caller.reporter()


async def _why(given: Annotated[Purpose, Depends(required_purpose)]) -> Why:
    return Why(given.code.value, given.reason)


_Box = Annotated[KnowledgeBox, Depends(_box)]
_Team = Annotated[Reporter, Depends(_team)]


@router.post("", status_code=202, summary="Somebody hands in what they know", dependencies=[Depends(_not_too_often)])
async def hand_in(handed: KnowledgeIn, box: _Box) -> ThanksOut:
    """By anybody, without a token. The answer is always the same, whether the person is known or not."""
    await handlers.hand_in(uuid7(), Said(handed.about, handed.words, handed.contact), box)
    return ThanksOut()


@router.get("", summary="What nobody has matched yet")
async def unmatched(
    team: _Team, box: _Box, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Page[UnmatchedOut]:
    """For the coordinators of the relatives' team, oldest first."""
    page = await box.unmatched(team, cursor=cursor, limit=limit)
    return Page(items=[UnmatchedOut(**_fields(item)) for item in page.items], next=page.next)


@router.post("/{knowledge_id}/match", status_code=204, summary="About whom it is")
async def match(knowledge_id: UUID, wanted: MatchIn, team: _Team, box: _Box) -> Response:
    """Told to those it concerns, and kept under the citizen's key from then on. The same match again: 204."""
    await handlers.match_knowledge(team, knowledge_id, wanted.citizen_id, box)
    return Response(status_code=204)


@router.delete("/{knowledge_id}", status_code=204, summary="It is discarded for good")
async def discard(knowledge_id: UUID, team: _Team, box: _Box) -> Response:
    """Unmatched knowledge alone: nothing of it is left."""
    await handlers.discard_knowledge(team, knowledge_id, box)
    return Response(status_code=204)


@router.get("/{knowledge_id}", summary="What was handed in about a citizen")
async def read(
    request: Request,
    knowledge_id: UUID,
    caller: _Coordinator,
    why: Annotated[Why, Depends(_why)],
    box: _Box,
    reads: Reading,
) -> KnowledgeOut:
    """For the coordinators of the departments involved. The team's notice that asks for it is then read."""
    found = await handlers.read_knowledge(
        caller.reporter(), caller.name or caller.subject, knowledge_id, why, box, reads, request.app.state.decisions
    )
    return KnowledgeOut(**_fields(found))


def _fields(item: Knowledge) -> dict[str, Any]:
    said = item.said
    return {
        "knowledge_id": item.id,
        "received_at": item.received_at,
        "about": said.about,
        "words": said.words,
        "contact": said.contact,
        "citizen_id": item.citizen_id,
        "matched_at": item.matched_at,
    }
