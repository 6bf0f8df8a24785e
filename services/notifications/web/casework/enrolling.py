"""From a CPR number to a citizen's id, at referral: the same number gives the same id, and a new one is registered."""

import re
from typing import Final
from uuid import UUID

from services.notifications.web.forms import WHOLE_FORM, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.identity import Forbidden

_CPR: Final = re.compile(r"\d{6}-?\d{4}")


async def enrol(web: Web, session: Session, cpr: str, name: str) -> UUID | Filled:
    """The citizen's id, or the form with what is wrong. The number is given back to nobody: it is to be written again.

    Coordinators only (Forbidden), as referral has it.
    """
    if not session.actor.has("coordinator"):
        raise Forbidden
    cpr, name = cpr.replace(" ", ""), name.strip()
    faults = {}
    if not _CPR.fullmatch(cpr):
        faults["cpr"] = "Skriv CPR-nummeret med ti cifre, f.eks. 010170-0000."
    if not name:
        faults["navn"] = "Skriv borgerens navn."
    if faults:
        return Filled({"navn": name}, faults)
    try:
        said = await web.elsewhere.send("referral", "POST", "/citizens", session, json={"cpr": cpr, "name": name})
        return UUID(said["citizen_id"])
    except Refused as refused:
        wrong = (
            {"cpr": "CPR-nummeret findes ikke. Tjek cifrene."}
            if refused.status == 422
            else {WHOLE_FORM: refused.detail}
        )
        return Filled({"navn": name}, wrong)
