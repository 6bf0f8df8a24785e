"""The demo citizen: registered through the front door like anyone, with one relative designated."""

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
    """Registers the citizen and designates the relative; returns the citizen's id. The same again changes nothing."""
    async with httpx2.AsyncClient(timeout=20, trust_env=False) as client:
        token = await _token(client, endpoints)
        headers = {"Authorization": f"Bearer {token}"}
        answer = await client.post(
            f"{endpoints['referral']}/citizens",
            json={"cpr": people.CITIZEN_CPR, "name": people.CITIZEN_NAME, "birth_date": people.CITIZEN_BIRTH_DATE},
            headers=headers,
        )
        if answer.status_code != 200:
            raise NotRegistered(f"demoborgeren kunne ikke registreres: referral svarede {answer.status_code}")
        citizen = UUID(answer.json()["citizen_id"])
        answer = await client.post(
            f"{endpoints['notifications']}/events",
            json=designation(citizen),
            headers={**headers, "Content-Type": "application/cloudevents+json"},
        )
        # A conflict is the same designation, made at an earlier start with another clock.
        if answer.status_code not in {202, 409}:
            raise NotRegistered(f"den pårørende kunne ikke udpeges: notifications svarede {answer.status_code}")
        return citizen


def designation(citizen: UUID) -> dict[str, Any]:
    """The report that lets the demo relative know of a reached sub-goal. Its id and time are fixed: a repeat is one."""
    return {
        "specversion": "1.0",
        "id": str(people.DESIGNATION_EVENT),
        "source": f"urn:samspil:app:{REGISTRAR}",
        "type": "dk.samspil.paaroerende.udpeget.v1",
        "subject": str(citizen),
        "time": datetime(2026, 1, 5, 9, 0, tzinfo=UTC).isoformat(),
        "datacontenttype": "application/json",
        "data": {
            "designation_id": str(people.DESIGNATION),
            "relation": "family",
            "may_know": list(people.RELATIVE_MAY_KNOW),
            "channels": ["inbox"],
            "private": {"contact": {"name": "Ellen Lund", "email": people.RELATIVE_EMAIL}},
        },
    }


async def _token(client: httpx2.AsyncClient, endpoints: dict[str, Any]) -> str:
    app = endpoints["apps"][REGISTRAR]
    answer = await client.post(
        endpoints["token_endpoint"],
        data={"grant_type": "client_credentials"},
        auth=(app["client_id"], app["client_secret"]),
    )
    answer.raise_for_status()
    return str(answer.json()["access_token"])
