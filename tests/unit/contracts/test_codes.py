"""The closed lists, their words and the offers' rules."""

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contracts import display
from shared.contracts.codes import (
    AUTHORITY,
    DEPARTMENTS,
    FIXED,
    OFFERS,
    RELATIVES_TEAM,
    THEMES,
    DepartmentCode,
    DesignableType,
    LegalBasis,
    OfferCode,
    ThemeCode,
    read_list,
)


@pytest.mark.parametrize(
    ("type_", "codes"),
    [
        (DepartmentCode, list(DEPARTMENTS)),
        (OfferCode, list(OFFERS)),
        (ThemeCode, list(THEMES)),
        (LegalBasis, ["SEL-82d", "SEL-85"]),
    ],
    ids=["department", "offer", "theme", "legal basis"],
)
def test_a_list_from_data_is_closed(type_: Any, codes: list[str]) -> None:
    """Departments, offers and themes are data, yet nothing outside the list is read; the schema names every code."""
    adapter: TypeAdapter[str] = TypeAdapter(type_)
    assert adapter.json_schema() == {"type": "string", "enum": codes}
    assert [adapter.validate_python(code) for code in codes] == codes
    with pytest.raises(ValidationError):
        adapter.validate_python("andet")


def test_the_departments_shipped() -> None:
    """Domain: five departments; one decides (R6), one looks after relatives (P1)."""
    assert list(DEPARTMENTS) == ["svr", "socialpsykiatri", "kraftcenter", "sel82", "paaroerende"]
    assert (AUTHORITY, RELATIVES_TEAM) == ("svr", "paaroerende")


@pytest.mark.parametrize(
    ("offers", "run_by", "basis", "senders"),
    [
        ("polaris-gruppe polaris-individuel polaris-doegn", "socialpsykiatri", "SEL-85", {"svr"}),
        ("kraftcenter-traening kraftcenter-hjaelp", "kraftcenter", None, set(DEPARTMENTS)),
        ("peer-gruppe foelgeskab", "kraftcenter", "SEL-82d", {"sel82"}),
        ("paaroerende-vejledning paaroerende-netvaerk", "paaroerende", None, set(DEPARTMENTS)),
    ],
)
def test_who_may_refer_follows_from_the_offer(offers: str, run_by: str, basis: str | None, senders: set[str]) -> None:
    """R5: run by, legal basis and senders are the offer's; the citizen may always, a relative to relatives' offers."""
    for code in offers.split():
        offer = OFFERS[code]
        assert (offer.run_by, offer.legal_basis, set(offer.senders)) == (run_by, basis, senders)
        assert offer.needs_decision == (basis == "SEL-85")
        assert offer.citizen
        assert offer.relative == (run_by == RELATIVES_TEAM)


def test_offers_are_ordered_by_how_far_they_reach_into_a_life() -> None:
    """R8: relatives' and peer offers, Kraftcenter, POLARIS group, individual, round-the-clock."""
    order = sorted(OFFERS.values(), key=lambda offer: offer.intrusiveness)
    assert [o.code for o in order][-3:] == ["polaris-gruppe", "polaris-individuel", "polaris-doegn"]
    assert {o.run_by for o in order[:6] if o.intrusiveness == 2} == {"kraftcenter"}


def test_ffb_codes_stand_beside_the_eleven_themes() -> None:
    """The eleven themes carry their code, each its own; the municipality's three carry none."""
    codes = [theme.ffb for theme in THEMES.values() if theme.ffb]
    assert len(set(codes)) == 11
    assert [theme.code for theme in THEMES.values() if theme.ffb is None] == [
        "netvaerk-og-faellesskaber", "borgeren-i-centrum", "sundhed",
    ]  # fmt: skip


@pytest.mark.parametrize("name", FIXED)
def test_every_code_of_a_fixed_list_has_a_word(name: str) -> None:
    """The lists and their Danish words agree, both ways."""
    codes = get_args(FIXED[name])
    assert set(read_list("words")[name]) == set(codes)
    assert all(display.word(name, code) for code in codes)


def test_words_for_what_people_read() -> None:
    """Pages get their names in one place; what no department did, Samspil did."""
    assert display.department_name("svr") == "Visitationen (SVR)"
    assert display.department_name(None) == "Samspil"
    assert display.offer_name("peer-gruppe") == "Peer-gruppeforløb"
    assert display.theme_name("relationer") == "Relationer"
    assert display.type_name("dk.samspil.delmaal.naaet.v1") == "Delmål nået"
    assert display.type_name("dk.samspil.noget.nyt.v1") == "dk.samspil.noget.nyt.v1"
    assert display.ffb_code("goal_kind", "develop") == "d41c8072-52f8-42b5-9375-ddbea454d27f"
    assert display.ffb_code("reason", "other") is None


def test_a_designated_type_may_be_written_as_in_the_catalogue() -> None:
    """P2: `delmaal.naaet` is the whole type; a type without the sign D is no choice."""
    adapter: TypeAdapter[str] = TypeAdapter(DesignableType)
    assert adapter.validate_python("delmaal.naaet") == "dk.samspil.delmaal.naaet.v1"
    assert adapter.validate_python("dk.samspil.delmaal.naaet.v1") == "dk.samspil.delmaal.naaet.v1"
    with pytest.raises(ValidationError):
        adapter.validate_python("delmaal.tabt")
