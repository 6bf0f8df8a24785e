"""What a handler publishes, and what it may read."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.identity import Unreadable
from shared.messaging import Unit
from shared.messaging.ids import new_id, read_id
from tests.suites.floor_words import created, goal, read
from tests.unit.messaging.desk_of_one import NOW, a_work, writes_of


def test_versions_count_on() -> None:
    """Each event has the next version, the outbox holds them in that order, and the relay is told."""
    work = a_work(version=7)
    events = [work.publish(goal()) for _ in range(3)]
    rows = writes_of(work.unit)["insert_outbox"]
    assert [e.version for e in events] == [8, 9, 10]
    assert [row[0] for row in rows] == [e.id for e in events]
    assert [json.loads(str(row[5]))["ce_version"] for row in rows] == ["8", "9", "10"]
    assert work.unit.channels == {"outbox"}


def test_the_loop_an_event_belongs_to() -> None:
    """The correlationid is the loop named, else the cause's, else the event's own id."""
    work, loop, cause = a_work(), uuid4(), uuid4()
    assert work.publish(goal()).correlationid == work.unit.published[0].id
    work.cause = replace(work.cause, correlationid=cause)
    assert work.publish(goal()).correlationid == cause
    assert work.publish(goal(), correlationid=loop).correlationid == loop


def test_the_envelope_follows_the_cause() -> None:
    """causationid, department and time are the report's or event's; registered is when it was decided here."""
    work = a_work()
    event = work.publish(goal())
    assert (event.causationid, event.department, event.time) == (work.cause.id, "kraftcenter", work.cause.time)
    assert (event.registeredtime, event.source, event.subject) == (NOW, "urn:samspil:kraftcenter", work.subject)


def test_what_is_published_is_known_at_once() -> None:
    """A service never hears its own topic: publishing folds the event into the involvement."""
    work, referral = a_work(), uuid4()
    work.publish(created(referral))
    assert work.involvement.of("kraftcenter")
    assert work.involvement.referral(referral) is not None


def test_what_changes_nothing_does_not_touch() -> None:
    """Hearing what says nothing new costs nobody a second decision."""
    work = a_work()
    first = work.publish(created(uuid4()))
    again = a_work()
    again._involvement = work.involvement
    again.hear(first)
    assert not again.touched


def test_words_that_are_another_rows() -> None:
    """V1: sealed words open for the row they were sealed for alone."""
    work = a_work()
    with pytest.raises(Unreadable):
        work.unseal(work.seal(b"words", b"this row"), b"that row")


def test_opening_makes_no_key() -> None:
    """V3: where the key is gone its words are, too; asking for them makes no new one."""
    work, other = a_work(), a_work()
    with pytest.raises(Unreadable):
        work.unseal(other.seal(b"words", b"row"), b"row")
    assert writes_of(work.unit) == {}


def test_a_batch_writes_only_what_was_touched() -> None:
    """A subject nobody changed keeps its revision; a new one is inserted, a known one changed."""
    unit = Unit()
    untouched, new, known = a_work(unit), a_work(unit), a_work(unit, version=4)
    for work in (new, known):
        work.publish(read())
    for work in (untouched, new, known):
        work.put_subject()
    writes = writes_of(unit)
    assert [row[:3] for row in writes["insert_subjects"]] == [(new.subject, 1, 1)]
    (changed,) = [rows for name, rows in writes.items() if name.startswith("update_subjects")]
    assert [row[:3] for row in changed] == [(known.subject, 5, 5)]


def test_an_involvement_that_stayed_is_not_written_again() -> None:
    """In a batch: the revision and the version alone are, where the row is there already."""
    known = a_work(version=3)
    known.touch()
    known.put_subject()
    new = a_work()
    new.touch()
    new.put_subject()
    assert writes_of(known.unit) == {"update_subjects_revision_version": [(known.subject, 4, 3)]}
    assert writes_of(new.unit) == {"insert_subjects": [(new.subject, 1, 0, "{}")]}


def test_a_work_that_is_done_holds_nothing() -> None:
    """Memory: its parts point back at it, and a batch would wait for the garbage collector."""
    work = a_work()
    work.done()
    assert vars(work) == {}


def test_ids_are_like_any_other() -> None:
    """Read by the driver they equal, hash and sort as Python's own do; new ones come in order."""
    own = uuid4()
    assert read_id(str(own)) == read_id(own.hex) == own
    assert hash(read_id(str(own))) == hash(own)
    made = [new_id() for _ in range(100)]
    assert sorted(made) == made
    for text in ("", "x", str(own) + "0", own.hex[:-1] + "g"):
        with pytest.raises(ValueError, match="UUID"):
            read_id(text)
