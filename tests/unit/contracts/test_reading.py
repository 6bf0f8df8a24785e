"""The strict reading of what is reported."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given

from shared.contracts import (
    Contact,
    EligibilityDecided,
    Fact,
    GoalSet,
    MadeBySamspil,
    Private,
    Refused,
    RelativeDesignated,
    every_fact,
)
from shared.contracts.cloudevents import RawReport
from shared.contracts.codes import OFFERS
from shared.contracts.reading import read_private, read_report, read_report_data
from shared.contracts.report import Reporter
from tests.unit.contracts.builders import facts

CREATED = "dk.samspil.henvisning.oprettet.v1"
APP = Reporter("kraftcenter-app", "app", "kraftcenter")


def created(**changes: Any) -> dict[str, Any]:
    whole = {
        "referral_id": str(uuid4()),
        "from_department": "socialpsykiatri",
        "to_department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "priority": "routine",
        "themes": ["relationer"],
        "origin": "professional",
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not ...}


def pointers(type_: str, data: dict[str, Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        read_report_data(type_, data)
    assert caught.value.status == 422
    return [error.pointer for error in caught.value.errors]


@given(facts(reported_only=True))
def test_what_the_catalogue_allows_is_read(fact: Fact) -> None:
    """Every type that may be reported is read strictly as it stands, whatever codes, ids and days it holds."""
    if isinstance(fact, EligibilityDecided):
        assume(OFFERS[fact.offer].needs_decision)
    data = json.loads(fact.model_dump_json(exclude_none=True))
    own = {n for n, f in type(fact).model_fields.items() if any(isinstance(m, MadeBySamspil) for m in f.metadata)}
    sent = {name: value for name, value in data.items() if name not in own | {"legal_basis"}}
    if isinstance(fact, GoalSet):
        sent = {name: value for name, value in sent.items() if name != "decision_id"} | {
            "intervention_id": str(uuid4())
        }
    read = read_report_data(fact.type, sent)
    again = json.loads(read.model_dump_json(exclude_none=True))
    assert {name: value for name, value in again.items() if name != "legal_basis"} == sent


@pytest.mark.parametrize("fact", [f for f in every_fact() if not f.reported], ids=lambda f: f.type)
def test_what_only_samspil_makes_is_refused(fact: type[Fact]) -> None:
    """The sign for it in the catalogue: a report of such a type is refused."""
    assert pointers(fact.type, {}) == ["/type"]


def test_a_type_nobody_owns_is_refused() -> None:
    """C4: attendance is on no list, so it is refused like any type that does not exist."""
    assert pointers("dk.samspil.fremmoede.registreret.v1", {}) == ["/type"]


@pytest.mark.parametrize("value", ["2026-12-01T12:00:00+01:00", None, ...])
def test_a_field_only_samspil_fills_in_is_refused(value: Any) -> None:
    """A reporter sets no clock: the field is refused even when empty, and not missed when left out."""
    if value is ...:
        read_report_data(CREATED, created())
    else:
        assert pointers(CREATED, created(answer_due=value)) == ["/data/answer_due"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"priority": ...}, "/data/priority"),
        ({"priority": "meget"}, "/data/priority"),
        ({"priority": None}, "/data/priority"),
        ({"referral_id": "1"}, "/data/referral_id"),
        ({"referral_id": 1}, "/data/referral_id"),
        ({"themes": "relationer"}, "/data/themes"),
        ({"themes": ["relationer", "andet"]}, "/data/themes/1"),
        ({"themes": ["relationer"] * 15}, "/data/themes"),
        ({"to_department": "andet"}, "/data/to_department"),
        ({"hastegrad": "akut"}, "/data/hastegrad"),
        ({"private": {}}, "/data/private"),
        ({"themes": ["\ud800"]}, "/data"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(changes: dict[str, Any], pointer: str) -> None:
    """422 with a JSON pointer into the CloudEvent."""
    assert pointers(CREATED, created(**changes)) == [pointer]


@pytest.mark.parametrize("name", ["Jens Hansen", "0101901234", "note/1", "Æ", ""])
def test_a_made_up_name_that_could_identify_is_not_repeated(name: str) -> None:
    """V1: an unknown field is named only where its name can be nothing but a field's."""
    assert pointers(CREATED, created(**{name: 1})) == ["/data"]


def test_no_error_repeats_a_value() -> None:
    """No error ever repeats a value that was sent."""
    with pytest.raises(Refused) as caught:
        read_report_data(CREATED, created(priority="Jens Hansen", referral_id="0101901234", offer="hemmeligt"))
    told = f"{caught.value} {caught.value.detail} {caught.value.errors}"
    assert not any(word in told for word in ("Jens", "0101901234", "hemmeligt"))
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("day", [5, "5", "20260101", "2026-01-01T00:00:00", "1899-12-31", "2200-01-01", True])
def test_a_day_is_a_plain_date_that_can_be_reckoned_with(day: Any) -> None:
    """Days are written as dates, and lie where weeks and working days can be added without overflow."""
    data = {"referral_id": str(uuid4()), "reason": "moved", "until": day}
    assert pointers("dk.samspil.henvisning.sat_i_bero.v1", data) == ["/data/until"]


