"""The yearly overview over HTTP: for managers, as JSON and as a file."""

import csv
import io
from collections.abc import Iterator

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.referral.api import router
from services.referral.domain.yearly import Line
from services.referral.ports import Overview
from shared.contracts import Role
from shared.contracts.codes import OFFERS
from shared.http import prepare
from shared.identity import Actor
from shared.identity import actor as the_actor
from tests.fakes.referral import MONDAY, FakeWorld

LAST = MONDAY.year - 1
ROLES: tuple[Role, ...] = ("app", "coordinator", "citizen", "relative", "operator")


class Door:
    """The service's routes over a world; `role` is who asks."""

    def __init__(self, world: FakeWorld) -> None:
        app = FastAPI()
        prepare(app)
        app.include_router(router)
        app.dependency_overrides[the_actor] = lambda: Actor("1", frozenset({self.role}), "sel82")
        app.state.reads = world
        self.role: Role = "manager"
        self.client = TestClient(app, raise_server_exceptions=False)

    def get(self, path: str) -> httpx2.Response:
        return self.client.get(path)


@pytest.fixture
def door(world: FakeWorld) -> Iterator[Door]:
    door = Door(world)
    with door.client:
        yield door


def test_a_manager_of_any_department_reads_it(door: Door) -> None:
    """V4: one line for each offer with its department, a number or null, and themes; the same on each asking."""
    answer = door.get(f"/overviews/{LAST}")
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["year", "made_at", "lines"]
    assert {line["offer"]: line["department"] for line in body["lines"]} == {o.code: o.run_by for o in OFFERS.values()}
    assert {(line["at_least"], tuple(line["themes"])) for line in body["lines"]} == {(None, ())}
    assert door.get(f"/overviews/{LAST}").json() == body


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("form", ["", ".csv"])
def test_nobody_else_does(door: Door, role: Role, form: str) -> None:
    """V4: the overview is for managers; to anybody else it is forbidden, and the year is not told by their asking."""
    door.role = role
    assert door.get(f"/overviews/{LAST}{form}").status_code == 403


@pytest.mark.parametrize("form", ["", ".csv"])
@pytest.mark.parametrize(("year", "status"), [(LAST + 1, 422), (1999, 404), ("ifjor", 422)])
def test_a_year_that_cannot_be_told_is_answered_in_danish(door: Door, form: str, year: int | str, status: int) -> None:
    """V4: a year that is not over, that is before there were any, or that is no year: a problem without its value."""
    answer = door.get(f"/overviews/{year}{form}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert str(year) not in answer.text
    assert any(letter in answer.json()["detail"] for letter in "æøå")


def test_the_file_opens_in_a_danish_spreadsheet(door: Door, world: FakeWorld) -> None:
    """V4: semicolons, Danish headings and names, a byte order mark; small numbers say that they are small."""
    told = (Line("kraftcenter", "kraftcenter-traening", 15, ("relationer", "sundhed")),)
    world.overviews.tell(Overview(LAST, MONDAY, (*told, Line("kraftcenter", "peer-gruppe", None, ()))))
    answer = door.get(f"/overviews/{LAST}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"samspil-aarsoversigt-{LAST}.csv" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Afdeling", "Tilbud", "Borgere med henvisning, mindst", "Temaer hos mindst 5 borgere"],
        ["Kraftcenter", "Kraftcenter, træning", "15", "Relationer, Sundhed"],
        ["Kraftcenter", "Peer-gruppeforløb", "under 5", ""],
    ]


@pytest.mark.parametrize("code", ["=1+1", "+45", "-1", "@sum", "\tx"])
def test_no_cell_of_the_file_is_a_formula(door: Door, world: FakeWorld, code: str) -> None:
    """A name that a spreadsheet would run is shown as text. What is off the lists by now is named by its code."""
    world.overviews.tell(Overview(LAST, MONDAY, (Line(code, code, 5, (code,)),)))
    text = door.get(f"/overviews/{LAST}.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";"))[1] == [f"'{code}", f"'{code}", "5", f"'{code}"]
