"""What a municipality may change of the rules, and what comes of it (I3)."""

import pytest

from services.notifications.domain import recipient as to
from services.notifications.domain.overlay import Departure, overlay_of, with_overlay
from services.notifications.domain.rulebook import ASKED, tables
from services.notifications.domain.rules import SHIPPED, Rules
from shared.contracts import DialogueToolUsed, ReferralOverdue, Refused, SubGoalReached
from shared.contracts.codes import DESIGNABLE
from tests.suites.notifications_story import NOON, asked, designating, happened, in_loop, reached, started
from tests.unit.notifications.tellings import ANNA, CITIZEN, KRAFTCENTER, SOCIALPSYKIATRI, TEAM, Story, told, why_not


def changed(*departures: Departure) -> Rules:
    return with_overlay(SHIPPED, overlay_of(departures, SHIPPED), 1)


def test_what_is_free_keeps_every_promise() -> None:
    """I2, I3, C4, S3: nobody who is asked can be taken off, nothing said in a course can be let out, relatives hear
    only what they can be designated for, corrections and erasure stand as they are."""
    for type_, rule in SHIPPED.by_type.items():
        assert not rule.free & (ASKED | {"original", "corrector", "rel", "itself", "asked"}), type_
        assert "D" not in rule.free or type_ in DESIGNABLE
        assert rule.by_level is None or not rule.free
        if any(f".{noun}." in type_ for noun in ("plads", "foelgeskab", "forloeb")):
            assert rule.free <= {"C", "referrers"}
        if any(f".{noun}." in type_ for noun in ("borger", "besked", "rettelse", "paaroerende", "viden")):
            assert not rule.free
    assert not SHIPPED.of("dk.samspil.henvisning.fejlregistreret.v1").free


def test_whoever_is_taken_off_is_shown_as_withheld_and_why() -> None:
    """I3, P3: the citizen hears no more of it; the preview must not be silent on that."""
    created = asked(ANNA)
    start = started(created)
    story = Story(created, start)
    quieter = changed(Departure(SubGoalReached.type, withhold=frozenset({"C", "I"})))
    found = story.tells(reached(start), rules=quieter)
    assert told(found) == {}
    assert why_not(found) == {CITIZEN: "by_rules", SOCIALPSYKIATRI: "by_rules", KRAFTCENTER: "reported_it"}


def test_relatives_are_taken_off_a_type_with_their_team() -> None:
    """I3, P2: what the municipality does not tell relatives of, their team does not hear either."""
    created, designation = asked(ANNA), designating()
    start = started(created)
    story = Story(created, start, happened(designation, ANNA, designation.designation_id, by="paaroerende", at=NOON))
    found = story.tells(reached(start), rules=changed(Departure("delmaal.naaet", withhold=frozenset({"D"}))))
    sister = to.relative(ANNA, designation.designation_id)
    assert {CITIZEN, SOCIALPSYKIATRI} == set(told(found))
    assert {sister: "by_rules", TEAM: "by_rules"}.items() <= why_not(found).items()


def test_somebody_can_be_told_more() -> None:
    """I3: what ships as told to nobody can be told to those it may be told to."""
    start = started(asked(ANNA))
    story = Story(asked(ANNA), start)
    tool = DialogueToolUsed.model_validate(
        {"intervention_id": start.data.intervention_id, "tool": "other", "used_on": "2026-02-01"}
    )
    found = story.tells(in_loop(tool, start), rules=changed(Departure(tool.type, tell=frozenset({"C"}))))
    assert told(found) == {CITIZEN: None}


@pytest.mark.parametrize(
    ("departure", "pointer"),
    [
        (Departure("delmaal.udeblevet", frozenset({"C"})), "/changes/0/event_type"),
        (Departure("borger.slettet", frozenset({"C"})), "/changes/0/tell"),
        (Departure("plads.tildelt", frozenset({"I"})), "/changes/0/tell"),
        (Departure("delmaal.tabt", frozenset({"D"})), "/changes/0/tell"),
        (Departure(ReferralOverdue.type, withhold=frozenset({"N"})), "/changes/0/withhold"),
        (Departure("indsats.fejlregistreret", withhold=frozenset({"original"})), "/changes/0/withhold"),
        (Departure("delmaal.naaet", frozenset({"C"}), frozenset({"C"})), "/changes/0/withhold"),
    ],
    ids=lambda value: value.type if isinstance(value, Departure) else "",
)
def test_a_change_out_of_bounds_names_its_row(departure: Departure, pointer: str) -> None:
    """I3: 422, and the row at fault; the value is not echoed."""
    with pytest.raises(Refused) as refused:
        changed(departure)
    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert refused.value.status == 422


def test_an_overlay_from_before_is_read_for_what_is_free_today() -> None:
    """I3: a release that fixes what was free must not go on breaking its promise."""
    rules = with_overlay(
        SHIPPED, (Departure("dk.samspil.viden.modtaget.v1", frozenset({"C"}), frozenset({"concerned"})),), 4
    )
    assert rules.of("dk.samspil.viden.modtaget.v1").told == ("concerned",)


def test_the_page_has_every_type_and_says_why_one_is_fixed() -> None:
    """I3: readable by who never saw the file: each type once, each cell a choice or a reason."""
    shown = tables(SHIPPED, SHIPPED)
    assert sorted(row.event_type for table in shown for row in table.rows) == sorted(SHIPPED.by_type)
    for table in shown:
        for row in table.rows:
            assert tuple(cell.code for cell in row.cells) == table.columns
            assert all(cell.free is (cell.because is None) for cell in row.cells)
            assert all(cell.told or not cell.shipped for cell in row.cells)
