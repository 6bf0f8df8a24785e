"""What can be said of a report without knowing the citizen."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import GoalSet, Refused, Report, Reporter
from shared.contracts.cloudevents import RawReport
from shared.intake import Desk, Reports
from shared.telemetry import Metrics
from shared.timers import ClockLengths
from tests.suites.floor_words import NOON, REPORTER, created, goal, start

PERSON = Reporter("somebody", "coordinator", "kraftcenter")


def a_desk() -> "Desk[Any]":
    reports = Reports()

    @reports.on(GoalSet)
    async def _(_: Report[Any], __: Any) -> None:
        """Decides on nothing."""

    nothing: Any = None
    return Desk("kraftcenter", nothing, nothing, reports, ClockLengths(), Metrics())


def raw(data: Any, source: str = "urn:samspil:app:kraftcenter-app", **more: Any) -> RawReport:
    content = data.model_dump(mode="json", exclude_none=True) | more
    return RawReport(uuid4(), source, data.type, uuid4(), NOON, content)


def refused(sent: RawReport, reporter: Reporter = REPORTER, *, private_allowed: bool = True) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        a_desk().check(sent, reporter, private_allowed=private_allowed)
    return caught.value.problem, caught.value.errors[0].pointer


def test_a_good_one() -> None:
    """The report as its handler gets it."""
    sent = raw(goal(), private={"note": "n"})
    report = a_desk().check(sent, REPORTER, private_allowed=True)
    assert (report.id, report.subject, report.reporter, report.private.note) == (sent.id, sent.subject, REPORTER, "n")
    assert isinstance(report.data, GoalSet)


@pytest.mark.parametrize("reporter", [PERSON, replace(REPORTER, name="another-app")])
def test_the_source_is_the_senders_own(reporter: Reporter) -> None:
    """An app speaks as its registered URN, a person as the web; nobody as another."""
    assert refused(raw(goal()), reporter) == ("wrong-source", "/source")


def test_a_person_speaks_as_the_web() -> None:
    """Likewise."""
    assert a_desk().check(raw(goal(), "urn:samspil:web"), PERSON, private_allowed=True).reporter is PERSON


def test_another_services_type_names_its_owner() -> None:
    """Who sent it to the wrong door is told the right one."""
    with pytest.raises(Refused, match="wrong-service") as caught:
        a_desk().check(raw(created(uuid4())), REPORTER, private_allowed=True)
    assert "referral" in caught.value.detail


def test_what_nobody_handles_yet() -> None:
    """A type of the catalogue without a handler is refused, not lost."""
    assert refused(raw(start())) == ("not-reportable", "/type")


def test_no_words_over_kafka() -> None:
    """V1: on Kafka a private part is refused."""
    assert refused(raw(goal(), private={"note": "n"}), private_allowed=False)[1] == "/data/private"
