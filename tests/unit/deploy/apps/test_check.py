"""What is wrong with an app, from what was seen of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.cli.apps.check.command import said
from deploy.cli.apps.check.facts import RAN_OUT, Facts, Hook, Reading, Refused, Taken, Written
from deploy.cli.apps.check.judging import Finding, judge, next_step
from deploy.cli.apps.check.remedies import REMEDIES
from shared.http.problem_types import PROBLEM_TYPES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TYPE = "dk.samspil.henvisning.oprettet.v1"
GOOD = Facts("x-app", "kraftcenter", NOW - timedelta(hours=1), NOW, "yes", [Taken(TYPE, "accepted", NOW, NOW)])
HTTP_ONLY = {
    "another-manager",
    "bad-request",
    "not-found",
    "method-not-allowed",
    "invalid",
    "purpose-missing",
    "too-slow",
    "too-many-requests",
    "unavailable",
}
"""Problems of other addresses than `POST /events`, or of no report at all."""


def _wrong(facts: Facts) -> list[Finding]:
    return [finding for finding in judge(facts) if finding.severity == "wrong"]


def _advice(facts: Facts) -> list[str]:
    return [finding.words for finding in judge(facts) if finding.severity == "advice"]


def test_an_app_that_does_well_is_told_so_and_nothing_else() -> None:
    """Vendors: no finding where nothing is wrong, and a next step all the same."""
    assert {finding.severity for finding in judge(GOOD)} == {"well"}
    assert "apps webhook set x-app" in next_step(GOOD, judge(GOOD))
    content = replace(GOOD, hook=Hook("https://x", delivered=3))
    assert next_step(content, judge(content)) == "Intet: appen gør, som den skal."


def test_every_problem_a_report_can_meet_has_its_words() -> None:
    """Vendors: the list of problems and the list of remedies cannot drift apart."""
    assert set(REMEDIES) - {RAN_OUT} == set(PROBLEM_TYPES) - HTTP_ONLY


def test_refusals_are_told_by_kind_with_the_fields_most_often_wrong() -> None:
    """Vendors: x of y refused, the commonest kind and field first, each with what to do."""
    refused = [
        *(Refused(TYPE, "invalid-data", ["/data/priority"], "http") for _ in range(3)),
        Refused(TYPE, "invalid-data", ["/data/origin", "/data/priority"], "kafka"),
        Refused(TYPE, "wrong-source", ["/source"], "http"),
    ]
    first, second = _wrong(replace(GOOD, refused=refused))
    assert first.words.startswith("4 af 6 indberetninger afvist: data følger ikke kataloget (invalid-data).")
    assert first.words.endswith("Felter: /data/priority (4), /data/origin (1).")
    assert "urn:samspil:app:x-app" in second.remedy


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({"signs_in": "refused"}, "Appen kan ikke få et token"),
        ({"signs_in": "unreachable"}, "Udstederen af tokens svarer ikke"),
        ({"refused": [Refused(TYPE, RAN_OUT, [""], "http")]}, "den ventede på noget, der aldrig kom"),
        ({"refused": [Refused(TYPE, "conflict", ["/id"], "http")]}, "samme id er sendt igen med et andet indhold"),
        ({"refused": [Refused(TYPE, "wrong-service", ["/type"], "http")]}, "typen ejes af en anden tjeneste"),
        ({"refused": [Refused(None, "unreadable", [], "kafka")]}, "kan ikke læses"),
        ({"refused": [Refused(TYPE, "invalid-event", ["/subject"], "kafka")]}, "nøglen er ikke den samme som subject"),
        ({"taken": [Taken(TYPE, "accepted", NOW, NOW + timedelta(hours=1))]}, "skete i fremtiden"),
        ({"reading": Reading(answers=4)}, "Ingen læser svarene: der står 4 på intake.x-app.receipts"),
        (
            {"reading": Reading(4, {"x-app": 2}, NOW - timedelta(hours=1))},
            "2 svar på intake.x-app.receipts er ikke læst",
        ),
        ({"hook": Hook("https://x", disabled=True)}, "Webhooken er slået fra"),
        ({"hook": Hook("https://x", given_up=2)}, "Webhooks opgivet efter et døgns forsøg: 2."),
        ({"hook": Hook("https://x", paused_until=NOW + timedelta(minutes=1))}, "der holdes pause til"),
        ({"hook": Hook("https://x", queued=1, failed={("refused", 500): 3})}, "modtageren svarede 500"),
        ({"hook": Hook("https://x", queued=1, failed={("refused", 401): 3})}, "modtageren svarede 401"),
        ({"hook": Hook("https://x", queued=1, failed={("timeout", None): 1})}, "svarede ikke i tide"),
    ],
)
def test_each_thing_that_can_be_wrong_is_said_with_a_remedy(seen: dict[str, Any], words: str) -> None:
    """Vendors: one finding for one thing, and something to do about it, which is the next step."""
    facts = replace(GOOD, **seen)
    (finding,) = _wrong(facts)
    assert words in finding.words
    assert finding.remedy
    assert next_step(facts, judge(facts))[1:] == f"{finding.remedy}."[1:]


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({"taken": []}, "Appen har ikke indberettet noget."),
        ({"written": Written(5, untraced=2)}, "2 af 5 records på Kafka har intet spor"),
        ({"taken": [Taken(TYPE, "waiting", NOW - timedelta(minutes=3))]}, "venter stadig"),
        ({"taken": [Taken(TYPE, "accepted", NOW, NOW - timedelta(days=40))]}, "mere end 30 dage siden"),
        ({"hook": Hook("https://x", delivered=1, failed={("timeout", None): 1})}, "Siden er alt leveret."),
    ],
)
def test_what_is_not_wrong_is_advice(seen: dict[str, Any], words: str) -> None:
    """Vendors: advice does not make the command end with 1."""
    facts = replace(GOOD, **seen)
    assert _wrong(facts) == []
    assert any(words in advice for advice in _advice(facts))


@pytest.mark.parametrize(
    "seen",
    [
        {"taken": [Taken(TYPE, "waiting", NOW - timedelta(seconds=30))]},
        {"taken": [Taken(TYPE, "accepted", NOW, NOW + timedelta(minutes=1))]},
        {"taken": [Taken(TYPE, "accepted", NOW)]},
        {"reading": Reading(4, {"x-app": 1}, NOW - timedelta(seconds=10))},
        {"reading": Reading(4, {"x-app": 0, "x-app-old": 4}, NOW - timedelta(hours=1))},
    ],
)
def test_what_will_be_well_in_a_moment_is_not_held_against_it(seen: dict[str, Any]) -> None:
    """Vendors: clocks a little apart, an answer just come, a group that is used no more."""
    assert {finding.severity for finding in judge(replace(GOOD, **seen))} == {"well"}


def test_the_worst_stands_first_and_the_next_step_last() -> None:
    """Vendors: no token before refusals, refusals before advice."""
    facts = replace(
        GOOD,
        signs_in="refused",
        refused=[Refused(TYPE, "conflict", ["/id"], "http")],
        written=Written(1, untraced=1),
    )
    assert [finding.severity for finding in judge(facts)] == ["wrong", "wrong", "advice"]
    lines = said(facts, judge(facts)).splitlines()
    assert lines[0] == "x-app, de seneste 60 minutter: 2 indberetninger."
    assert lines[2].startswith("GALT     Appen kan ikke få et token")
    assert lines[-1] == "Næste skridt: Giv appen nye hemmeligheder med `samspil apps rotate x-app`."
