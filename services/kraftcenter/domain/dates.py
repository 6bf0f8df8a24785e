"""Days as people in Denmark count them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_DENMARK = ZoneInfo("Europe/Copenhagen")


def danish_date(at: datetime) -> date:
    """The day it is in Denmark at `at` (aware): half past midnight there is still yesterday in UTC."""
    return at.astimezone(_DENMARK).date()
