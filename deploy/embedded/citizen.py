"""The demo citizen: registered through the front door like anyone, with one relative designated."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2

from deploy.embedded import people

REGISTRAR = "paaroerende-app"
"""The app that registers and designates: the relatives' team may designate for a citizen nobody has referred yet."""


class NotRegistered(Exception):
    """A service would not have the demo citizen. The text says which and how it answered, in Danish."""


async def register(endpoints: dict[str, Any]) -> UUID:
    """Registers the citizen at referral and returns their id; the same number always gives the same."""
    async with httpx2.AsyncClient(timeout=20, trust_env=False) as client:
        answer = await client.post(
            f"{endpoints['referral']}/citizens",
            json={"cpr": people.CITIZEN_CPR, "name": people.CITIZEN_NAME, "birth_date": people.CITIZEN_BIRTH_DATE},
            headers=await _authorization(client, endpoints),
        )
        if answer.status_code != 200:
            raise NotRegistered(f"demoborgeren kunne ikke registreres: referral svarede {answer.status_code}")
        return UUID(answer.json()["citizen_id"])


async def designate(endpoints: dict[str, Any], citizen: UUID) -> None:
    """Reports to notifications that the relative is designated; again it is the same report.

    Where the designation was made by another report, before mails were sent, it is changed to what it now says.
    """
    async with httpx2.AsyncClient(timeout=20, trust_env=False) as client:
        answer = await _report(client, endpoints, designation(citizen))
        if answer.status_code == 422 and str(answer.json().get("type", "")).endswith("already-exists"):
            answer = await _report(client, endpoints, changed_designation(citizen))
        if answer.status_code != 202:
            raise NotRegistered(f"den pårørende kunne ikke udpeges: notifications svarede {answer.status_code}")


def designation(citizen: UUID) -> dict[str, Any]:
    """The report that lets the demo relative know of a reached sub-goal. Its id and time are fixed: a repeat is one."""
    return _event(citizen, people.DESIGNATION_EVENT, "udpeget", relation="family")


def changed_designation(citizen: UUID) -> dict[str, Any]:
    """The report that gives an older designation today's channels; as fixed."""
    return _event(citizen, people.CHANGE_EVENT, "aendret")


def _event(citizen: UUID, id_: UUID, fact: str, **data: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(id_),
        "source": f"urn:samspil:app:{REGISTRAR}",
        "type": f"dk.samspil.paaroerende.{fact}.v1",
        "subject": str(citizen),
        "time": datetime(2026, 1, 5, 9, 0, tzinfo=UTC).isoformat(),
        "datacontenttype": "application/json",
        "data": {
            "designation_id": str(people.DESIGNATION),
            **data,
            "may_know": list(people.RELATIVE_MAY_KNOW),
            "channels": list(people.RELATIVE_CHANNELS),
            "private": {"contact": {"name": "Ellen Lund", "email": people.RELATIVE_EMAIL}},
        },
    }


async def _report(client: httpx2.AsyncClient, endpoints: dict[str, Any], event: dict[str, Any]) -> httpx2.Response:
    return await client.post(
        f"{endpoints['notifications']}/events",
        content=json.dumps(event),
        headers={**await _authorization(client, endpoints), "Content-Type": "application/cloudevents+json"},
    )


async def _authorization(client: httpx2.AsyncClient, endpoints: dict[str, Any]) -> dict[str, str]:
    app = endpoints["apps"][REGISTRAR]
    answer = await client.post(
        endpoints["token_endpoint"],
        data={"grant_type": "client_credentials"},
        auth=(app["client_id"], app["client_secret"]),
    )
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
