"""Channels are plug-ins: one file each, found by the register; the one in the documentation works as it stands."""

from pathlib import Path
from uuid import uuid4

import pytest

from services.notifications.app import create
from services.notifications.channels.register import installed, usable
from services.notifications.domain.delivery import Outcome
from services.notifications.domain.letter import Letter
from shared.contracts import Refused
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_sms import PUBLIC, TOKEN, Gateway, gateway, installed_from_docs, shown, sms_sender
from tests.suites.notifications_story import accepted, asked, designating, of, reached, says, started
from tests.unit.notifications.test_mail import Letters, a_delivery
from tests.unit.runtime.environment import ENVIRONMENT


@pytest.fixture
def sms(tmp_path: Path) -> object:
    with installed_from_docs(tmp_path):
        yield


def test_what_is_shipped() -> None:
    """Two ways out; mail disturbs people and needs a server, a webhook neither."""
    found = installed()
    assert {code: (way.needs, way.contact, way.disturbs_people) for code, way in found.items()} == {
        "mail": (("smtp_host", "mail_from"), "email", True),
        "webhook": ((), None, False),
    }
    assert set(usable({})) == {"webhook"}


def test_one_file_is_a_channel(sms: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its settings given, the service that starts reaches relatives over it, and its rules name what it needs."""
    for name, value in {**ENVIRONMENT, "SAMSPIL_SMS_URL": "https://sms.example", "SAMSPIL_SMS_TOKEN": "t"}.items():
        monkeypatch.setenv(name, value)
    rules = create().state.ruling.shipped
    assert (rules.channels, rules.contacts) == ({"inbox", "sms"}, {"sms": "phone"})


def test_a_code_that_is_none_is_no_channel(tmp_path: Path) -> None:
    """V1: events carry the code, so the register takes only those on the catalogue's list."""
    with installed_from_docs(tmp_path):
        (tmp_path / "sms.py").write_text(shown().replace('code="sms"', 'code="rygter"'), encoding="utf-8")
        with pytest.raises(ValueError, match="no such code"):
            installed()


@pytest.mark.parametrize(
    ("phone", "status", "code"),
    [
        ("20 12 34 56", 202, Outcome("delivered", delivered=True, status=202)),
        ("20123456", 422, Outcome("recipient_refused", status=422, lane=False)),
        ("20123456", 503, Outcome("refused", retry=True, status=503)),
        ("ring til mor", 202, Outcome("no_address", lane=False)),
        (None, 202, Outcome("no_address", lane=False)),
    ],
)
async def test_the_documented_sms(sms: object, phone: str | None, status: int, code: Outcome) -> None:
    """N1: what goes out says that there is news and where, and nothing else; what comes back is a word of ours."""
    delivery = a_delivery()
    async with gateway() as sent, sms_sender(Letters(Letter(None, phone=phone)), sent) as sender:
        sent.status = status
        assert await sender.send(delivery) == code
        taken = [(headers["authorization"], headers["idempotency-key"], body) for headers, body in sent.taken]
    text = {"to": "+4520123456", "text": f"Der er nyt i Samspil: {PUBLIC}/indbakke"}
    assert taken == ([] if code.code == "no_address" else [(f"Bearer {TOKEN}", str(delivery.id), text)])


async def test_a_gateway_that_is_away_is_tried_again(sms: object) -> None:
    """N4: nobody is given up because a machine is down."""
    away = Gateway(url="http://127.0.0.1:9/")
    async with sms_sender(Letters(Letter(None, phone="20123456")), away) as sender:
        assert await sender.send(a_delivery()) == Outcome("unreachable", retry=True)


async def test_a_designation_over_it_needs_a_number() -> None:
    """P2: a relative is designated over a channel with what it needs; what it queues is one for each channel."""
    world, anna = FakeWorld(), uuid4()
    world.rules = world.rules.over({"mail": "email", "sms": "phone"})
    with pytest.raises(Refused) as refused:
        await world.report(says(of("paaroerende"), anna, designating(channels=("sms",)), email="eva@example.org"))
    assert refused.value.errors[0].pointer == "/data/private/contact/phone"
    both = designating(channels=("mail", "sms"))
    await world.report(says(of("paaroerende"), anna, both, email="eva@example.org", phone="20123456"))
    created = asked(anna)
    start = started(created)
    for event in (created, accepted(created), start, reached(start)):
        await world.hear(event)
    out = [delivery.channel for delivery in await world.out(anna) if delivery.event_type == reached(start).type]
    assert sorted(out) == ["mail", "sms"]
