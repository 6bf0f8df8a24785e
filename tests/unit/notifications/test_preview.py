"""Who gets what, asked beforehand."""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from services.notifications.domain.notice import Notice
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.shown import Preview
from services.notifications.domain.told import Telling, Told
from services.notifications.handlers.preview import fields, preview, would_tell
from services.notifications.ports import Why
from shared.contracts import (
    Event,
    Fact,
    FollowUpOverdue,
    KnowledgeReceived,
    NoticesDelivered,
    ReferralCancelled,
    ReferralRejected,
    Refused,
    Reporter,
)
from shared.contracts.codes import Level
from shared.contracts.involvement import Involvement
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import (
    NOON,
    accepted,
    agreed,
    app,
    asked,
    citizen,
    designating,
    in_loop,
    of,
    reached,
    rejected,
    relative,
    says,
    started,
)

WORK = Why("sagsbehandling")


async def asks(world: FakeWorld, who: Reporter, subject: UUID, fact: Fact) -> Preview:
    return await preview(says(who, subject, fact), WORK, world.now, world)


def unfilled(created: Event[Any]) -> Fact:
    """As it is reported: the due time is Samspil's to fill in."""
    fact: Fact = created.data.model_copy(update={"answer_due": None})
    return fact


async def test_a_preview_names_recipients_fields_and_reasons(world: FakeWorld) -> None:
    """P3: recipient, channel, fields and why; and nothing is stored or told by asking."""
    anna = uuid4()
    found = await asks(world, of("socialpsykiatri"), anna, unfilled(asked(anna)))
    (receiver, the_citizen) = found.recipients
    assert (receiver.recipient_kind, receiver.department, receiver.channel) == ("department", "kraftcenter", "inbox")
    assert receiver.fields[-2:] == ("action", "due"), "by when is not in the report, and stands in the notice"
    assert receiver.because == "Kraftcenter har det næste skridt."
    assert (the_citizen.recipient_kind, the_citizen.department) == ("citizen", None)
    assert [w.because for w in found.withheld] == ["Socialpsykiatrien har selv indberettet det."]
    assert await world.counted(anna) == 0


async def test_a_preview_names_the_relative_to_who_may_know(world: FakeWorld) -> None:
    """P3, P2: an involved coordinator sees the designated relative's name; an app is not told of relatives at all."""
    anna = uuid4()
    created = asked(anna)
    start = started(created)
    for event in (created, accepted(created), start):
        await world.hear(event)
    await world.report(says(citizen(anna), anna, designating(), name="Eva"))
    seen = await asks(world, of("kraftcenter"), anna, reached(start).data)
    assert [r.name for r in seen.recipients if r.recipient_kind == "relative"] == ["Eva"]
    assert "paaroerende" in {r.department for r in seen.recipients}
    hidden = await asks(world, app("kraftcenter"), anna, reached(start).data)
    assert [(r.recipient_kind, r.department) for r in hidden.recipients] == [("department", "socialpsykiatri")]


@pytest.mark.parametrize(
    ("who", "fact"),
    [
        (lambda anna: of("sel82"), lambda anna: unfilled(asked(anna))),
        (lambda anna: of("sel82"), lambda anna: accepted(asked(anna)).data),
        (lambda anna: citizen(uuid4()), lambda anna: unfilled(asked(anna, origin="self", from_department=None))),
        (lambda anna: citizen(anna), lambda anna: accepted(asked(anna)).data),
        (lambda anna: relative(anna, uuid4()), lambda anna: unfilled(asked(anna, origin="relative"))),
        (lambda anna: Reporter("drift", "operator"), lambda anna: designating()),
        (lambda anna: of("svr"), lambda anna: designating()),
        (lambda anna: of("kraftcenter"), lambda anna: started(asked(anna, offer="polaris-gruppe")).data),
    ],
)
async def test_who_may_not_send_it_may_not_ask(
    world: FakeWorld, who: Callable[[UUID], Reporter], fact: Callable[[UUID], Fact]
) -> None:
    """P3: another department's word, no involvement, or a role that reports no such thing: 403."""
    anna = uuid4()
    with pytest.raises(Refused) as refused:
        await asks(world, who(anna), anna, fact(anna))
    assert refused.value.status == 403


_step = some.integers(min_value=0, max_value=12)


