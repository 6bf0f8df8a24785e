"""The classes are the catalogue's, no more and no fewer."""

from uuid import uuid4

import pytest
from pydantic import ValidationError

import shared.contracts
from shared.contracts import PREFIX, Fact, MadeBySamspil, ReferralAccepted, every_fact, fact_of
from shared.contracts.codes import DESIGNABLE, TYPE_ROWS

CATALOGUE = """
referral: henvisning.oprettet henvisning.accepteret henvisning.afvist henvisning.sat_i_bero henvisning.genoptaget
 henvisning.ivaerksat* henvisning.gennemfoert henvisning.opgivet henvisning.annulleret henvisning.fejlregistreret
 henvisning.overskredet* henvisning.modstrid* afgoerelse.truffet borger.slettet* noedadgang.henvisninger*
kraftcenter: indsats.startet indsats.afsluttet indsats.fejlregistreret indsatsmaal.fastsat delmaal.aftalt delmaal.naaet
 delmaal.tabt opfoelgning.holdt opfoelgning.overskredet* dialogvaerktoej.anvendt forloeb.aabnet forloeb.moede_afholdt
 forloeb.lukket_for_optag* forloeb.afsluttet plads.tildelt* plads.venteliste* plads.frigivet* foelgeskab.startet
 foelgeskab.afsluttet noedadgang.indsatser*
notifications: paaroerende.udpeget paaroerende.aendret paaroerende.tilbagekaldt paaroerende.fejlregistreret
 viden.modtaget* besked.leveret* besked.laest* besked.kvitteret* besked.opgivet* rettelse.naaet_ud*
 noedadgang.tidslinje*
intake: kvittering.accepteret* kvittering.venter* kvittering.afvist*
"""


def _rows() -> list[tuple[str, str, bool]]:
    rows: list[tuple[str, str, bool]] = []
    owner = ""
    for word in CATALOGUE.split():
        if word.endswith(":"):
            owner = word[:-1]
        else:
            rows.append((f"{PREFIX}{word.rstrip('*')}.v1", owner, not word.endswith("*")))
    return rows


def test_every_type_has_its_class_owner_and_sign() -> None:
    """Each type of the catalogue is there once, with the service that owns it and whether it may be reported."""
    assert sorted((f.type, f.owner, f.reported) for f in every_fact()) == sorted(_rows())


def test_every_type_has_a_name_people_read() -> None:
    """The list of names and the list of classes agree, so that no page ever shows a type instead of a name."""
    assert set(TYPE_ROWS) == {fact.type for fact in every_fact()}


def test_what_a_relative_may_know_is_what_the_catalogue_marks() -> None:
    """P2: a designation names only types that have the sign D."""
    short = {t.removeprefix(PREFIX).removesuffix(".v1") for t in DESIGNABLE}
    assert short == {
        "henvisning.oprettet", "henvisning.accepteret", "henvisning.gennemfoert", "indsats.startet",
        "indsats.afsluttet", "delmaal.naaet",
    }  # fmt: skip


def test_only_samspil_sets_the_clocks() -> None:
    """The fields only a service fills in are the moments its clocks run out."""
    marked = {
        f"{fact.__name__}.{name}"
        for fact in every_fact()
        for name, field in fact.model_fields.items()
        if any(isinstance(mark, MadeBySamspil) for mark in field.metadata)
    }
    assert marked == {
        "ReferralCreated.answer_due", "ReferralAccepted.next_step_due", "ReferralResumed.next_step_due",
    }  # fmt: skip


def test_every_class_has_a_docstring_and_is_exported() -> None:
    """The published language is complete in one import and explains itself."""
    for fact in every_fact():
        assert fact.__doc__
        assert getattr(shared.contracts, fact.__name__) is fact
        assert fact.__name__ in shared.contracts.__all__


def test_a_newer_writers_field_is_passed_over() -> None:
    """A new optional field is compatible: an older reader reads past it."""
    data = {"referral_id": str(uuid4()), "by_department": "kraftcenter", "later": True}
    assert ReferralAccepted.model_validate(data).by_department == "kraftcenter"


def test_an_error_never_repeats_what_was_sent() -> None:
    """V1: a validation error that reaches a log holds no value."""
    with pytest.raises(ValidationError) as caught:
        ReferralAccepted.model_validate({"referral_id": "0101901234", "by_department": "Jens Hansen"})
    assert "0101901234" not in str(caught.value)
    assert "Jens" not in str(caught.value)


def test_two_classes_cannot_claim_one_type() -> None:
    """A type on the wire means one thing."""
    with pytest.raises(TypeError, match="two classes claim"):
        type("Again", (Fact,), {}, noun_fact="henvisning.oprettet")


def test_a_type_nobody_owns_has_no_class() -> None:
    """Unknown types are told apart from ours, so that they can be refused or read past."""
    assert fact_of(f"{PREFIX}fremmoede.registreret.v1") is None


def test_every_id_in_the_data_is_named() -> None:
    """Intake sees which ids a report rests on, whatever they name."""
    referral_id = uuid4()
    assert ReferralAccepted(referral_id=referral_id, by_department="svr").named_ids() == {referral_id}
