"""What the pages ask of the other services, with the person's own token: those decide and log as for anybody."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import quote
from uuid import UUID

import httpx2

from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.identity import Forbidden
from shared.telemetry import current_traceparent

Service = Literal["referral", "kraftcenter"]

_AWAY: Final = "Oplysningerne kan ikke hentes lige nu. Prøv igen om lidt."
_NOT_SENT: Final = "Det kunne ikke sendes lige nu. Intet er gemt. Prøv igen om lidt."
_UNSURE: Final = "Vi ved ikke, om det nåede frem. Prøv igen om lidt."
_UNSURE_REPORT: Final = "Vi ved ikke, om det nåede frem. Send det igen om lidt: Det tæller kun én gang."
_NEVER_REACHED: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
"""With these nothing has left us; with any other what was sent may have been taken."""
_STRUCTURED: Final = "application/cloudevents+json"
_SOURCE: Final = "urn:samspil:web"
_PAGES_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a report. `fields` are Danish sentences by JSON pointer (`/data/reason`); `known` says that
    the very form was sent before, and `status` is what the page answers with."""

    detail: str
    fields: Mapping[str, str] = field(default_factory=dict)
    known: bool = False
    status: int = 422


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that was taken. `waiting` while it rests on what the service has not heard; `hints` are advice."""

    receipt_id: str
    waiting: bool
    hints: tuple[str, ...]


class Elsewhere:
    """Reads and reports at referral and kraftcenter. A page says what it cannot show; it survives without."""

    def __init__(self, urls: Mapping[Service, str | None], client: httpx2.AsyncClient) -> None:
        self._urls = urls
        self._client = client

    async def read(
        self,
        service: Service,
        path: str,
        session: Session,
        *,
        query: Mapping[str, str | int | bool | None] | None = None,
        purpose: str | None = None,
        reason: str | None = None,
    ) -> Any:
        """The answer's JSON. `reason` in words, for breaking the glass.

        Raises Forbidden (403), or Refused with words for people: the service's own (404, 409, 422), or that it is away
        (503).
        """
        asked = {name: str(value) for name, value in (query or {}).items() if value is not None}
        headers = _why(purpose, reason)
        answer = await self._ask("GET", service, path, session, _AWAY, _AWAY, params=asked, headers=headers)
        if answer.status_code == 200:
            try:
                return answer.json()
            except ValueError:
                raise _away(_AWAY) from None
        raise _refused(answer, _AWAY, _AWAY)

    async def every(
        self, service: Service, path: str, session: Session, **asked: Any
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The items of a paged list, at most twenty pages. Raises as `read` does."""
        query = dict(asked.pop("query", None) or {})
        for _ in range(_PAGES_AT_MOST):
            page = await self.read(service, path, session, query=query, **asked)
            for item in page["items"]:
                yield item
            if page["next"] is None:
                return
            query["cursor"] = page["next"]

    async def send(
        self,
        service: Service,
        method: Literal["POST", "PUT", "DELETE"],
        path: str,
        session: Session,
        *,
        purpose: str | None = None,
        reason: str | None = None,
        **sent: Any,
    ) -> Any:
        """For what is no report (a sign-up to a course). The answer's JSON, None for an empty one.

        Raises as `read` does; Refused keeps the service's words, and where no answer came says that it is not known
        whether it was taken.
        """
        headers = _why(purpose, reason)
        answer = await self._ask(method, service, path, session, _NOT_SENT, _UNSURE, headers=headers, **sent)
        if answer.status_code in (200, 202):
            return answer.json()
        if answer.status_code == 204:
            return None
        raise _refused(answer, _NOT_SENT, _UNSURE)

    async def report(
        self, service: Service, event: Mapping[str, Any], session: Session, *, designation: UUID | None = None
    ) -> Taken | Wrong:
        """Sends a report (`id`, `type`, `subject`, `time`, `data`) as the person; a relative whose token names nobody
        speaks under `designation`.

        `id` is made with the form, so that a form sent twice is one report: the second is `Wrong` with `known`. Raises
        Forbidden (403) where the person may not report, Refused (503) where it could not be sent, or where it is not
        known whether it was taken: its words say which.
        """
        body = {"specversion": "1.0", "source": _SOURCE, "datacontenttype": "application/json", **event}
        headers = {"Content-Type": _STRUCTURED}
        if designation is not None:
            headers["Samspil-Designation"] = str(designation)
        answer = await self._ask(
            "POST", service, "/events", session, _NOT_SENT, _UNSURE_REPORT, json=body, headers=headers
        )
        told = _problem(answer)
        if answer.status_code == 202:
            return Taken(str(told["receipt_id"]), told["status"] == "waiting", tuple(told["hints"]))
        detail = str(told.get("detail") or told.get("title") or _NOT_SENT)
        if answer.status_code == 409:
            return Wrong(detail, known=True)
        if answer.status_code in (403, 404, 413, 422):
            return Wrong(detail, {each["pointer"]: each["detail"] for each in told.get("errors", ())})
        raise _away(_UNSURE_REPORT if answer.status_code >= 500 else _NOT_SENT)

    async def _ask(
        self, method: str, service: Service, path: str, session: Session, away: str, unsure: str, **sent: Any
    ) -> httpx2.Response:
        """`away` is said where nothing left us, `unsure` where it may have been taken without an answer."""
        url = self._urls.get(service)
        if url is None:
            raise _away(away)
        headers = {**sent.pop("headers", {}), "Authorization": f"Bearer {session.access_token}"}
        traceparent = current_traceparent()
        if traceparent is not None:
            headers["traceparent"] = traceparent
        try:
            return await self._client.request(method, url + path, headers=headers, **sent)
        except _NEVER_REACHED:
            raise _away(away) from None
        except httpx2.HTTPError:
            raise _away(unsure) from None


def _why(purpose: str | None, reason: str | None) -> dict[str, str]:
    asked = {"Samspil-Purpose": purpose, "Samspil-Reason": None if reason is None else quote(reason)}
    return {name: value for name, value in asked.items() if value is not None}


def _refused(answer: httpx2.Response, away: str, unsure: str) -> Exception:
    if answer.status_code == 403:
        return Forbidden()
    if answer.status_code in (404, 409, 422, 429):
        detail = _problem(answer).get("detail")
        return Refused("not-found", str(detail or away), status=answer.status_code)
    return _away(unsure if answer.status_code >= 500 else away)


def _problem(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _away(words: str) -> Refused:
    return Refused("unavailable", words, status=503)
