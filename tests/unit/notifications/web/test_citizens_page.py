"""`/borgere`: a department's citizens by its referrals and by its interventions, over the services' own decisions."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.unit.notifications.web.casework import a_referral, accepted, in_words, started
from tests.unit.notifications.web.conftest import Visitor

NO_REFERRALS = "Henvisningerne kan ikke hentes lige nu"
NO_INTERVENTIONS = "Indsatserne kan ikke hentes lige nu"


@pytest.fixture
def town(visitor: Visitor) -> Visitor:
    visitor.settle()
    return visitor


async def begun(visitor: Visitor, name: str, follow_up_on: str = "2100-01-01", **more: Any) -> tuple[UUID, UUID]:
    """The citizen, and what Kraftcenter has begun with them of its own accord."""
    citizen, intervention = more.pop("citizen", None) or await visitor.stand.town.citizen(name), uuid4()
    data = {
        "intervention_id": str(intervention), "department": "kraftcenter", "offer": "kraftcenter-hjaelp",
        "follow_up_on": follow_up_on,
    }  # fmt: skip
    await visitor.stand.town.happens("kraftcenter", "indsats.startet", citizen, data)
    return citizen, intervention


async def test_whoever_a_department_begins_with_itself_is_its_citizen(town: Visitor) -> None:
    """I1: involved by an intervention that nobody referred to; with its clock, among the others by urgency (R1, R4)."""
    soon = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    calm, _ = await begun(town, "Inger Holm")
    urgent, _ = await begun(town, "Solveig Riis", soon)
    referred, _ = await a_referral(town, priority="routine")
    await town.sign_in("anne")
    page = (await town.get("/borgere")).text
    assert page.index(f"/borger/{urgent}") < page.index(f"/borger/{referred}") < page.index(f"/borger/{calm}")
    said = in_words(page)
    assert "Inger Holm Venter på jer, senest fredag 1. januar 2100 kl. 23.59" in said
    assert said.count("Kraftcenter, hjælp: indsats i gang") == 2
    town.client.cookies.clear()
    await town.sign_in("birgit")
    assert "I har ingen borgere i Samspil endnu" in (await town.get("/borgere")).text


async def test_a_citizen_stands_there_once(town: Visitor) -> None:
    """R1: a referral and the intervention begun on it have one clock, which is the referral's on hold; what was begun
    beside it is one thing more."""
    citizen, referral = await a_referral(town)
    await accepted(town, citizen, referral)
    await started(town, citizen, referral)
    await town.sign_in("anne")
    page = await town.get("/borgere")
    assert page.text.count(f"/borger/{citizen}") == 1
    assert "Venter på jer, senest" in in_words(page.text)
    assert "Kraftcenter, træning: indsats i gang" in in_words(page.text)
    assert "træning: i gang" not in in_words(page.text)
    await begun(town, "", citizen=citizen)
    assert "2 ting venter på jer" in in_words((await town.get("/borgere")).text)
    held = {"referral_id": str(referral), "reason": "citizen_unreachable", "until": "2100-01-01"}
    await town.stand.town.happens("kraftcenter", "henvisning.sat_i_bero", citizen, held)
    said = in_words((await town.get("/borgere")).text)
    assert "Kraftcenter, træning: sat i bero" in said
    assert "træning: indsats i gang" not in said


async def test_a_late_follow_up_is_marked(town: Visitor) -> None:
    """R4: nobody has held it."""
    citizen, intervention = await begun(town, "Inger Holm")
    await town.sign_in("anne")
    assert "opfølgning mangler" not in (await town.get("/borgere")).text
    await town.stand.town.centre.run_out(citizen, "follow_up", intervention)
    assert "opfølgning mangler" in (await town.get("/borgere")).text


async def test_what_ended_lately_stands_last(town: Visitor) -> None:
    """I1: as what was closed lately does."""
    citizen, intervention = await begun(town, "Inger Holm")
    ended = {"intervention_id": str(intervention), "outcome": "completed", "by": "professional"}
    await town.stand.town.happens("kraftcenter", "indsats.afsluttet", citizen, ended)
    other, _ = await begun(town, "Solveig Riis")
    await town.sign_in("anne")
    page = (await town.get("/borgere")).text
    assert page.index(f"/borger/{other}") < page.index(f"/borger/{citizen}")
    assert "Inger Holm Intet åbent lige nu." in in_words(page)


@pytest.mark.parametrize(
    ("away", "said", "unsaid", "still"),
    [
        ("referral", NO_REFERRALS, NO_INTERVENTIONS, "Kraftcenter, hjælp: indsats i gang"),
        ("kraftcenter", NO_INTERVENTIONS, NO_REFERRALS, "Aksel Bræmer"),
    ],
)
async def test_the_list_survives_without_the_other(
    town: Visitor, away: str, said: str, unsaid: str, still: str
) -> None:
    """People: what cannot be had is said in a sentence, and the rest is shown."""
    await a_referral(town)
    await begun(town, "Inger Holm")
    await town.sign_in("anne")
    town.stand.town.away.add(away)
    page = await town.get("/borgere")
    assert page.status_code == 200
    assert (said in page.text, unsaid in page.text, still in in_words(page.text)) == (True, False, True)


async def test_without_both_nobody_is_told_that_there_are_none(town: Visitor) -> None:
    """People: an empty list for want of an answer is no empty list."""
    await town.sign_in("anne")
    town.stand.town.away |= {"referral", "kraftcenter"}
    page = (await town.get("/borgere")).text
    assert (NO_REFERRALS in page, NO_INTERVENTIONS in page) == (True, True)
    assert "I har ingen borgere" not in page
