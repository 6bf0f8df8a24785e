"""One subject's work without a database."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared.identity import Keyring
from shared.messaging import SubjectRow, SubjectWork, Unit
from shared.timers import ClockLengths, Timed
from tests.suites.floor_words import a_cause

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEYRING = Keyring(bytes(32))


class Work(Timed, SubjectWork):
    clock_lengths = ClockLengths()


def a_work(
    unit: Unit | None = None, subject: UUID | None = None, *, version: int = 0, wrapped: bytes | None = None
) -> Work:
    subject = subject or uuid4()
    row = SubjectRow(subject, version, version, None, wrapped, NOW, False)
    work = Work("kraftcenter", unit or Unit(), row, KEYRING)
    work.cause = a_cause()
    return work


def writes_of(unit: Unit) -> dict[str, list[tuple[object, ...]]]:
    """Effect → the rows to be written."""
    return {effect.name: list(rows.values()) for effect, rows in unit.writes._rows.items() if rows}
