"""An app's reports as it writes them to its own topic."""

from typing import Any

from shared.contracts import Report
from shared.messaging.record import Record
from shared.messaging.topics import intake_topic

_WRITTEN_AT = 1_700_000_000_000


def written(*reports: Report[Any], first: int = 0) -> list[Record]:
    """One record after another, from offset `first`."""
    return [_record(report, first + n) for n, report in enumerate(reports)]


def _record(report: Report[Any], offset: int) -> Record:
    named = {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": str(report.id),
        "ce_source": report.source,
        "ce_type": report.type,
        "ce_subject": str(report.subject),
        "ce_time": report.time.isoformat(),
    }
    headers = [(name, text.encode()) for name, text in named.items()]
    value = report.data.model_dump_json(exclude_none=True).encode()
    topic = intake_topic(report.reporter.name)
    return Record(topic, 0, offset, str(report.subject).encode(), headers, value, _WRITTEN_AT)
