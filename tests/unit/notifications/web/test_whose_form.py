"""Whose each form is: every role at every page that takes one, with a proof of their own session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from services.notifications.domain.knowledge import Said
from services.notifications.domain.muting import mutable
from services.notifications.domain.rules import SHIPPED
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.memory_people import LOST
from tests.unit.notifications.web.samples import CITIZEN, a_notice
from tests.unit.notifications.web.stand import Stand
from tests.unit.notifications.web.test_every_page import FOR_ANYBODY, FORMS, _filled
from tests.unit.notifications.web.test_invitation import TOKEN
from tests.unit.notifications.web.test_whose_page import _INBOX, _STAFF, _WHO

_COORDINATORS = "ct"
_YES = {"voksen": "ja", "kontakt": "ja"}
_ABOUT = f"?borger={CITIZEN}"

WHOSE = {
    "/borger/{citizen_id}/maal/{slug}": _STAFF,
    "/borger/{citizen_id}/noedadgang": _STAFF,
    "/borger/{citizen_id}/noedadgang/slut": _STAFF,
    "/borgere/find": _COORDINATORS,
    "/drift/fejl/{service}": "o",
    "/drift/sag": "o",
    "/forloeb/aabn": _STAFF,
    "/forloeb/{course_id}/afmeld": _STAFF,
    "/forloeb/{course_id}/tilmeld": _STAFF,
    "/forloeb/{course_id}/trin/{slug}": _STAFF,
    "/henvisning/ny": _STAFF,
    "/henvisning/ny/borger": _COORDINATORS,
    "/henvisning/{referral_id}/{slug}": _STAFF,
    "/hvem-ved-hvad/paaroerende/ny": "b",
    "/hvem-ved-hvad/paaroerende/{designation_id}": "b",
    "/hvem-ved-hvad/paaroerende/{designation_id}/stop": "b",
    "/ikke-leveret/{delivery_id}": "mo",
    "/indbakke/{notice_id}/fremme": _INBOX,
    "/indbakke/{notice_id}/kvitter": _STAFF,
    "/indbakke/{notice_id}/laeg-tilbage": _STAFF,
    "/indbakke/{notice_id}/laest": _INBOX,
    "/indbakke/{notice_id}/overdrag": _STAFF,
    "/indbakke/{notice_id}/skjul": _COORDINATORS,
    "/indbakke/{notice_id}/udsaet": _INBOX,
    "/indsats/ny": _STAFF,
    "/indsats/{intervention_id}/{slug}": _STAFF,
    "/indstillinger/mail": _INBOX,
    "/indstillinger/skjulte": _COORDINATORS,
    "/invitation": "r",
    "/min-plan/bed-om": "b",
    "/min-plan/delmaal/{sub_goal_id}": "b",
    "/min-plan/fortryd/{referral_id}": "b",
    "/min-plan/gruppe/{course_id}": "b",
    "/min-plan/gruppe/{course_id}/afmeld": "b",
    "/paaroerende/stoette": "r",
    "/regler": "m",
    "/regler/proev": "ctmo",
    "/regler/tilbage": "m",
    "/sletning/find": "m",
    "/sletning/{citizen_id}": "m",
    "/sletning/{citizen_id}/bekraeft": "m",
    "/sletning/{citizen_id}/traek-tilbage": "m",
    "/stikproever/{part}/{access_id}": "m",
    "/viden/modtaget/{knowledge_id}/knyt": "t",
    "/viden/modtaget/{knowledge_id}/slet": "t",
    "/vikarer": "m",
}
"""Form → whose it is; to everybody else it says 403, whatever is filled in."""
_EVERYBODYS = {"/log-ud"}
_SENT: Mapping[str, Mapping[str, str]] = {
    "/borger/{citizen_id}/noedadgang": {"grund": "Hun ringede og var meget bange."},
    "/borgere/find": {"cpr": "010170-0000"},
    "/drift/sag": {"id": str(CITIZEN)},
    "/forloeb/{course_id}/afmeld": {"borger": str(CITIZEN)},
    "/forloeb/{course_id}/tilmeld": {"borger": str(CITIZEN), **_YES},
    "/henvisning/ny/borger": {"cpr": "010170-0000", "navn": "Anna Eksempel"},
    "/hvem-ved-hvad/paaroerende/ny": {
        "navn": "Ellen Eksempel", "mail": "ellen@example.dk", "relation": "family", "typer": "delmaal.naaet",
        "kanaler": "inbox", "trin": "send",
    },
    "/indbakke/{notice_id}/kvitter": {"ord": "Tak for det."},
    "/indstillinger/mail": {"tempo": "digest", "fra": "20", "til": "8"},
    "/indstillinger/skjulte": {"skjul": mutable(SHIPPED)[0]},
    "/min-plan/bed-om": {"tilbud": "kraftcenter-traening", "trin": "send"},
    "/min-plan/fortryd/{referral_id}": {"hvorfor": "other"},
    "/min-plan/gruppe/{course_id}": _YES,
    "/paaroerende/stoette": {"tilbud": "paaroerende-netvaerk", "trin": "send"},
    "/regler": {"version": "0", "goer": "gem"},
    "/regler/proev": {"type": "dk.samspil.henvisning.oprettet.v1", "tilbud": "kraftcenter-traening"},
    "/regler/tilbage": {"version": "0", "til": "0"},
    "/sletning/find": {"cpr": "010170-0000"},
    "/sletning/{citizen_id}/bekraeft": {"sikker": "ja"},
    "/stikproever/{part}/{access_id}": {"fundet": "in_order"},
    "/viden/modtaget/{knowledge_id}/knyt": {"borger": str(CITIZEN), "trin": "send"},
    "/vikarer": {"navn": "Bo Vikar", "mail": "bo@example.dk", "fra": "2026-11-23", "til": "2026-11-27"},
}  # fmt: skip
_LEAVES_NOTHING = {
    "/borger/{citizen_id}/noedadgang": "what it opens is kept in a cookie",
    "/borger/{citizen_id}/noedadgang/slut": "as it was opened",
    "/drift/sag": "looks a loop up, here",
    "/hvem-ved-hvad/paaroerende/{designation_id}": "there is none to change",
    "/min-plan/delmaal/{sub_goal_id}": "there is none to tell of",
    "/regler/proev": "tries out, and keeps nothing",
    "/regler/tilbage": "to what counts already",
}
"""Forms after which nothing here is otherwise than before, and no other service was asked."""


@dataclass
class Town:
    """What the forms are about, made anew for each, and what was asked of the other services."""

    stand: Stand
    asked: list[str] = field(default_factory=list)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        return httpx2.Response(404, json={})

    def fresh(self, path: str) -> tuple[str, dict[str, str]]:
        """The form's address and what is filled in, about what is really there."""
        stand, notice = self.stand, replace(a_notice("delmaal.naaet"), holder="en-kollega", holder_name="En Kollega")
        stand.inbox.notices = [notice]
        stand.people.__init__()  # type: ignore[misc] # as it begins
        stand.rules.clear()
        stand.muting.clear()
        stand.invitations.open = {TOKEN}
        there = {
            "citizen_id": CITIZEN,
            "notice_id": notice.notice_id,
            "knowledge_id": stand.knowledge.lay(Said("Anna", "Hun har det svært.")),
            "delivery_id": LOST,
            "part": "notifications",
            "access_id": 7,
        }
        address = path
        for name, value in there.items():
            address = address.replace(f"{{{name}}}", str(value))
        sent = dict(_SENT.get(path, {}))
        if path.endswith("/udsaet"):
            sent["til"] = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        if path.endswith("/overdrag"):
            sent["kollega"] = next(iter(stand.tending.known), "")
        self.asked.clear()
        return _filled(address) + (_ABOUT if path.endswith("/ny") else ""), sent

    def kept(self) -> str:
        """All that a form can change here."""
        stand = self.stand
        return repr(
            (
                stand.inbox.notices, stand.inbox.bound, stand.invitations.open, stand.knowledge.kept,
                stand.rules.book.versions, stand.muting.kept.by_person, stand.records, vars(stand.operations),
                vars(stand.people), len(stand.sessions.rows),
            )
        )  # fmt: skip


