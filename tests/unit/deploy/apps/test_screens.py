"""What a person reads: plain Danish, everything needed to connect, each secret once."""

from dataclasses import replace
from pathlib import Path

from deploy.cli.apps import listing, screen, work
from deploy.cli.apps.houses import ByHand
from deploy.cli.apps.ports import Secrets
from deploy.cli.apps.work import Outstanding
from tests.unit.deploy.apps.house import World, a_house

SECRETS = Secrets(client="c" * 48, kafka="k" * 48)


def test_a_new_app_is_told_all_it_needs(tmp_path: Path) -> None:
    """`add`: both doors with their secrets, once each, source and topics, and what to do next."""
    said = screen.added(a_house(tmp_path, World()), "skole", "kraftcenter", SECRETS)
    assert (said.count(SECRETS.client), said.count(SECRETS.kafka)) == (1, 1)
    for needed in (
        "urn:samspil:app:skole",
        "https://issuer/token",
        "broker:9092",
        "SASL_SSL, SCRAM-SHA-512",
        "intake.skole\n",
        "intake.skole.receipts",
        "vises kun denne ene gang",
        "samspil apps check skole",
        "samspil apps webhook set skole",
    ):
        assert needed in said


def test_a_client_made_by_hand_has_its_secret_from_the_issuer(tmp_path: Path) -> None:
    """Without Keycloak one line says which client with which claims; a secret nobody made is not shown."""
    house = replace(a_house(tmp_path, World()), clients=ByHand())
    said = screen.added(house, "skole", "kraftcenter", SECRETS)
    assert SECRETS.client not in said
    (line,) = (line for line in said.splitlines() if "hos udstederen" in line)
    for claim in ("client id skole", "audience samspil", "rollen app", "department=kraftcenter"):
        assert claim in line
    assert "udstederen" in screen.removed("skole", house, True)


def test_new_secrets_say_what_they_mean_for_a_running_app(tmp_path: Path) -> None:
    """`rotate`: Kafka knows one password a user, so the app must be given the new one and be restarted."""
    said = screen.rotated(a_house(tmp_path, World()), "skole", "svr", SECRETS)
    assert "de gamle gælder ikke mere" in said
    assert "genstart" in said


def test_what_is_outstanding_is_told_by_service() -> None:
    """`remove`: who is waited for, and how to go on."""
    said = screen.unanswered("skole", Outstanding({"referral": 3, "kraftcenter": 0}, 2))
    assert "referral har 3 ulæste, 2 indberetninger afventer afgørelse" in said
    assert "kraftcenter" not in said
    assert "--now" in said


def test_a_webhook_that_may_be_left_is_told(tmp_path: Path) -> None:
    """Nobody believes that an address is gone when nobody could ask."""
    house = a_house(tmp_path, World())
    assert "webhook" in screen.removed("skole", house, False)
    assert "webhook" not in screen.removed("skole", house, True)


def test_the_list_has_the_half_ones_too(tmp_path: Path) -> None:
    """`list`: an app whose user is missing, one that is not registered, and one in order."""
    world = World()
    house = a_house(tmp_path, world)
    for name in ("billed", "dans", "musik"):
        work.add(house, name, "svr")
    del world.users["dans"]
    house.register.take("musik")
    lines = listing.table(house).splitlines()
    assert lines[0].startswith("App")
    assert ["i orden" in lines[1], "mangler bruger" in lines[2], "ikke registreret" in lines[3]] == [True] * 3


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    """No table of nothing."""
    assert listing.table(a_house(tmp_path, World())) == "Der er ingen.\n"
