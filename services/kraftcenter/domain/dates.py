"""Days as people in Denmark count them."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DENMARK = ZoneInfo("Europe/Copenhagen")


def danish_date(at: datetime) -> date:
    """The day it is in Denmark at `at` (aware): half past midnight there is still yesterday in UTC."""
    return at.astimezone(_DENMARK).date()


def end_of_danish_day(day: date) -> datetime:
    """The midnight with which the day ends in Denmark, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), _DENMARK).astimezone(UTC)


def months_on(day: date, months: int) -> date:
    """The same day that many months on, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
