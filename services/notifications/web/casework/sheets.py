"""A form on a page: shown, asked of who would be told, sent, and sent back where something is wrong."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web.casework import receipts
from services.notifications.web.casework.steps import Step
from services.notifications.web.casework.told import Told
from services.notifications.web.elsewhere import Taken
from services.notifications.web.forms import Filled
from services.notifications.web.parts import Web
from services.notifications.web.reporting import an_event, form_id
from services.notifications.web.sessions import Session
from services.notifications.web.written import Written
from shared.contracts import Refused
from shared.identity import Forbidden

ASKED: Final = "vis"
"""The button that only asks who would be told."""
ID: Final = "indberetning"
_NOT_YOURS: Final = "Det kan din afdeling ikke indberette om borgeren lige nu."
_CHOOSE: Final = "Vælg først det, der mangler i formularen. Så står det her, hvem der får besked."

Hints = Callable[[Mapping[str, object]], tuple[str, ...]]


def no_hints(data: Mapping[str, object]) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A step as the template draws it. `told` is None where nobody has asked yet; `wrong` where it was sent back."""

    step: Step
    action: str
    id: str
    filled: Filled
    told: Told | None = None
    wrong: bool = False

    @property
    def written(self) -> Written:
        """What was filled in, as it reads."""
        fields = ((each, self.filled.all(self.step.at(each.name))) for each in self.step.fields)
        return tuple(
            (each.label, ", ".join(dict(each.options).get(one, one) for one in given))
            for each, given in fields
            if given
        )


def fresh(step: Step, action: str) -> Sheet:
    """A form nobody has written in."""
    return Sheet(step, action, form_id(), step.start)


def named(steps: Iterable[Step], slug: str) -> Step | None:
    """The form that an address names, where it can be sent now."""
    return next((each for each in steps if each.slug == slug), None)


def outrun(steps: Iterable[Step], sent_back: Sheet | None) -> bool:
    """Whether what was sent can no longer be reported: somebody was faster."""
    return sent_back is not None and named(steps, sent_back.step.slug) is None


def sheets_of(steps: Iterable[Step], address: str, sent_back: Sheet | None, query: str = "") -> list[Sheet]:
    """A form for each, at its slug under `address`; the one that was sent back as it was filled in."""
    return [
        sent_back if sent_back and sent_back.step.slug == each.slug else fresh(each, f"{address}/{each.slug}{query}")
        for each in steps
    ]


def status_of(sent_back: Sheet | None, late: bool = False) -> int:
    """What the page answers with."""
    return 409 if late else 422 if sent_back is not None and sent_back.wrong else 200


async def with_told(sheet: Sheet, web: Web, session: Session, subject: UUID, hints: Hints = no_hints) -> Sheet:
    """The same, with who would be told of it as it stands."""
    return replace(sheet, told=await _told(sheet, web, session, subject, hints))


async def send(
    request: Request,
    session: Session,
    step: Step,
    subject: UUID | None,
    page: Callable[[Sheet], Awaitable[Response]],
    back: str,
    hints: Hints = no_hints,
) -> Response:
    """Sends what was filled in and leads to `back`, where the receipt is shown; or shows `page` with what is wrong.

    `subject` None is the very thing that is made; `{id}` in `back` is its id.
    Where it was only asked who would be told, a script gets that alone, and everybody else the page with it.
    """
    web = Web.of(request)
    form = await request.form()
    sheet = Sheet(step, request.url.path + _query(request), form_id(form.get(ID)), step.filled(form))
    subject = subject or UUID(sheet.id)
    if ASKED in form:
        sheet = await with_told(sheet, web, session, subject, hints)
        if "hx-request" in request.headers:
            return web.pages.answer(request, "casework/told.html", session=session, told=sheet.told)
        return await page(sheet)
    faults = step.faults(sheet.filled)
    if faults:
        return await page(replace(sheet, filled=sheet.filled.but(faults), wrong=True))
    event = _event(sheet, subject, step.data(sheet.filled, sheet.id), web)
    try:
        answer = await web.elsewhere.report(step.service, event, session)
    except Forbidden:
        faults = step.blamed(_NOT_YOURS, {})
    except Refused as refused:
        faults = step.blamed(refused.detail, {})
    else:
        if isinstance(answer, Taken):
            return _on(back, sheet.id, receipts.code(step.service, answer))
        if answer.known:
            return _on(back, sheet.id, receipts.AGAIN)
        faults = step.blamed(answer.detail, answer.fields)
    return await page(replace(sheet, filled=sheet.filled.but(faults), wrong=True))


async def _told(sheet: Sheet, web: Web, session: Session, subject: UUID, hints: Hints) -> Told:
    step = sheet.step
    data = step.data(sheet.filled, sheet.id, assume=True)
    if any(each.needed and not each.assumed and not sheet.filled.all(step.at(each.name)) for each in step.fields):
        return Told(hints=hints(data), problem=_CHOOSE)
    try:
        return Told.of(
            await web.inside.preview(session.actor.reporter(), _event(sheet, subject, data, web)), hints(data)
        )
    except Forbidden:
        return Told(hints=hints(data), problem=_NOT_YOURS)
    except Refused as refused:
        return Told(hints=hints(data), problem=_CHOOSE if refused.problem == "invalid-data" else refused.detail)


def already(back: str) -> Response:
    """To `back`, where it is said that the form was sent before."""
    return _on(back, "", receipts.AGAIN)


def _on(back: str, id_: str, code: str) -> Response:
    return RedirectResponse(_with(back.replace("{id}", id_), code), 303, {"Cache-Control": "no-store"})


def _event(sheet: Sheet, subject: UUID, data: Mapping[str, Any], web: Web) -> dict[str, Any]:
    return an_event(sheet.id, sheet.step.fact, subject, web.now(), data)


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def _with(address: str, code: str) -> str:
    path, _, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}sendt={code}" + (f"#{fragment}" if fragment else "")
