"""`endpoints.json` as it is promised to whoever drives the stack."""

import stat
from typing import Any
from uuid import UUID

import httpx2
import pytest

from deploy.embedded.layout import read_json
from deploy.embedded.stack import Stack

DEPARTMENTS = ("svr", "socialpsykiatri", "kraftcenter", "sel82", "paaroerende")


def test_the_file_is_whole_and_its_owners_alone(stack: Stack) -> None:
    """It holds passwords."""
    assert read_json(stack.layout.endpoints) == stack.endpoints
    assert stat.S_IMODE(stack.layout.endpoints.stat().st_mode) == 0o600


def test_everything_promised_is_there(endpoints: dict[str, Any]) -> None:
    """The names of the interface, each with something in it."""
    for name in ("referral", "kraftcenter", "notifications", "issuer", "token_endpoint", "traces", "mail"):
        assert endpoints[name].startswith("http://127.0.0.1:")
    assert {"bootstrap", "security_protocol", "sasl_mechanism", "auditor"} <= endpoints["kafka"].keys()
    assert {"inbox", "sign_in"} <= endpoints["pages"].keys()
    for app in endpoints["apps"].values():
        assert {"client_id", "client_secret", "department", "topic", "kafka_username", "kafka_password"} <= app.keys()
    assert {app["department"] for app in endpoints["apps"].values()} == set(DEPARTMENTS)


def test_every_demo_person_is_there(endpoints: dict[str, Any]) -> None:
    """A coordinator and a manager in each department, a citizen, their relative, one only an invitation binds, and
    operations."""
    people = endpoints["people"].values()
    for role in ("coordinator", "manager"):
        assert {person["department"] for person in people if person["role"] == role} == set(DEPARTMENTS)
    (citizen,) = (person for person in people if person["role"] == "citizen")
    relative, invited = (person for person in people if person["role"] == "relative")
    assert citizen["citizen_id"] == relative["citizen_id"]
    assert UUID(relative["designation_id"])
    assert not {"citizen_id", "designation_id"} & invited.keys()
    assert [person["role"] for person in people].count("operator") == 1


def test_the_start_went_without_remarks(stack: Stack) -> None:
    """The demo citizen is registered and the relative designated, through the same doors as anybody's."""
    assert stack.remarks == []


@pytest.mark.parametrize("page", ["inbox", "sign_in"])
async def test_the_pages_lead_to_the_sign_in(endpoints: dict[str, Any], page: str) -> None:
    """Both addresses end at the issuer's page for who is not signed in yet."""
    async with httpx2.AsyncClient(follow_redirects=True, trust_env=False) as client:
        answer = await client.get(endpoints["pages"][page])
    assert answer.status_code == 200
    assert str(answer.url).startswith(endpoints["issuer"])
    assert "Hvem er du?" in answer.text


async def test_everyone_gets_a_token(endpoints: dict[str, Any]) -> None:
    """Each person and app has client credentials, so that a script can be anyone."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        for who in (*endpoints["people"].values(), *endpoints["apps"].values()):
            answer = await client.post(
                endpoints["token_endpoint"],
                data={"grant_type": "client_credentials"},
                auth=(who["client_id"], who["client_secret"]),
            )
            assert answer.status_code == 200
