"""Receipts: one row each, and who was told beside it."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from shared.contracts import NoticeRead, NoticesDelivered, Told
from shared.contracts.answer import FieldError
from shared.intake.receipts import Receipt, latest, note_told, put_answer, put_receipt, what_it_became
from shared.messaging import Unit
from tests.suites.floor_words import event, goal
from tests.unit.messaging.desk_of_one import a_work, writes_of


def a_receipt(status: Any = "accepted") -> Receipt:
    return Receipt(uuid4(), uuid4(), "urn:samspil:app:x", uuid4(), "t", "x", "svr", status, b"digest")


def test_the_answer_to_what_waited() -> None:
    """It changes the row that is there, and nothing about who asked."""
    unit, id_ = Unit(), uuid4()
    put_answer(unit, id_, "refused", errors=(FieldError("/data/x", "Nej."),))
    (rows,) = writes_of(unit).values()
    assert rows[0][:3] == (id_, "refused", None)
    assert json.loads(str(rows[0][-1])) == [["/data/x", "Nej."]]


def test_answered_in_the_unit_it_was_made_in() -> None:
    """An update beside the insert would not see the row: the insert itself carries the answer."""
    unit, receipt, work = Unit(), a_receipt("waiting"), a_work()
    event = work.publish(goal())
    put_receipt(unit, receipt)
    put_answer(unit, receipt.receipt_id, "accepted", events=[event])
    writes = writes_of(unit)
    assert set(writes) == {"insert_receipts", "insert_receipt_events"}
    published, loop = what_it_became([event])
    assert latest(unit, receipt) == replace(receipt, status="accepted", published=published, loop=loop)
    assert writes["insert_receipt_events"] == [(event.id, receipt.receipt_id)]


def test_what_waited_is_advised_with_its_answer() -> None:
    """R8: hints stand in the final answer, whether the receipt was written before this unit or in it."""
    hints, receipt = ("Et mindre indgribende tilbud.",), a_receipt("waiting")
    before = Unit()
    put_answer(before, receipt.receipt_id, "accepted", hints=hints)
    assert latest(before, receipt).hints == hints
    within = Unit()
    put_receipt(within, receipt)
    put_answer(within, receipt.receipt_id, "accepted", hints=hints)
    assert latest(within, receipt).hints == hints


def told_of(unit: Unit, event_id: UUID, *, read: bool = False) -> None:
    told = Told(recipient_kind="department", department="svr", channel="inbox")
    note_told(unit, event(uuid4(), NoticesDelivered(event_id=event_id, told=(told,))))
    if read:
        data = NoticeRead(event_id=event_id, notice_id=uuid4(), recipient_kind="department", department="svr")
        note_told(unit, event(uuid4(), data))


def test_told_and_read_are_one_row() -> None:
    """Delivered and read in one unit, in either order: read it stays."""
    unit, id_ = Unit(), uuid4()
    told_of(unit, id_, read=True)
    told_of(unit, id_)
    (rows,) = writes_of(unit).values()
    assert rows == [(id_, "department", "svr", "inbox", True)]


def test_told_beside_the_receipt() -> None:
    """What is told in the unit that makes the receipt cannot be joined to it: it is written as it is."""
    unit, receipt = Unit(), a_receipt()
    made = event(uuid4(), goal())
    published, loop = what_it_became([made])
    put_receipt(unit, replace(receipt, published=published, loop=loop))
    told_of(unit, made.id)
    told_of(unit, uuid4())
    writes = writes_of(unit)
    assert len(writes["receipt_told_at_once"]) == len(writes["receipt_told_heard"]) == 1


def test_what_others_published_belongs_to_no_receipt_here() -> None:
    """An event heard from another service came of no report of ours: nothing is looked for."""
    unit, heard = Unit(), uuid4()
    unit.heard.add(heard)
    told_of(unit, heard)
    assert writes_of(unit) == {}


def test_other_events_tell_nobody() -> None:
    """Only what the notifications service says of delivery is noted."""
    unit = Unit()
    note_told(unit, event(uuid4(), goal()))
    assert writes_of(unit) == {}
