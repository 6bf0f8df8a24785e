"""Days as people in Denmark count them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_DENMARK = ZoneInfo("Europe/Copenhagen")


def danish_date(at: datetime) -> date:
    """The day it is in Denmark at `at` (aware): half past midnight there is still yesterday in UTC."""
    return at.astimezone(_DENMARK).date()


def beginning_of(day: date) -> datetime:
    return datetime.combine(day, time(), _DENMARK)


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), _DENMARK)
