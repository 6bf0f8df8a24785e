"""The yearly overview, read at referral with the person's own token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2

from shared.contracts import Refused
from shared.contracts.display import department_name, offer_name, theme_name
from shared.identity import Forbidden
from shared.telemetry import current_traceparent

_AWAY = "Tallene kan ikke hentes lige nu. Prøv igen om lidt."


@dataclass(frozen=True, slots=True)
class Offer:
    """One row. `at_least` is None where there were too few to tell."""

    name: str
    at_least: int | None
    themes: str


@dataclass(frozen=True, slots=True)
class Told:
    """A year's offers by the name of the department that runs them, in referral's order."""

    made_at: datetime
    departments: Mapping[str, Sequence[Offer]]

    @property
    def empty(self) -> bool:
        return all(offer.at_least is None for offers in self.departments.values() for offer in offers)


class Overviews:
    """Both raise `Refused` with words for people: referral's own (404, 422), or that it is away (503); or Forbidden."""

    def __init__(self, referral_url: str | None, client: httpx2.AsyncClient) -> None:
        self._url = referral_url
        self._client = client

    async def year(self, year: int, access_token: str) -> Told:
        answer = await self._ask(str(year), access_token)
        try:
            return _told(answer.json())
        except (ValueError, LookupError, TypeError):
            raise _away() from None

    async def file(self, year: int, access_token: str) -> bytes:
        """For a spreadsheet, as referral made it."""
        return (await self._ask(f"{year}.csv", access_token)).content

    async def _ask(self, name: str, access_token: str) -> httpx2.Response:
        if self._url is None:
            raise _away()
        headers = {"Authorization": f"Bearer {access_token}"}
        traceparent = current_traceparent()
        if traceparent is not None:
            headers["traceparent"] = traceparent
        try:
            answer = await self._client.get(f"{self._url}/overviews/{name}", headers=headers)
            if answer.status_code == 200:
                return answer
            detail = str(answer.json()["detail"])
        except (httpx2.HTTPError, ValueError, LookupError, TypeError):
            raise _away() from None
        if answer.status_code == 403:
            raise Forbidden
        if answer.status_code in (404, 422):
            raise Refused("not-found", detail, status=answer.status_code)
        raise _away()


def _away() -> Refused:
    return Refused("unavailable", _AWAY, status=503)


def _told(body: Any) -> Told:
    departments: dict[str, list[Offer]] = {}
    for line in body["lines"]:
        themes = ", ".join(theme_name(theme) for theme in line["themes"])
        offer = Offer(offer_name(line["offer"]), line["at_least"], themes)
        departments.setdefault(department_name(line["department"]), []).append(offer)
    return Told(datetime.fromisoformat(body["made_at"]), departments)
