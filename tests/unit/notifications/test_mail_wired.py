"""The channel mail is there where a mail server is named, and nowhere else."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.app import create
from services.notifications.domain.rules import SHIPPED
from services.notifications.handlers.preview import would_tell
from shared.contracts import Report
from shared.contracts.involvement import Involvement
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import NOON, designating, happened, of, reached, says, started
from tests.suites.notifications_story import accepted as accept
from tests.suites.notifications_story import asked as ask
from tests.unit.runtime.environment import ENVIRONMENT

SERVER = {"SAMSPIL_SMTP_HOST": "mail.example", "SAMSPIL_MAIL_FROM": "samspil@kommunen.example"}


@pytest.mark.parametrize(("told", "usable"), [({}, {"inbox"}), (SERVER, {"inbox", "mail"})], ids=["without", "with"])
def test_mail_is_used_where_a_server_is_named(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], usable: set[str]
) -> None:
    """Configuration: without a server the rules know no mail, so that telling and preview both leave it out."""
    for name, value in {**ENVIRONMENT, **told}.items():
        monkeypatch.setenv(name, value)
    assert create().state.ruling.now.channels == usable


@pytest.mark.parametrize(("channels", "withheld"), [(("mail",), True), (("inbox", "mail"), False)])
def test_the_preview_says_that_mail_cannot_be_used(channels: tuple[str, ...], withheld: bool) -> None:
    """P3: who can be reached by mail alone is shown as withheld, with the reason; the inbox goes on."""
    anna = uuid4()
    created = ask(anna)
    start = started(created)
    known = Involvement()
    for event in (created, accept(created), start, happened(designating(channels=channels), anna, uuid4())):
        known = known.apply(event)
    goal = reached(start)
    report: Report[Any] = says(of("kraftcenter"), anna, goal.data)
    ((_, telling, _),) = would_tell(replace(report, time=NOON), known, NOON, SHIPPED.without("mail"))
    assert [w.because for w in telling.withheld if w.recipient.kind == "relative"] == ["no_channel"] * withheld
    assert {t.channel for t in telling.told} == {"inbox"}


async def test_nobody_is_invited_where_no_mail_can_be_sent() -> None:
    """People: an invitation that cannot leave would be given up a day later; none is made."""
    world, anna = FakeWorld(), uuid4()
    world.rules = SHIPPED.without("mail")
    await world.report(says(of("paaroerende"), anna, designating(), email="eva@example.org"))
    assert await world.out(anna) == []
