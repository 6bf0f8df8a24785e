"""Who knows what: relatives chosen, changed and stopped, and everybody who was told."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.domain.known import Knower, KnownEvent, KnownPage
from services.notifications.domain.shown import DesignationShown
from shared.contracts import FieldError, Refused
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.samples import CITIZEN

REACHED = "dk.samspil.delmaal.naaet.v1"
EVA = DesignationShown(uuid4(), "family", "Eva <Lund>", (REACHED,), ("inbox", "mail"), True)
NEW = "/hvem-ved-hvad/paaroerende/ny"
CHOSEN = {"navn": "Eva", "mail": "eva@example.org", "relation": "family", "typer": "delmaal.naaet", "kanaler": "inbox"}


def knower(kind: str, department: str | None = None, *, name: str | None = None, how: str = "told",
           read: bool = False) -> Knower:  # fmt: skip
    return Knower(kind, department, None, name, "inbox", how, read)  # type: ignore[arg-type] # a Literal's


async def test_the_matrix_and_who_was_told(visitor: Visitor) -> None:
    """P2, P3: per relative and type; per event who was told and has read it, and what never left."""
    told = (knower("department", "kraftcenter", read=True), knower("relative", name="Eva"), knower("citizen"),
            knower("relative", name="Ib", how="stopped"))  # fmt: skip
    event = KnownEvent(uuid4(), REACHED, "Du har nået et delmål.", datetime.now(UTC), None, {}, told)
    visitor.stand.records.designated = [EVA]
    visitor.stand.records.page = KnownPage((event,), "videre")
    page = unescape((await visitor.sign_in("viggo", at="/hvem-ved-hvad")).text)
    assert "Når jeg når et delmål" in page
    for who, how in (("Kraftcenter", "har læst det"), ("Eva", "har fået besked"), ("Ib", "fik det ikke")):
        assert re.search(rf"<strong>{who}</strong> {how}", page), who
    assert "Du har nået et delmål." in page
    assert "side=videre" in page
    assert page.count("<strong>Ja</strong>") == 1


async def test_a_relative_is_chosen_after_it_was_seen_who_hears(visitor: Visitor) -> None:
    """P2, P3: name and address under `private`; nothing counts before the second step; the address of the page says
    nothing of whom."""
    form = await visitor.sign_in("viggo", at=NEW)
    id_ = re.search(r'name="id" value="([^"]+)"', form.text)
    assert id_ is not None
    data = {**CHOSEN, "bevis": await visitor.proof(), "id": id_[1]}
    check = await visitor.post(NEW, {**data, "trin": "se"})
    assert "Se efter, før det gælder" in check.text
    assert "Når jeg når et delmål" in check.text
    assert visitor.stand.records.reported == []
    done = await visitor.post(NEW, {**data, "trin": "send"})
    assert done.headers["location"] == "/hvem-ved-hvad?gjort=valgt"
    (event,) = visitor.stand.records.reported
    assert (event["type"], event["subject"]) == ("dk.samspil.paaroerende.udpeget.v1", str(CITIZEN))
    assert event["data"] == {
        "designation_id": id_[1], "relation": "family", "may_know": ["delmaal.naaet"], "channels": ["inbox"],
        "private": {"contact": {"name": "Eva", "email": "eva@example.org"}},
    }  # fmt: skip


async def test_what_is_missing_is_said_beside_each_field(visitor: Visitor) -> None:
    """People: a sentence a field, all at once, and what was chosen kept."""
    await visitor.sign_in("viggo")
    page = await visitor.post(NEW, {"bevis": await visitor.proof(), "trin": "send", "navn": "Eva", "mail": "eva"})
    assert page.status_code == 422
    for field in ("mail", "relation", "typer", "kanaler"):
        assert f'id="{field}-error"' in page.text
    assert 'value="Eva"' in page.text
    assert visitor.stand.records.reported == []


async def test_a_refusal_stands_beside_its_field(visitor: Visitor) -> None:
    """People: what the service says of a field is said there."""
    wrong = FieldError("/data/private/contact/email", "Skal være en e-mailadresse.")
    visitor.stand.records.wrong = Refused("invalid-data", "x", errors=(wrong,))
    await visitor.sign_in("viggo")
    page = await visitor.post(NEW, {**CHOSEN, "bevis": await visitor.proof(), "trin": "send"})
    assert page.status_code == 422
    assert "Skal være en e-mailadresse." in page.text.partition('id="mail-error"')[2]


async def test_a_second_click_and_an_absence_lose_nothing(visitor: Visitor) -> None:
    """N2, People: what was sent before is no error; what cannot be sent or previewed now stays as it was written."""
    await visitor.sign_in("viggo")
    data = {**CHOSEN, "bevis": await visitor.proof()}
    visitor.stand.records.wrong = Refused("conflict", "x", status=409)
    done = await visitor.post(NEW, {**data, "trin": "send"})
    assert (done.status_code, done.headers["location"]) == (303, "/hvem-ved-hvad?gjort=allerede")
    assert "Se nedenfor, hvad der gælder." in (await visitor.get(done.headers["location"])).text
    for step in ("se", "send"):
        visitor.stand.records.wrong = Refused("unavailable", "Prøv igen om lidt.", status=503)
        page = await visitor.post(NEW, {**data, "trin": step})
        assert (page.status_code, "Prøv igen om lidt." in page.text) == (503, True)
        assert 'value="eva@example.org"' in page.text


async def test_what_a_relative_may_know_is_changed(visitor: Visitor) -> None:
    """P2: the form holds what stands; what is taken away is said to be stopped."""
    visitor.stand.records.designated = [EVA]
    at = f"/hvem-ved-hvad/paaroerende/{EVA.designation_id}"
    form = await visitor.sign_in("viggo", at=at)
    assert 'value="delmaal.naaet" checked' in form.text
    data = {"bevis": await visitor.proof(), "typer": "indsats.startet", "kanaler": "inbox"}
    assert "bliver det stoppet" in (await visitor.post(at, {**data, "trin": "se"})).text
    done = await visitor.post(at, {**data, "trin": "send"})
    assert done.headers["location"] == "/hvem-ved-hvad?gjort=aendret"
    assert visitor.stand.records.reported[0]["data"] == {
        "designation_id": str(EVA.designation_id), "may_know": ["indsats.startet"], "channels": ["inbox"],
    }  # fmt: skip


async def test_a_relative_is_chosen_over_a_channel_that_was_added(visitor: Visitor) -> None:
    """P2: a channel is one file; the page then offers it, asks for the number it needs, and keeps none else."""
    await visitor.sign_in("viggo")
    data: dict[str, Any] = {**CHOSEN, "bevis": await visitor.proof(), "trin": "send", "telefon": "20 12 34 56"}
    await visitor.post(NEW, {**data, "kanaler": "sms"})
    assert visitor.stand.records.reported == [], "what cannot be had here cannot be chosen"
    await visitor.post(NEW, data)
    assert visitor.stand.records.reported.pop()["data"]["private"]["contact"].get("phone") is None
    visitor.stand.records.reached_over["sms"] = "phone"
    page = (await visitor.get(NEW)).text
    assert 'value="sms"' in page
    assert 'name="telefon"' in page
    both: dict[str, Any] = {**data, "kanaler": ["inbox", "sms"]}
    without = await visitor.post(NEW, {**both, "telefon": "Eva"})
    assert (without.status_code, 'id="telefon-error"' in without.text) == (422, True)
    check = await visitor.post(NEW, {**both, "trin": "se"})
    assert 'name="telefon" value="20 12 34 56"' in check.text
    await visitor.post(NEW, both)
    (event,) = visitor.stand.records.reported
    assert event["data"]["channels"] == ["inbox", "sms"]
    assert event["data"]["private"]["contact"]["phone"] == "20 12 34 56"


@pytest.mark.parametrize(("offered", "left"), [(True, ["inbox"]), (False, ["inbox", "sms"])])
async def test_what_is_not_on_the_page_is_not_taken_away(visitor: Visitor, offered: bool, left: list[str]) -> None:
    """P2: what the form shows is what it changes; a channel that cannot be had just now stays as it was chosen."""
    visitor.stand.records.designated = [replace(EVA, channels=("inbox", "sms"))]
    if offered:
        visitor.stand.records.reached_over["sms"] = "phone"
    at = f"/hvem-ved-hvad/paaroerende/{EVA.designation_id}"
    page = (await visitor.sign_in("viggo", at=at)).text
    assert ('value="sms" checked' in page) is offered
    data = {"bevis": await visitor.proof(), "typer": "indsats.startet", "kanaler": "inbox"}
    assert ("En sms om" in (await visitor.post(at, {**data, "trin": "se"})).text) is not offered
    await visitor.post(at, {**data, "trin": "send"})
    assert visitor.stand.records.reported[0]["data"]["channels"] == left


async def test_a_number_nobody_has_given_cannot_be_chosen_afterwards(visitor: Visitor) -> None:
    """P2: the page that changes what one may know asks for no contact, so it offers none that would lack it."""
    visitor.stand.records.designated = [EVA]
    visitor.stand.records.reached_over["sms"] = "phone"
    page = (await visitor.sign_in("viggo", at=f"/hvem-ved-hvad/paaroerende/{EVA.designation_id}")).text
    assert 'value="mail" checked' in page
    assert 'value="sms"' not in page


async def test_stopping_says_what_follows_and_stops(visitor: Visitor) -> None:
    """P2: what waits is stopped, and what came before can be read no more; a second time there is nothing to stop."""
    visitor.stand.records.designated = [EVA]
    at = f"/hvem-ved-hvad/paaroerende/{EVA.designation_id}/stop"
    page = (await visitor.sign_in("viggo", at=at)).text
    assert "venter på at blive sendt, bliver stoppet" in page
    assert "Eva &lt;Lund&gt;" in page
    done = await visitor.post(at, {"bevis": await visitor.proof()})
    assert done.headers["location"] == "/hvem-ved-hvad?gjort=stoppet"
    assert visitor.stand.records.reported[0]["type"] == "dk.samspil.paaroerende.tilbagekaldt.v1"
    visitor.stand.records.designated = []
    assert (await visitor.get(at)).status_code == 404


async def test_nobody_chosen_and_nothing_happened_is_said_in_words(visitor: Visitor) -> None:
    """P1, people: nobody is told before somebody was chosen."""
    page = (await visitor.sign_in("viggo", at="/hvem-ved-hvad")).text
    assert "Ingen pårørende får noget at vide." in page
    assert "Der er ikke sket noget endnu." in page
