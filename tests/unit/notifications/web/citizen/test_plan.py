"""What is under way, folded from the citizen's timeline."""

from typing import Any
from uuid import UUID, uuid4

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web import plain
from services.notifications.web.citizen.plan import folded
from shared.contracts.codes import DESIGNABLE, FIXED, OFFERS, Relation
from tests.unit.notifications.web.records import an_entry

REFERRAL, START, COURSE = str(uuid4()), str(uuid4()), str(uuid4())
ASKED = {"referral_id": REFERRAL, "offer": "kraftcenter-hjaelp", "to_department": "kraftcenter", "origin": "self"}
BEGUN = {"intervention_id": START, "offer": "kraftcenter-hjaelp", "department": "kraftcenter",
         "follow_up_on": "2027-02-01"}  # fmt: skip


def said(*steps: tuple[str, dict[str, Any]]) -> list[TimelineEntry]:
    return [an_entry(type_, **data) for type_, data in steps]


def test_a_referral_is_where_its_last_move_brought_it() -> None:
    """R2, G3: also back from a hold, to where it was before."""
    of = {"referral_id": REFERRAL}
    steps = [("henvisning.oprettet", ASKED), ("henvisning.accepteret", of), ("henvisning.sat_i_bero", of)]
    assert folded(said(*steps)).asked[UUID(REFERRAL)].state == "on-hold"
    plan = folded(said(*steps, ("henvisning.genoptaget", of)))
    assert plan.asked[UUID(REFERRAL)].state == "accepted"
    assert plan.answered_by("kraftcenter-hjaelp") == UUID(REFERRAL)
    assert not folded(said(*steps, ("henvisning.annulleret", of))).asked[UUID(REFERRAL)].open


def test_a_decided_application_stays_decided() -> None:
    """R6, G3: the completion that follows does not hide a refusal; nothing is left to take back."""
    of = {"referral_id": REFERRAL}
    for granted, state in ((True, "granted"), (False, "refused")):
        decided = {**of, "granted": granted}
        steps = said(("henvisning.oprettet", ASKED), ("afgoerelse.truffet", decided), ("henvisning.gennemfoert", of))
        asked = folded(steps).asked[UUID(REFERRAL)]
        assert (asked.state, asked.open) == (state, False)
    assert plain.state("refused", "svr") == "Visitationen har sagt nej."


def test_what_was_corrected_counts_as_never_said() -> None:
    """R7: one step entered in error, and a whole referral."""
    created, accepted = said(("henvisning.oprettet", ASKED), ("henvisning.accepteret", {"referral_id": REFERRAL}))
    step = an_entry("henvisning.fejlregistreret", referral_id=REFERRAL, event_id=str(accepted.event_id))
    assert folded([created, accepted, step]).asked[UUID(REFERRAL)].state == "requested"
    whole = an_entry("henvisning.fejlregistreret", referral_id=REFERRAL, event_id=None)
    assert folded([created, accepted, whole]).asked == {}
    (begun,) = said(("indsats.startet", BEGUN))
    wrong = an_entry("indsats.fejlregistreret", event_id=str(begun.event_id))
    assert folded([begun]).running
    assert not folded([begun, wrong]).running


def test_an_intervention_runs_until_it_ends_and_a_place_until_it_is_given_back() -> None:
    """G3, C3: the next follow-up is the last one agreed."""
    held = {"intervention_id": START, "next_on": "2027-03-01"}
    plan = folded(said(("indsats.startet", BEGUN), ("opfoelgning.holdt", held)))
    assert str(plan.running[UUID(START)].follow_up_on) == "2027-03-01"
    assert not folded(said(("indsats.startet", BEGUN), ("indsats.afsluttet", {"intervention_id": START}))).running
    on = {"course_id": COURSE}
    assert folded(said(("plads.venteliste", on), ("plads.tildelt", on))).places == {UUID(COURSE): "place"}
    assert folded(said(("plads.tildelt", on), ("plads.frigivet", on))).places == {}


def test_everything_a_citizen_meets_has_plain_words() -> None:
    """People: every offer open to them, type, state and relation; none speaks of "borgeren" to the citizen."""
    for offer in OFFERS:
        assert plain.offer(offer), offer
    for type_ in DESIGNABLE:
        assert plain.short(type_) != plain.may_know(type_, "citizen") != plain.may_know(type_, "relative")
    for state in FIXED["referral_state"].__args__:
        assert plain.state(state, "kraftcenter") or state == "entered-in-error"
    for relation in Relation.__args__:  # type: ignore[attr-defined] # a Literal's codes
        assert plain.word("relation", relation) != relation
    assert "borger" not in plain._FILE.read_text(encoding="utf-8").partition("\n")[2].lower()
