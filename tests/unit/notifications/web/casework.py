"""What happens before a coordinator opens a page, and a form as a browser fills it in."""

import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import httpx2

from tests.unit.notifications.web.conftest import Visitor


async def a_referral(
    visitor: Visitor,
    offer: str = "kraftcenter-traening",
    *,
    by: str = "socialpsykiatri",
    to: str = "kraftcenter",
    **more: str,
) -> tuple[UUID, UUID]:
    """The citizen and the referral: urgent, unanswered. `name` is the citizen's."""
    town = visitor.stand.town
    citizen, referral = await town.citizen(more.pop("name", "Aksel Bræmer")), uuid4()
    asked = {
        "referral_id": str(referral),
        "from_department": by,
        "to_department": to,
        "offer": offer,
        "priority": "urgent",
        "themes": ["relationer"],
        "origin": "professional",
        **more,
    }
    await town.happens(by, "henvisning.oprettet", citizen, asked)
    return citizen, referral


async def accepted(visitor: Visitor, citizen: UUID, referral: UUID, by: str = "kraftcenter") -> None:
    data = {"referral_id": str(referral), "by_department": by}
    await visitor.stand.town.happens(by, "henvisning.accepteret", citizen, data)


async def started(visitor: Visitor, citizen: UUID, referral: UUID) -> UUID:
    """The intervention that Kraftcenter begins on it."""
    intervention = uuid4()
    data = {
        "intervention_id": str(intervention),
        "referral_id": str(referral),
        "department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "follow_up_on": "2100-01-01",
    }
    await visitor.stand.town.happens("kraftcenter", "indsats.startet", citizen, data)
    return intervention


async def fill_in(visitor: Visitor, page: str, slug: str, **fields: Any) -> httpx2.Response:
    """The form `slug` of the page, sent with what stands hidden in it and with these fields."""
    text = (await visitor.get(page)).text
    found = re.search(rf'<form [^>]*action="([^"]+)" id="{slug}"[^>]*>(.*?)</form>', text, re.DOTALL)
    assert found is not None, f"no form {slug}"
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', found[2]))
    given = {name if name == "vis" else f"{slug}-{name}": value for name, value in fields.items()}
    return await visitor.post(unescape(found[1]), {**hidden, **given})


def in_words(page: str) -> str:
    """The text of a page, with single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page))).replace(" ,", ",").replace(" .", ".")
