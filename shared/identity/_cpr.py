"""The CPR number: its form, and the index by which it is found without being stored."""

import hashlib
import hmac
import re
from datetime import date

_FORM = re.compile(r"(\d{6})[- ]?(\d{4})", re.ASCII)


def normal_cpr(text: str) -> str:
    """Ten digits, whether written with a hyphen or not.

    Checks form and date of birth. Not modulus 11: numbers given since 2007 need not keep it. Raises ValueError, which
    never repeats the number.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a CPR number")
    number = match[1] + match[2]
    birth_date_of(number)
    return number


def birth_date_of(cpr: str) -> date:
    """The date of birth in a number; its seventh digit tells the century. Raises ValueError for no such date."""
    day, month, year, seventh = int(cpr[:2]), int(cpr[2:4]), int(cpr[4:6]), int(cpr[6])
    try:
        return date(_century(year, seventh) + year, month, day)
    except ValueError:
        raise ValueError("not a CPR number") from None


def _century(year: int, seventh: int) -> int:
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def cpr_index(secret_key: bytes, cpr: str) -> bytes:
    """HMAC-SHA-256 of the normal form: the same citizen always, and no way back without the key.

    The numbers are few enough to try them all, so the key is guarded as the numbers themselves. Raises ValueError for a
    key under 32 bytes.
    """
    if len(secret_key) < 32:
        raise ValueError("the CPR key is 32 bytes or more")
    return hmac.digest(secret_key, normal_cpr(cpr).encode(), hashlib.sha256)