@settings(max_examples=80, deadline=None)
@given(some.lists(_step, min_size=1, max_size=10), some.booleans(), some.booleans())
async def test_the_preview_is_the_outcome(steps: list[int], own: bool, to_team: bool) -> None:
    """P3: whatever has happened, those the preview names are those who are told, and nobody else is."""
    world, anna = FakeWorld(), uuid4()
    offer = "paaroerende-vejledning" if to_team else "kraftcenter-traening"
    origin: dict[str, Any] = {"origin": "self", "from_department": None} if own else {}
    created = asked(anna, offer=offer, **origin)
    start = started(created)
    late: dict[str, Any] = {"intervention_id": start.data.intervention_id, "due": NOON}
    known: tuple[Event[Any], ...] = (
        created,
        accepted(created),
        start,
        agreed(start),
        reached(start),
        rejected(created),
        asked(anna, from_department="sel82", offer="kraftcenter-hjaelp"),
        in_loop(ReferralCancelled(referral_id=created.correlationid, reason="other", by="citizen"), created),
        in_loop(KnowledgeReceived(knowledge_id=uuid4()), started(asked(anna)), "paaroerende"),
        *(in_loop(FollowUpOverdue(**late, level=level), start) for level in get_args(Level)),
    )
    for step in steps:
        if step == len(known):
            await world.report(says(citizen(anna), anna, designating("delmaal.naaet", "henvisning.oprettet")))
            continue
        event = known[step]
        before = world.of(anna).involvement
        if before.lacks(event) or event.id in world.of(anna).heard:
            continue
        referral = before.referral(created.correlationid)
        if isinstance(event.data, ReferralCancelled | ReferralRejected) and (referral is None or not referral.open):
            continue
        who = citizen(anna) if event.department is None else of(event.department)
        ((_, expected, after),) = would_tell(says(who, anna, event.data), before, NOON, SHIPPED)
        assert after.parties(event.correlationid) == before.apply(event).parties(event.correlationid)
        published = [e.data for e in await world.hear(event)]
        outcome = [
            told for d in published if isinstance(d, NoticesDelivered) and d.event_id == event.id for told in d.told
        ]
        assert {_on_the_wire(line) for line in expected.told} == {
            (t.recipient_kind, t.department, t.channel) for t in outcome
        }
        assert {(line.recipient, fields(line, SHIPPED.of(event.type))) for line in _unfilled(expected)} == {
            (notice.recipient, _held(notice))
            for notice in world.of(anna).notices.values()
            if notice.event_id == event.id
        }
        _nobody_else(world, before, event, expected.told)


def _unfilled(expected: Telling) -> list[Told]:
    """As it is previewed: the report names no deadline."""
    return [line._replace(due=None) for line in expected.told]


def _held(notice: Notice) -> tuple[str, ...]:
    """The fields of the notice that hold something."""
    always = ("citizen_id", "event_type", "text", "created_at", "trace_id")
    asked_for = (("action", notice.action), ("due", notice.due))
    return (*always, *(name for name, value in asked_for if value is not None))


def _on_the_wire(line: Told) -> tuple[str, str | None, str]:
    return line.recipient.kind, line.recipient.department, line.channel


def _nobody_else(world: FakeWorld, before: Involvement, event: Event[Any], told: tuple[Told, ...]) -> None:
    """I1, P1, R4: each notice is to a department involved before or after, the citizen, a standing designation that
    names the type, or the managers of a side; the relatives' team hears of what a designation names."""
    kept = world.of(event.subject)
    notices = {n.recipient for n in kept.notices.values() if n.event_id == event.id}
    assert notices == {line.recipient for line in told}
    involved = before.departments() | kept.involvement.departments()
    named = [d for d in kept.involvement.standing() if event.type in d.may_know]
    for recipient in notices:
        match recipient.kind:
            case "department":
                assert recipient.name != event.department
                assert recipient.name in involved or (recipient.name == "paaroerende" and named)
            case "relative":
                assert any(str(d.id) in recipient.name for d in named)
            case "citizen":
                assert recipient.name == str(event.subject)
            case "managers":
                assert isinstance(event.data, FollowUpOverdue)
                assert recipient.name in kept.involvement.parties(event.correlationid)
            case _:
                raise AssertionError("no app listens")


async def test_cancelling_by_the_citizen_can_be_asked(world: FakeWorld) -> None:
    """P3: the citizen, too, may ask who would hear of it."""
    anna = uuid4()
    created = asked(anna)
    await world.hear(created)
    fact = ReferralCancelled(referral_id=created.correlationid, reason="citizen_declined", by="citizen")
    found = await asks(world, citizen(anna), anna, fact)
    assert {r.department for r in found.recipients} == {"socialpsykiatri", "kraftcenter", None}
