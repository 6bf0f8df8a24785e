"""Where the coordinator's pages are. An address holds ids and codes, never a name or a word."""

from typing import Final
from uuid import UUID

CITIZENS: Final = "/borgere"
CITIZEN: Final = "/borger"
REFERRALS: Final = "/henvisning"
REFER: Final = REFERRALS + "/ny"
INTERVENTIONS: Final = "/indsats"
BEGIN: Final = INTERVENTIONS + "/ny"
COURSES: Final = "/forloeb"
SENT: Final = "/sendt"


def citizen(id_: UUID) -> str:
    return f"{CITIZEN}/{id_}"


def goals(id_: UUID) -> str:
    return f"{CITIZEN}/{id_}/maal"


def history(id_: UUID, referral: UUID | None = None) -> str:
    """The charted timeline, of all or of what follows from one referral."""
    return f"{CITIZEN}/{id_}/tidslinje" + (f"?henvisning={referral}" if referral else "")


def referral(id_: UUID) -> str:
    return f"{REFERRALS}/{id_}"


def refer(citizen_id: UUID, decision: UUID | None = None) -> str:
    """The form for a new referral of the citizen, on a granted decision where one is named."""
    return f"{REFER}?borger={citizen_id}" + (f"&afgoerelse={decision}" if decision else "")


def intervention(id_: UUID) -> str:
    return f"{INTERVENTIONS}/{id_}"


def begin(citizen_id: UUID) -> str:
    """The form for an intervention that nobody referred to."""
    return f"{BEGIN}?borger={citizen_id}"


def course(id_: UUID) -> str:
    return f"{COURSES}/{id_}"
