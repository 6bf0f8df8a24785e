"""A course of events as a chart and, beneath it, the same as a table: for the meeting table, and for paper."""

import asyncio
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework import addresses, glass
from services.notifications.web.casework.chart import drawn
from services.notifications.web.casework.looks import called, part, person_part
from services.notifications.web.casework.staff import Staff
from services.notifications.web.dates import moment
from services.notifications.web.door import PageRoute, error_page
from services.notifications.web.parts import Web
from shared.contracts import NoticeRead, NoticesDelivered
from shared.contracts.display import department_name, offer_name, type_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_IDS = ("referral_id", "decision_id", "intervention_id", "goal_id", "sub_goal_id")
_NOT_DRAWN = frozenset({NoticesDelivered.type, NoticeRead.type})


@router.get(addresses.CITIZEN + "/{citizen_id}/tidslinje")
async def history(
    request: Request, session: Staff, citizen_id: UUID, henvisning: Annotated[UUID | Literal[""] | None, Query()] = None
) -> Response:
    """Everything, or what has to do with one referral. An empty `henvisning` is the choice of everything."""
    web = Web.of(request)
    look = glass.look(request, session, citizen_id)
    person, happened, referrals = await asyncio.gather(
        person_part(look, citizen_id),
        part(look.timeline(citizen_id), []),
        part(look.referrals(citizen_id=str(citizen_id)), []),
    )
    if person.value is None and happened.closed:
        return glass.offer(request, session, citizen_id)
    entries = [entry for entry in happened.value if entry.event_type not in _NOT_DRAWN]
    if henvisning:
        entries = connected(entries, str(henvisning))
        if not entries and happened.missing is None:
            return await error_page(request, 404)
    now = web.now()
    due = {str(each.id): each.due for each in referrals.value if each.open and each.due is not None}
    return web.pages.answer(
        request,
        "casework/history.html",
        session=session,
        citizen_id=citizen_id,
        name=called(person.value, citizen_id),
        missing=happened.missing,
        chart=drawn(entries, due, now) if entries else None,
        rows=[
            (
                moment(entry.time, now),
                entry.time.isoformat(),
                type_name(entry.event_type),
                entry.text,
                department_name(entry.department) if entry.department else "–",
            )
            for entry in entries
        ],
        offers=_offers(happened.value),
        chosen=henvisning or None,
        printed=moment(now, now),
        a=addresses,
    )


def connected(entries: list[TimelineEntry], id_: str) -> list[TimelineEntry]:
    """Those that have to do with the referral: through what was decided on it, begun on it and aimed at in that."""
    known = {id_}
    while True:
        chosen = [entry for entry in entries if known & _ids(entry)]
        wider = known.union(*map(_ids, chosen))
        if wider == known:
            return chosen
        known = wider


def _ids(entry: TimelineEntry) -> set[str]:
    return {entry.data[name] for name in _IDS if entry.data.get(name)}


def _offers(entries: list[TimelineEntry]) -> list[tuple[UUID, str]]:
    """The referrals to choose among: by id, with what was asked for and when."""
    return [
        (UUID(entry.data["referral_id"]), f"{offer_name(entry.data['offer'])}, {entry.time:%d.%m.%Y}")
        for entry in entries
        if "answer_due" in entry.data
    ]
