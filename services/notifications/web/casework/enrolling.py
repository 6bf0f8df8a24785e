"""From a CPR number to a citizen's id, at referral: looked for, or registered where nobody has the number yet."""

import re
from typing import Final
from uuid import UUID

from services.notifications.web.forms import WHOLE_FORM, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.identity import Forbidden, PurposeCode

_CPR: Final = re.compile(r"\d{6}-?\d{4}")
_DIGITS: Final = "Skriv CPR-nummeret med ti cifre, f.eks. 010170-0000."
_NO_SUCH: Final = "CPR-nummeret findes ikke. Tjek cifrene."


async def enrol(web: Web, session: Session, cpr: str, name: str) -> UUID | Filled:
    """The citizen's id, or the form with what is wrong. The number is given back to nobody: it is to be written again.

    Coordinators only (Forbidden), as referral has it.
    """
    if not session.actor.has("coordinator"):
        raise Forbidden
    cpr, name = cpr.replace(" ", ""), name.strip()
    faults = {}
    if not _CPR.fullmatch(cpr):
        faults["cpr"] = _DIGITS
    if not name:
        faults["navn"] = "Skriv borgerens navn."
    if faults:
        return Filled({"navn": name}, faults)
    try:
        said = await web.elsewhere.send("referral", "POST", "/citizens", session, json={"cpr": cpr, "name": name})
        return UUID(said["citizen_id"])
    except Refused as refused:
        return Filled({"navn": name}, _wrong(refused))


async def find(web: Web, session: Session, cpr: str, reason: str | None = None) -> UUID | Filled | None:
    """The id of a citizen the reader's department works with, or, with a `reason` in words, of whoever is known; else
    None: whether somebody else works with them is not told. Nobody is registered. As `enrol`, for managers, too."""
    cpr = cpr.replace(" ", "")
    if not _CPR.fullmatch(cpr):
        return Filled({}, {"cpr": _DIGITS})
    purpose = PurposeCode.CASEWORK if reason is None else PurposeCode.EMERGENCY
    try:
        said = await web.elsewhere.send(
            "referral", "POST", "/citizens/search", session, json={"cpr": cpr}, purpose=purpose.value, reason=reason
        )
        return UUID(said["citizen_id"])
    except Refused as refused:
        return None if refused.status == 404 else Filled({}, _wrong(refused))


def _wrong(refused: Refused) -> dict[str, str]:
    return {"cpr": _NO_SUCH} if refused.status == 422 else {WHOLE_FORM: refused.detail}
