"""What the citizen lets relatives know."""

from datetime import timedelta
from uuid import UUID

from shared.contracts import (
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    RelativeDesignated,
)
from shared.contracts.involvement import Involvement
from tests.unit.contracts.builders import NOON, event
from tests.unit.contracts.test_involved import R, after, created

P = UUID(int=21)
REACHED, STARTED = "dk.samspil.delmaal.naaet.v1", "dk.samspil.indsats.startet.v1"
NAMED = RelativeDesignated(designation_id=P, relation="friend", may_know=(REACHED,), channels=("inbox", "mail"))
CHANGED = DesignationChanged(designation_id=P, may_know=(STARTED,), channels=("mail",))
REVOKED = DesignationRevoked(designation_id=P)


def test_a_designation_stands_from_its_registration_until_it_is_revoked() -> None:
    """P2: relative, event type and channel, revocable at any time."""
    known = after(NAMED)
    (designation,) = known.standing()
    assert (designation.id, designation.since) == (P, NOON)
    assert designation.may_know == {REACHED}
    assert designation.channels == {"inbox", "mail"}
    changed = known.apply(event(CHANGED)).designation(P)
    assert changed is not None
    assert changed.may_know == {STARTED}
    assert changed.channels == {"mail"}
    assert changed.standing
    revoked = known.apply(event(REVOKED))
    assert revoked.standing() == ()
    withheld = revoked.designation(P)
    assert withheld is not None
    assert not withheld.standing
    assert withheld.may_know == {REACHED}


def test_the_relatives_team_reads_the_name_while_one_stands() -> None:
    """I2: while a designation stands `paaroerende` reads name and designations; it is not involved by that."""
    known = after(created(), NAMED)
    assert known.may_read_name("paaroerende", NOON)
    assert not known.may_read("paaroerende", NOON)
    assert not known.of("paaroerende")
    assert not known.may_read_loop("paaroerende", R, NOON)
    assert not known.may_read_name("svr", NOON)
    assert known.may_read_name("kraftcenter", NOON)
    assert not known.apply(event(REVOKED)).may_read_name("paaroerende", NOON)


def test_what_was_an_error_is_folded_out() -> None:
    """R7: with an error in a change the old matrix is back, in a revocation it stands again, in itself it never did."""
    named, changed, revoked = event(NAMED), event(CHANGED), event(REVOKED, at=NOON + timedelta(hours=1))
    known = Involvement().apply(named).apply(changed).apply(revoked)
    unrevoked = known.apply(event(DesignationEnteredInError(event_id=revoked.id)))
    assert [d.may_know for d in unrevoked.standing()] == [{STARTED}]
    unchanged = unrevoked.apply(event(DesignationEnteredInError(event_id=changed.id)))
    assert [d.may_know for d in unchanged.standing()] == [{REACHED}]
    never = unchanged.apply(event(DesignationEnteredInError(event_id=named.id)))
    assert never.standing() == ()
    gone = never.designation(P)
    assert gone is not None
    assert (gone.since, gone.may_know, gone.channels) == (None, frozenset(), frozenset())
    assert never.apply(named) is never
    assert never.apply(event(DesignationEnteredInError(event_id=named.id))) is never


def test_an_event_heard_twice_changes_nothing() -> None:
    """N2: however often it is delivered."""
    named, changed, revoked = event(NAMED), event(CHANGED), event(REVOKED)
    known = Involvement().apply(named).apply(changed).apply(revoked)
    for again in (named, changed, revoked):
        assert known.apply(again) is known
    assert Involvement.load(known.dump()) == known


def test_a_type_is_named_from_the_change_that_names_it() -> None:
    """P2, I2: a change names a type from then on; one named all along keeps its date, one named again begins anew."""
    first, second, third = NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    both = DesignationChanged(designation_id=P, may_know=(REACHED, STARTED), channels=("mail",))
    known = Involvement().apply(event(NAMED, at=first)).apply(event(both, at=second))
    designation = known.designation(P)
    assert designation is not None
    assert designation.names_since(REACHED) == first
    assert designation.names_since(STARTED) == second
    taken_away = known.apply(event(CHANGED, at=second))
    again = taken_away.apply(event(both, at=third)).designation(P)
    assert again is not None
    assert again.names_since(REACHED) == third
    assert again.names_since(STARTED) == second
    assert again.names_since("dk.samspil.henvisning.oprettet.v1") is None