@pytest.fixture
def town(visitor: Visitor) -> Town:
    """No other service knows anything."""
    town = Town(visitor.stand)
    visitor.stand.referral = visitor.stand.kraftcenter = town.answer
    return town


def test_every_form_is_somebodys() -> None:
    """I1: a page that takes a form, added without saying whose it is, fails here."""
    assert set(WHOSE) == set(FORMS) - set(FOR_ANYBODY) - _EVERYBODYS
    assert set(WHOSE) >= {*_SENT, *_LEAVES_NOTHING}


@pytest.mark.parametrize("role", _WHO)
async def test_a_form_is_taken_from_whose_it_is_and_from_nobody_else(visitor: Visitor, town: Town, role: str) -> None:
    """I1, I2: by role, before anything that was filled in is looked at: nothing is kept here, nothing sent on. The same
    form comes to something for whose it is; whose citizen it is, is decided where the data are."""
    await visitor.sign_in(_WHO[role])
    await visitor.get(f"/invitation/{TOKEN}")
    proof = {"bevis": await visitor.proof("/drift" if role == "o" else "/indbakke")}
    wrong = []
    for path, whose in WHOSE.items():
        address, filled = town.fresh(path)
        before = town.kept()
        if role in whose:
            answer = await visitor.post(address, {**proof, **filled})
            done = town.kept() != before or bool(town.asked)
            right = answer.status_code not in (400, 403) and done is (path not in _LEAVES_NOTHING)
        else:
            answers = [await visitor.post(address, {**proof, **sent}) for sent in ({}, filled)]
            answer = answers[-1]
            right = {each.status_code for each in answers} == {403} and town.kept() == before and not town.asked
        if not right:
            wrong.append((path, answer.status_code, town.asked))
    assert wrong == []


async def test_who_is_not_signed_in_sends_nothing(visitor: Visitor, town: Town) -> None:
    """A form of nobody's ends at the sign-in; nothing of it is kept or sent on."""
    await visitor.sign_in()
    proof = {"bevis": await visitor.proof()}
    visitor.client.cookies.clear()
    for path in WHOSE:
        address, filled = town.fresh(path)
        before = town.kept()
        answer = await visitor.post(address, {**proof, **filled})
        assert answer.status_code == 303, path
        assert "/log-ind" in answer.headers["location"], path
        assert (town.kept(), town.asked) == (before, []), path
