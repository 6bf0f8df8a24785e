"""`/opslag`: when and why the citizen was looked up, in all three services."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from services.notifications.web.citizen import lookups
from shared.http import Access
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other
from tests.unit.notifications.web.records import a_page

_NINE = datetime(2026, 11, 20, 9, 0, 30, tzinfo=UTC)


def a_look(minute: int, service: str, purpose: str = "sagsbehandling", department: str | None = "svr") -> Access:
    return Access(at=_NINE + timedelta(minutes=minute), purpose=purpose, service=service, department=department)


def logs(visitor: Visitor, **of: list[Access]) -> None:
    """What each service answers with, page by page as asked."""

    def answer(log: list[Access]) -> Callable[[httpx2.Request], httpx2.Response]:
        def _(request: httpx2.Request) -> httpx2.Response:
            asked = request.url.params
            page = a_page(log, asked["others"] == "true", asked.get("cursor"), int(asked["limit"]))
            return httpx2.Response(200, json=page.model_dump(mode="json", exclude={"items": {"__all__": {"who"}}}))

        return _

    visitor.stand.referral = answer(of.get("referral", []))
    visitor.stand.kraftcenter = answer(of.get("kraftcenter", []))
    visitor.stand.records.log = of.get("notifications", [])


async def test_looks_of_all_three_services_are_one_list(visitor: Visitor) -> None:
    """V2: newest first, why and from where, never by whom; breaking the glass is marked; a page's looks are one."""

    logs(
        visitor,
        referral=[a_look(5, "referral"), a_look(5, "referral"), a_look(1, "referral")],
        kraftcenter=[a_look(7, "kraftcenter", "noedadgang", "sel82")],
        notifications=[a_look(5, "notifications"), a_look(5, "notifications", "egen_indsigt", None)],
    )
    page = (await visitor.sign_in("viggo", at="/opslag")).text
    assert page.count('<li class="card') == 3
    assert "henvisninger, beskeder og hvad der er sket" in page
    assert page.index("Nødadgang</span>") < page.index("Arbejdede med din sag")
    assert "Dig selv eller en pårørende" not in page
    assert "Dig selv eller en pårørende" in (await visitor.get("/opslag?vis=alle")).text


async def test_a_list_that_is_not_whole_says_so(visitor: Visitor) -> None:
    """V2: a service that is away is named, and the rest is shown."""
    logs(visitor, referral=[])
    visitor.stand.kraftcenter = Other(away=True)
    page = (await visitor.sign_in("viggo", at="/opslag")).text
    assert "Opslag i mål og indsatser kan ikke hentes" in page
    assert "Ingen har slået dig op." in page


async def test_ones_own_visits_crowd_out_nobody(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """V2: who often looks at their own plan still sees that the glass was broken before all that."""
    monkeypatch.setattr(lookups, "_EACH", 3)
    own = [a_look(30 - n, "notifications", "egen_indsigt", None) for n in range(20)]
    logs(visitor, notifications=[*own, a_look(1, "notifications", "noedadgang", "sel82")])
    page = (await visitor.sign_in("viggo", at="/opslag")).text
    assert "Nødadgang</span>" in page
    assert "Vis ældre" not in page


@pytest.mark.parametrize("each", [1, 2, 3, 50])
@pytest.mark.parametrize("more", ["", "?vis=alle"])
async def test_every_look_can_be_come_to_in_order(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, each: int, more: str
) -> None:
    """V2: the list has a next page until each look of each service has been shown once, the newest first throughout."""
    monkeypatch.setattr(lookups, "_EACH", each)
    minutes = {"referral": [40, 39, 38, 37, 3, 2], "kraftcenter": [50, 20, 19, 1], "notifications": [49, 5]}
    logs(visitor, **{name: [a_look(m, name) for m in of] for name, of in minutes.items()})
    at, seen = f"/opslag{more}", list[str]()
    await visitor.sign_in("viggo", at=at)
    for _ in range(20):
        page = (await visitor.get(at)).text
        seen += re.findall(r'datetime="([^"]+)"', page)
        older = re.search(r'href="([^"]+)">Vis ældre', page)
        if older is None:
            break
        at = older[1].replace("&amp;", "&")
        assert ("vis=alle" in at) is bool(more)
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 12


async def test_a_place_in_the_list_that_nobody_made_is_refused(visitor: Visitor) -> None:
    """The next page stands in the address, where anything can be written."""
    assert (await visitor.sign_in("viggo", at="/opslag?foer=x")).status_code == 422
