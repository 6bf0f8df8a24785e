"""Reports in the forms that are kept."""

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.report import Contact, Private, Reporter
from shared.intake.content import body_of, canonical, report_from, words_of
from tests.suites.floor_words import created, goal, report


def test_a_report_survives_waiting() -> None:
    """What waits is decided as it was sent, words and reporter included."""
    sent = report(uuid4(), created(uuid4()))
    relative = Reporter("somebody", "relative", None, uuid4(), frozenset({uuid4(), uuid4()}))
    full = replace(
        sent,
        reporter=relative,
        private=Private("note", "words", Contact("name", "a@b", "1")),
        traceparent=f"00-{'a' * 32}-{'b' * 16}-01",
    )
    for one in (sent, full):
        assert report_from(body_of(one), words_of(one)) == one


def test_words_stand_apart() -> None:
    """V1: the column that is not sealed holds nothing private."""
    sent = report(uuid4(), goal(), note="Jens Hansen")
    assert "Jens" not in body_of(sent)
    assert words_of(report(uuid4(), goal())) is None


def test_a_repeat_is_the_same_content() -> None:
    """Compared are type, subject, time and data with its private part; not id, trace, or how time was written."""
    sent = report(uuid4(), created(uuid4()), note="n")
    elsewhere = sent.time.astimezone(timezone(timedelta(hours=1)))
    same = replace(sent, id=uuid4(), traceparent="other", time=elsewhere)
    assert canonical(same) == canonical(sent)


@pytest.mark.parametrize("change", ["subject", "time", "data", "private"])
def test_changed_content_is_other_content(change: str) -> None:
    """Same id with other content is an error: every part of the content tells."""
    sent = report(uuid4(), goal(), note="n")
    other: dict[str, Any] = {
        "subject": uuid4(),
        "time": sent.time + timedelta(microseconds=1),
        "data": goal(),
        "private": Private(note="m"),
    }
    assert canonical(replace(sent, **{change: other[change]})) != canonical(sent)


def test_a_type_that_is_gone() -> None:
    """A type nobody knows any more cannot be decided; the waiting report's own clock answers it."""
    body = body_of(report(uuid4(), goal())).replace("indsatsmaal.fastsat", "indsatsmaal.ukendt")
    with pytest.raises(LookupError):
        report_from(body, None)
