"""Who is asking, what they read, and the keys that keep words readable to nobody else.

A token becomes an `Actor`; every read of a citizen leaves a row that the citizen can see; every citizen has a key of
their own, so that erasing it erases the words.
"""

from pathlib import Path

from shared.identity._access_log import LEFTOVERS, AccessEntry, access_log_of, known_here, reason_in, record_read
from shared.identity._actor import Actor, Forbidden, IssuerUnavailable, Unauthenticated
from shared.identity._apps import Apps
from shared.identity._cpr import birth_date_of, cpr_index, normal_cpr
from shared.identity._dependencies import Caller, Speaker, actor, require
from shared.identity._erasure import BY_SUBJECT, HELD, Held, erase, erased_among
from shared.identity._keys import WRAPPED, Keyring, Unreadable
from shared.identity._purpose import BadPurpose, Purpose, PurposeCode, purpose, required_purpose
from shared.identity._reading import as_reader, as_service, reading
from shared.identity._rotation import WRAPS, Rotated, Wrapped, rotate
from shared.identity._spot_checks import Outcome, SpotCheck, check_read, citizen_of_read, spot_checks
from shared.identity._verifier import Verifier

MIGRATIONS = Path(__file__).parent / "migrations"

__all__ = [
    "BY_SUBJECT",
    "HELD",
    "LEFTOVERS",
    "MIGRATIONS",
    "WRAPPED",
    "WRAPS",
    "AccessEntry",
    "Actor",
    "Apps",
    "BadPurpose",
    "Caller",
    "Forbidden",
    "Held",
    "IssuerUnavailable",
    "Keyring",
    "Outcome",
    "Purpose",
    "PurposeCode",
    "Rotated",
    "Speaker",
    "SpotCheck",
    "Unauthenticated",
    "Unreadable",
    "Verifier",
    "Wrapped",
    "access_log_of",
    "actor",
    "as_reader",
    "as_service",
    "birth_date_of",
    "check_read",
    "citizen_of_read",
    "cpr_index",
    "erase",
    "erased_among",
    "known_here",
    "normal_cpr",
    "purpose",
    "reading",
    "reason_in",
    "record_read",
    "require",
    "required_purpose",
    "rotate",
    "spot_checks",
]