def test_a_reason_is_required() -> None:
    """R3: a rejection, a hold, a failure and a cancellation say why."""
    for fact in ("afvist", "sat_i_bero", "opgivet", "annulleret"):
        assert "/data/reason" in pointers(f"dk.samspil.henvisning.{fact}.v1", {"referral_id": str(uuid4())})


def test_the_legal_basis_follows_from_the_offer() -> None:
    """R5: left out it is filled in, and another one is refused."""
    read = read_report_data(CREATED, created(offer="peer-gruppe"))
    assert read.model_dump()["legal_basis"] == "SEL-82d"
    assert read_report_data(CREATED, created()).model_dump()["legal_basis"] is None
    assert pointers(CREATED, created(legal_basis="SEL-85")) == ["/data/legal_basis"]
    assert pointers(CREATED, created(offer="polaris-gruppe", legal_basis="SEL-82d")) == ["/data/legal_basis"]


def test_only_an_offer_that_needs_it_is_decided_on() -> None:
    """R6: the authority decides on offers under SEL-85; the others ask for no decision."""
    decision = {n: str(uuid4()) for n in ("decision_id", "referral_id")}
    data = {**decision, "offer": "peer-gruppe", "granted": True, "assessed_on": "2026-11-20"}
    assert pointers("dk.samspil.afgoerelse.truffet.v1", data) == ["/data/offer"]
    read = read_report_data("dk.samspil.afgoerelse.truffet.v1", {**data, "offer": "polaris-doegn"})
    assert read.model_dump()["legal_basis"] == "SEL-85"


def test_a_goal_belongs_to_a_decision_or_to_an_intervention() -> None:
    """G1: exactly one of the two."""
    goal = {"goal_id": str(uuid4()), "themes": [], "kind": "develop"}
    both = {"decision_id": str(uuid4()), "intervention_id": str(uuid4())}
    wrong = ["/data/decision_id", "/data/intervention_id"]
    assert pointers("dk.samspil.indsatsmaal.fastsat.v1", goal) == wrong
    assert pointers("dk.samspil.indsatsmaal.fastsat.v1", {**goal, **both}) == wrong
    read_report_data("dk.samspil.indsatsmaal.fastsat.v1", {**goal, "decision_id": str(uuid4())})


def test_a_designation_names_only_what_a_relative_may_know() -> None:
    """P2: `may_know` takes only types with the sign D, in full or as the catalogue writes them."""
    type_ = "dk.samspil.paaroerende.udpeget.v1"
    data = {"designation_id": str(uuid4()), "relation": "friend", "may_know": ["delmaal.naaet"], "channels": ["inbox"]}
    read = read_report_data(type_, data)
    assert isinstance(read, RelativeDesignated)
    assert read.may_know == ("dk.samspil.delmaal.naaet.v1",)
    assert pointers(type_, {**data, "may_know": ["dk.samspil.delmaal.tabt.v1"]}) == ["/data/may_know/0"]


def _raw(data: dict[str, Any]) -> RawReport:
    return RawReport(UUID(int=1), "urn:samspil:web", CREATED, UUID(int=2), datetime(2026, 11, 22, tzinfo=UTC), data)


def test_private_words_are_taken_apart_from_the_data() -> None:
    """Over HTTP `private` stands beside the fact, never in it; on Kafka it is refused."""
    raw = _raw(created(private={"note": "Ring først.", "contact": {"name": "Bo", "email": "bo@example.org"}}))
    report = read_report(raw, APP, private_allowed=True)
    assert report.private == Private(note="Ring først.", contact=Contact(name="Bo", email="bo@example.org"))
    assert "private" not in report.data.model_dump()
    assert "private" in raw.data
    with pytest.raises(Refused) as caught:
        read_report(raw, APP, private_allowed=False)
    assert [error.pointer for error in caught.value.errors] == ["/data/private"]
    assert read_report(_raw(created()), APP, private_allowed=False).private == Private()


@pytest.mark.parametrize(
    ("words", "pointer"),
    [
        ([], "/data/private"),
        ({"note": 1}, "/data/private/note"),
        ({"note": "x" * 20_001}, "/data/private/note"),
        ({"note": "a\x00b"}, "/data/private/note"),
        ({"andet": "x"}, "/data/private/andet"),
        ({"0101901234": "x"}, "/data/private"),
        ({"contact": "Bo"}, "/data/private/contact"),
        ({"contact": {"cpr": "0101901234"}}, "/data/private/contact/cpr"),
        ({"contact": {"email": "bo"}}, "/data/private/contact/email"),
        ({"contact": {"name": "Bo\nBcc: x"}}, "/data/private/contact/name"),
        ({"contact": {"phone": "1" * 41}}, "/data/private/contact/phone"),
    ],
    ids=str,
)
def test_private_words_are_bounded_and_plain(words: Any, pointer: str) -> None:
    """Texts have a length, no characters that cannot be stored or that break a mail's headers, and known names."""
    with pytest.raises(Refused) as caught:
        read_private(words)
    assert [error.pointer for error in caught.value.errors] == [pointer]


def test_more_fields_than_any_type_has() -> None:
    """Bounds: what is refused anyway costs one error, not one a field."""
    assert pointers(CREATED, created(**{f"x{n}": 1 for n in range(100)})) == ["/data"]
    assert len(pointers(CREATED, created(**{f"x{n}": 1 for n in range(90)}))) == 90
