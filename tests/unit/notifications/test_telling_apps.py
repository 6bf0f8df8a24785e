"""Which apps are told: those of the departments that are, and never of more."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notifications.domain import recipient as to
from services.notifications.domain import wording
from services.notifications.domain.change import Change
from services.notifications.domain.receivers import Receiver, Receivers
from services.notifications.domain.recipient import Recipient, app_of, parse
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.telling import catch_up, tell
from services.notifications.domain.told import Handled, Telling
from services.notifications.handlers.preview import preview
from services.notifications.ports import Why
from shared.contracts import Event, ReferralEnteredInError, RelativeDesignated
from shared.contracts.codes import DEPARTMENTS
from shared.contracts.involvement import Involvement
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import (
    accepted,
    asked,
    designating,
    happened,
    in_loop,
    late,
    of,
    reached,
    rejected,
    says,
    started,
)
from tests.unit.notifications.tellings import ANNA

EVERYBODY = Receivers.of(Receiver(f"{code}-{n}", code) for code in DEPARTMENTS for n in (1, 2))


def tells(events: list[Event[Any]], receivers: Receivers, *earlier: Handled) -> Telling:
    """What the last of the events is told as."""
    before = after = Involvement()
    for event in events:
        before, after = after, after.apply(event)
    return tell(Change(events[-1], before, after), SHIPPED, earlier, receivers)


def apps(telling: Telling) -> set[str]:
    return {app_of(line.recipient) for line in telling.told if line.recipient.kind == "app"}


def test_each_app_of_a_department_that_is_told_is_told() -> None:
    """Both apps of the receiver, over a webhook, and asked nothing: the task is the team's."""
    telling = tells([asked(ANNA)], EVERYBODY)
    assert apps(telling) == {"kraftcenter-1", "kraftcenter-2"}
    assert {(line.channel, line.action, line.due) for line in telling.told if line.recipient.kind == "app"} == {
        ("webhook", None, None)
    }


def test_without_receivers_the_telling_is_as_it_was() -> None:
    """An app that listens changes nobody else's notices."""
    events = [asked(ANNA)]
    bare, listened = tells(events, Receivers()), tells(events, EVERYBODY)
    assert bare.told == tuple(line for line in listened.told if line.recipient.kind != "app")
    assert bare.withheld == listened.withheld


def test_an_app_hears_of_the_types_it_names() -> None:
    """Empty is every type."""
    created = asked(ANNA)
    answer = accepted(created)
    chosen = Receivers.of([Receiver("a", "kraftcenter", frozenset({answer.type})), Receiver("b", "kraftcenter")])
    assert apps(tells([created], chosen)) == {"b"}


def _stories() -> dict[str, Callable[[], list[Event[Any]]]]:
    def created() -> Event[Any]:
        return asked(ANNA)

    def self_referred() -> list[Event[Any]]:
        first = asked(ANNA, offer="peer-gruppe", origin="self", from_department=None)
        return [first, rejected(first)]

    def to_relatives() -> list[Event[Any]]:
        first = asked(ANNA, offer="paaroerende-vejledning", from_department="sel82")
        return [first, accepted(first)]

    def running(last: Callable[[Event[Any]], Event[Any]]) -> list[Event[Any]]:
        first = created()
        start = started(first)
        return [first, accepted(first), start, last(start)]

    def designated() -> list[Event[Any]]:
        first = happened(designating(), ANNA, uuid4(), by="paaroerende")
        return [first, *running(reached)]

    return {
        "asked": lambda: [created()],
        "overdue": lambda: (lambda first: [first, late(first, 2)])(created()),
        "self-referred": self_referred,
        "relatives' team a party": to_relatives,
        "running": lambda: running(reached),
        "designated": designated,
    }


@pytest.mark.parametrize("story", _stories().values(), ids=_stories().keys())
def test_an_app_is_never_told_more_than_its_departments_inbox(story: Callable[[], list[Event[Any]]]) -> None:
    """I1, I2: an app is told where its department is, and nowhere else: not of what managers, citizens or relatives
    alone are told, nor of a quiet loop, nor of what the department reported itself; `paaroerende` as any other."""
    telling = tells(story(), EVERYBODY)
    departments = {line.recipient.name for line in telling.told if line.recipient.kind == "department"}
    assert apps(telling) == {f"{code}-{n}" for code in departments for n in (1, 2)}


@given(some.sets(some.sampled_from(sorted(DEPARTMENTS))), some.sampled_from(sorted(_stories())))
def test_whoever_listens(listening: set[str], story: str) -> None:
    """The same of any set of departments with apps, whatever happened."""
    receivers = Receivers.of(Receiver(code, code) for code in listening)
    telling = tells(_stories()[story](), receivers)
    departments = {line.recipient.name for line in telling.told if line.recipient.kind == "department"}
    assert apps(telling) == departments & listening


def test_a_newcomers_apps_catch_up_with_it() -> None:
    """I1: what the loop had before comes to the department and its apps together, or to neither."""
    created = asked(ANNA)
    came = Change(created, Involvement(), Involvement())
    late_told = catch_up(Handled(created, frozenset()), "sel82", SHIPPED, came, EVERYBODY)
    assert [line.recipient.key for line in late_told] == [
        "department:sel82", "app:sel82/sel82-1", "app:sel82/sel82-2",
    ]  # fmt: skip
    known = Handled(created, frozenset({to.department("sel82")}))
    assert catch_up(known, "sel82", SHIPPED, came, EVERYBODY) == ()


def test_a_correction_reaches_the_apps_that_heard_the_original() -> None:
    """R7: whatever types they name now; one that listens no more is withheld, with the reason."""
    created = asked(ANNA)
    correction = in_loop(ReferralEnteredInError(referral_id=created.correlationid), created, "socialpsykiatri")
    heard, left = to.app("kraftcenter", "a"), to.app("kraftcenter", "gone")
    original = Handled(created, frozenset({to.department("kraftcenter"), heard, left}))
    receivers = Receivers.of([Receiver("a", "kraftcenter", frozenset({RelativeDesignated.type}))])
    telling = tells([created, correction], receivers, original)
    assert apps(telling) == {"a"}
    assert dict(telling.withheld)[left] == "no_webhook"
    assert wording.not_because("no_webhook", left) == "Fagsystemet i Kraftcenter tager ikke længere imod."


def test_an_apps_address_names_its_department() -> None:
    """An app that goes over to another department is another recipient; the key reads back."""
    recipient = to.app("kraftcenter", "k-app")
    assert (recipient.department, app_of(recipient), parse(recipient.key)) == ("kraftcenter", "k-app", recipient)
    assert recipient != to.app("sel82", "k-app")
    assert isinstance(parse(recipient.key), Recipient)


async def test_a_preview_shows_the_apps(world: FakeWorld) -> None:
    """P3: by name, with channel, fields and reason; by the very function that tells."""
    anna: UUID = uuid4()
    fact = asked(anna).data.model_copy(update={"answer_due": None})
    report = says(of("socialpsykiatri"), anna, fact)
    found = await preview(report, Why("sagsbehandling"), world.now, world, receivers=EVERYBODY)
    first = next(recipient for recipient in found.recipients if recipient.recipient_kind == "app")
    assert (first.department, first.name, first.channel) == ("kraftcenter", "kraftcenter-1", "webhook")
    assert first.because == "Fagsystemet får besked om det samme som Kraftcenter."
    assert "text" not in first.fields
