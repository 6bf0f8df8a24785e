"""Whose each page is: every role at every page there is."""

import pytest

from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.test_every_page import _LIVE, FOR_ANYBODY, PAGES, _filled

_WHO = {"c": "anne", "t": "lone", "m": "henrik", "b": "viggo", "r": "ellen", "o": "drift"}
"""Coordinator, coordinator of the relatives' team, manager, citizen, relative, operator."""
_STAFF, _INBOX, _EVERYBODY = "ctm", "ctmbr", "ctmbro"
_OFFERED = "Hvorfor er det nødvendigt?"
"""Who may break the glass is asked why; nobody else is."""

WHOSE = {
    "/": _EVERYBODY,
    "/aarsoversigt": "m",
    "/aarsoversigt.csv": "m",
    "/borger/{citizen_id}": _STAFF,
    "/borger/{citizen_id}/tidslinje": _STAFF,
    "/borger/{citizen_id}/maal": _STAFF,
    "/borgere": _STAFF,
    "/drift": "o",
    "/drift/fejl": "o",
    "/drift/sag": "o",
    "/drift/sag/{id_}": "o",
    "/drift/nu": "o",
    "/forloeb": _STAFF,
    "/forloeb/{course_id}": _STAFF,
    "/henvisning/ny": _STAFF,
    "/henvisning/{referral_id}": _STAFF,
    "/hvem-ved-hvad": "b",
    "/hvem-ved-hvad/paaroerende/ny": "b",
    "/hvem-ved-hvad/paaroerende/{designation_id}": "b",
    "/hvem-ved-hvad/paaroerende/{designation_id}/stop": "b",
    "/ikke-leveret": "mo",
    "/indbakke": _EVERYBODY,
    "/indbakke/{notice_id}": _EVERYBODY,
    "/indbakke/{rest:path}": _EVERYBODY,
    "/indsats/ny": _STAFF,
    "/indsats/{intervention_id}": _STAFF,
    "/indstillinger": _INBOX,
    "/indstillinger/mail": _INBOX,
    "/invitation": _EVERYBODY,
    "/invitation/{token}": _EVERYBODY,
    "/ledelse": "m",
    "/min-plan": "b",
    "/min-plan/bed-om": "b",
    "/min-plan/delmaal/{sub_goal_id}": "b",
    "/min-plan/fortryd/{referral_id}": "b",
    "/min-plan/gruppe/{course_id}": "b",
    "/min-plan/gruppe/{course_id}/afmeld": "b",
    "/min-plan/sendt/{service}/{receipt_id}": "b",
    "/opslag": "b",
    "/paaroerende": "r",
    "/paaroerende/stoette": "r",
    "/paaroerende/stoette/sendt": "r",
    "/regler": "ctmo",
    "/regler/historik": "ctmo",
    "/sendt/{named}": _STAFF,
    "/sletning": "m",
    "/sletning/{citizen_id}": "m",
    "/stikproever": "m",
    "/viden": _EVERYBODY,
    "/viden/modtaget": "t",
    "/viden/tak": _EVERYBODY,
    "/viden/{knowledge_id}": _EVERYBODY,
    "/vikarer": "m",
}
"""Page → who it is for; to everybody else it says 403. What is not there, or not theirs, is 404 to these, too."""
_WITHOUT_SIGNING_IN = {*FOR_ANYBODY, "/viden/tak", "/invitation"}
_ASKED = [path for path in PAGES if not path.startswith(("/assets/", "/log-")) and not path.endswith(_LIVE)]


def test_every_page_is_somebodys() -> None:
    """I1: a page added without saying whose it is fails here."""
    assert set(WHOSE) == set(_ASKED)


@pytest.mark.parametrize("role", _WHO)
async def test_a_page_opens_to_whose_it_is_and_to_nobody_else(visitor: Visitor, role: str) -> None:
    """I1, I2: by role; whose citizen it is, is decided where the data are read."""
    await visitor.sign_in(_WHO[role])
    wrong = []
    for path in _ASKED:
        answer = await visitor.get(_filled(path))
        shut = answer.status_code == 403 and _OFFERED not in answer.text
        if shut is (role in WHOSE[path]):
            wrong.append((path, answer.status_code))
    assert wrong == []


async def test_who_is_not_signed_in_is_asked_to(visitor: Visitor) -> None:
    """No page but what anybody may open shows anything to nobody."""
    for path in _ASKED:
        answer = await visitor.get(_filled(path))
        if path in _WITHOUT_SIGNING_IN:
            assert answer.status_code in (200, 410), path
        else:
            assert answer.status_code == 303, path
