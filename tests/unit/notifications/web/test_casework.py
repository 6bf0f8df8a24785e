"""The coordinator's pages over the other services' own decisions."""

from uuid import UUID, uuid4

import pytest

from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.stand import in_town


@pytest.fixture
async def town(visitor: Visitor) -> Visitor:
    visitor.stand.referral = in_town
    return visitor


async def a_referral(visitor: Visitor, to: str = "kraftcenter-traening") -> tuple[UUID, UUID]:
    """From socialpsykiatrien to Kraftcenter, unanswered."""
    citizen, referral = await visitor.stand.town.citizen(), uuid4()
    asked = {
        "referral_id": str(referral),
        "from_department": "socialpsykiatri",
        "to_department": "kraftcenter",
        "offer": to,
        "priority": "urgent",
        "themes": ["relationer"],
        "origin": "professional",
    }
    await visitor.stand.town.happens("socialpsykiatri", "henvisning.oprettet", citizen, asked)
    return citizen, referral


async def test_one_citizen_on_one_screen(town: Visitor) -> None:
    """I1, V2: name, who is involved and why, what is open with its clock, and what has happened."""
    citizen, referral = await a_referral(town)
    await town.sign_in("anne")
    page = await town.get(f"/borger/{citizen}")
    assert page.status_code == 200
    for said in (
        "Aksel Bræmer",
        "Socialpsykiatrien",
        "har henvist til",
        "I skal svare",
        "Henvisning oprettet",
        "haster",
    ):
        assert said in page.text, said
    assert f'href="/henvisning/{referral}"' in page.text
