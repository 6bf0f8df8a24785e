"""How far a correction has come: one row for each corrected event."""

from dataclasses import replace
from uuid import uuid4

from shared.contracts import CorrectionReached
from shared.intake.reach import note_reach
from shared.intake.receipts import what_it_became
from shared.messaging import Unit
from tests.suites.floor_words import event, goal
from tests.unit.messaging.desk_of_one import writes_of


def test_the_last_word_of_a_unit_stands() -> None:
    """R7: told and at last, heard together: one row, with the counts of the later event, under the corrected event's id
    and with the correction that caused it."""
    unit, wrong, subject = Unit(), uuid4(), uuid4()
    first = event(subject, CorrectionReached(event_id=wrong, told=3, reached=1, outstanding=2, withheld=1))
    last = replace(first, version=2, data=first.data.model_copy(update={"reached": 3, "outstanding": 0}))
    for said in (first, last):
        note_reach(unit, said)
    assert writes_of(unit) == {"keep_correction_reach": [(wrong, subject, first.causationid, 3, 3, 0, 1, 2)]}


def test_other_events_say_nothing_of_reach() -> None:
    """R7: only what the notifications service counts is kept."""
    unit = Unit()
    note_reach(unit, event(uuid4(), goal()))
    assert writes_of(unit) == {}


def test_a_receipt_names_what_the_report_became() -> None:
    """Receipts: that a correction was counted follows from it; the report became the correction alone."""
    made = event(uuid4(), goal())
    reach = event(made.subject, CorrectionReached(event_id=uuid4(), told=0, reached=0, outstanding=0, withheld=0))
    assert what_it_became([made, reach])[0] == ((str(made.id), made.type),)
