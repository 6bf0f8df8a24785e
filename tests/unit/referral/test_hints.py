"""Which less intrusive offers a referral passes over."""

from dataclasses import replace
from uuid import uuid4

import pytest

from shared.contracts import Reporter, referring
from shared.contracts.codes import DEPARTMENTS, OFFERS
from shared.contracts.referring import MOST_HINTS, hints, open_to
from tests.suites.referral_hints import *  # noqa: F403  (whatever the suite holds is to be run)
from tests.suites.referral_story import citizen, of, relative

ANNA = uuid4()
EVERYBODY = [*map(of, DEPARTMENTS), citizen(ANNA), relative(ANNA)]


def named(offer: str, by: Reporter, *tried: str) -> list[str]:
    """The codes of the offers that are named, in order."""
    names = {known.name: known.code for known in OFFERS.values()}
    said = hints(offer, by, frozenset(tried))
    return [names[sentence.split("”")[1]] for sentence in said]


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("by", EVERYBODY, ids=lambda who: who.name)
def test_only_less_intrusive_offers_that_are_open_are_named(offer: str, by: Reporter) -> None:
    """R8, R5: an offer that intrudes as much, or that the sender may not use, is no alternative."""
    said = named(offer, by)
    assert all(OFFERS[each].intrusiveness < OFFERS[offer].intrusiveness for each in said)
    assert all(open_to(OFFERS[each], by) for each in said)
    assert len(said) <= MOST_HINTS


def test_the_order_of_the_offers_is_the_municipalitys() -> None:
    """R8: relatives' and peer offers, Kraftcenter, POLARIS group, individual, round-the-clock; the nearest first."""
    assert named("polaris-doegn", of("kraftcenter"))[:2] == ["polaris-individuel", "polaris-gruppe"]
    assert named("polaris-gruppe", of("sel82"))[:2] == ["kraftcenter-traening", "kraftcenter-hjaelp"]
    assert named("kraftcenter-traening", of("svr")) == ["paaroerende-vejledning", "paaroerende-netvaerk"]
    assert named("kraftcenter-traening", of("sel82"))[:2] == ["peer-gruppe", "paaroerende-vejledning"]
    assert named("peer-gruppe", citizen(ANNA)) == []


@pytest.mark.parametrize("by", [of("sel82"), citizen(ANNA)], ids=lambda who: who.name)
def test_what_is_for_participants_of_a_course_is_not_advised(by: Reporter) -> None:
    """R8, C6: companionship is given beside a course; by itself it is no alternative to anything."""
    assert "foelgeskab" not in named("kraftcenter-traening", by, "peer-gruppe", "paaroerende-vejledning")


def test_what_was_tried_is_not_named() -> None:
    """R8: an offer that was asked for before is not skipped."""
    rest = named("polaris-gruppe", of("svr"), "kraftcenter-traening", "paaroerende-netvaerk")
    assert rest == ["kraftcenter-hjaelp", "paaroerende-vejledning"]


def test_a_hint_is_one_danish_sentence_about_the_offer_alone() -> None:
    """R8, V1: the offer's name, and no value of the report."""
    (first, *_) = hints("polaris-gruppe", of("svr"), frozenset())
    assert first == "Et mindre indgribende tilbud er også muligt: ”Kraftcenter, træning”."


def test_a_hint_is_in_the_words_of_who_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """R8: what is a department's word is not said to a citizen or a relative."""
    (first, *_) = hints("polaris-gruppe", citizen(ANNA), frozenset())
    assert first == "Der er også noget, der fylder mindre i hverdagen: ”Kraftcenter, træning”."
    network = replace(OFFERS["paaroerende-netvaerk"], intrusiveness=2)
    monkeypatch.setattr(referring, "OFFERS", {**OFFERS, network.code: network})
    (only,) = hints(network.code, relative(ANNA), frozenset())
    assert only == "Du kan også bede om noget, der fylder mindre i hverdagen: ”Vejledning til pårørende”."
