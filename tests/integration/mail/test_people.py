"""Mail about one's own inbox, stand-ins, and what was given up, on the real database (N3, N4)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from deploy.embedded.stack import Stack
from services.notifications.domain.quiet import NEVER, SHIPPED_QUIET, Hours, Quiet
from services.notifications.handlers import read_notice
from services.notifications.storage import PostgresHolding, WebSessions
from services.notifications.web.sessions import IDLE, LONGEST
from shared.contracts import Refused, Reporter
from tests.integration.command import samspil
from tests.integration.mail.people import EMAIL, People
from tests.suites.notifications_story import accepted, asked, citizen, of
from tests.suites.notifications_world import inbox

_HAND = "UPDATE notices SET holder = $1 WHERE event_id = $2 AND recipient = 'department:socialpsykiatri'"
_GIVE_UP = "UPDATE deliveries SET status = 'given_up', done_at = now(), attempts = 9 WHERE subject = $1"


async def test_what_is_new_is_one_mail_however_much(people: People) -> None:
    """N3: nothing earlier than the wish, one mail for what came since, and after that one has gone, the next."""
    world, reader = people.world, of("kraftcenter")
    await world.hear(asked(uuid4()))
    await people.subscriptions.choose(reader, EMAIL, NEVER)
    assert await people.mailing.look() == 0, "what was there before"
    for _ in range(3):
        await world.hear(asked(uuid4()))
    assert await people.mailing.look() == 1
    await world.hear(asked(uuid4()))
    assert await people.mailing.look() == 0, "one that nobody has tried says it already"
    (mail,) = await people.mails(reader)
    letter = await world.letters.of(mail)
    assert letter is not None
    assert letter.to == EMAIL
    await world.pool.execute("UPDATE deliveries SET status = 'delivered' WHERE id = $1", mail.id)
    assert await people.mailing.look() == 0, "nothing is mailed twice"
    await world.hear(asked(uuid4()))
    assert await people.mailing.look() == 1


async def test_what_was_read_at_once_is_not_mailed(people: People) -> None:
    """N3: whoever sits at the screen is not mailed about what a colleague has taken."""
    world, reader, anna = people.world, of("kraftcenter"), uuid4()
    await people.subscriptions.choose(reader, EMAIL, NEVER)
    await world.hear(asked(anna))
    (notice,) = await inbox(world, reader, anna)
    await read_notice(reader, "Kim", notice.notice_id, world.reads, world.decisions)
    assert await people.mailing.look() == 0


async def test_what_is_urgent_is_not_held(people: People) -> None:
    """N3: a mail about an urgent referral goes in the quiet hours, beside one that waits."""
    world, reader = people.world, of("kraftcenter")
    always = Quiet({"staff": Hours(0, 23, True, True), "people": NEVER}, SHIPPED_QUIET.urgent)
    await people.subscriptions.choose(reader, EMAIL, Hours(0, 23, True, True))
    await world.hear(asked(uuid4()))
    assert await people.mailing.look() == 1
    await world.hear(asked(uuid4(), priority="urgent"))
    assert await people.mailing.look() == 1
    holding = PostgresHolding(world.pool, always)
    waits, urgent = [await holding.until(mail) for mail in await people.mails(reader)]
    assert waits is not None
    assert urgent is None


async def test_a_choice_is_kept_sealed_and_ends(people: People) -> None:
    """N3, V1: the address stands nowhere in clear; who wants no mail any more is not sent what waits."""
    world, reader = people.world, of("svr")
    assert (await people.subscriptions.of(reader)).pace == "none", "nobody is mailed who has not asked"
    await people.subscriptions.choose(reader, EMAIL, Hours(16, 7, True, True))
    chosen = await people.subscriptions.of(reader)
    assert (chosen.pace, chosen.email, chosen.hours) == ("digest", EMAIL, Hours(16, 7, True, True))
    row = await world.pool.fetchrow("SELECT * FROM subscriptions WHERE sub = $1", reader.name)
    assert EMAIL not in str(dict(row or {}))
    assert EMAIL.encode() not in bytes(row["contact"] if row else b"")
    await world.hear(asked(uuid4(), to_department="svr", offer="polaris-gruppe"))
    await people.mailing.look()
    (mail,) = await people.mails(reader)
    await people.subscriptions.end(reader)
    assert await world.letters.of(mail) is None
    with pytest.raises(Refused):
        await people.subscriptions.choose(reader, None, NEVER)


async def test_who_has_moved_on_is_mailed_no_more(people: People) -> None:
    """N3: a sign-in for another department ends it, and so does not signing in for long."""
    world, reader = people.world, of("kraftcenter")
    await people.subscriptions.choose(reader, EMAIL, NEVER)
    await people.subscriptions.signed_in(reader, "ny@kommunen.example")
    assert (await people.subscriptions.of(reader)).email == "ny@kommunen.example"
    await world.hear(asked(uuid4()))
    await people.mailing.look()
    (mail,) = await people.mails(reader)
    await world.pool.execute("UPDATE subscriptions SET signed_in_at = now() - $1::interval", timedelta(days=91))
    assert await world.letters.of(mail) is None
    moved = Reporter(reader.name, "coordinator", "svr")
    await people.subscriptions.signed_in(moved, EMAIL)
    assert (await people.subscriptions.of(reader)).pace == "none"


async def test_the_stand_in_is_mailed_while_they_stand_in(people: People) -> None:
    """N4: from the first day through the last; what is unread is seen by the department, and every look is logged."""
    world, anna, manager = people.world, uuid4(), of("kraftcenter", "manager")
    today = world.now.date()
    put = await people.stands_in(EMAIL, today, today + timedelta(days=30))
    await people.left_unread(anna)
    (notice,) = await inbox(world, of("kraftcenter"), anna)
    (mail,) = await people.mails_to(put.id)
    letter = await world.letters.of(mail)
    assert letter is not None
    assert letter.to == EMAIL
    looks = await world.looks_at(anna)
    shown = [one for one in await people.stand_ins.unread(manager) if one.citizen_id == anna]
    assert [(one.level, one.stand_in_asked, one.text) for one in shown] == [(1, True, notice.text)]
    assert await world.looks_at(anna) == looks + 1
    with pytest.raises(Refused):
        await people.stand_ins.unread(citizen(anna))
    await people.stands_in(EMAIL, today - timedelta(days=2), today - timedelta(days=1))
    assert await world.letters.of(mail) is None
    assert await people.stand_ins.of("svr") is None


async def test_what_was_given_up_is_its_departments_to_see_and_try_again(people: People) -> None:
    """N4: with why and what to do; another department's manager sees nothing of it, and operations all."""
    world, reader, anna = people.world, of("kraftcenter"), uuid4()
    await people.subscriptions.choose(reader, EMAIL, NEVER)
    await world.hear(asked(anna))
    await people.mailing.look()
    (mail,) = await people.mails(reader)
    await world.pool.execute(_GIVE_UP, mail.subject)
    manager, operator = of("kraftcenter", "manager"), Reporter("drift", "operator")
    for seeing in (manager, operator):
        items = (await people.given_up.page(seeing)).items
        (one,) = [item for item in items if item.delivery_id == mail.id]
        assert (one.channel, one.recipient_kind, one.department, one.attempts) == ("mail", "person", "kraftcenter", 9)
        assert EMAIL not in json.dumps(one._asdict(), default=str)
    other = of("svr", "manager")
    assert mail.id not in {item.delivery_id for item in (await people.given_up.page(other)).items}
    for who, status in ((other, 404), (of("kraftcenter"), 403)):
        with pytest.raises(Refused) as refused:
            await people.given_up.again(who, mail.id)
        assert refused.value.status == status
    await people.given_up.again(manager, mail.id)
    assert [queued.id for queued in await people.mails(reader)] == [mail.id]
    with pytest.raises(Refused):
        await people.given_up.again(manager, mail.id)


async def test_what_somebody_has_muted_is_not_mailed(people: People) -> None:
    """N3, I3: nor later; what is handed to them is, and a colleague who has muted nothing is mailed."""
    world, reader = people.world, of("socialpsykiatri")
    colleague = Reporter("another of the team", "coordinator", "socialpsykiatri")
    for each in (reader, colleague):
        await people.subscriptions.choose(each, EMAIL, NEVER)
    for number, handed in enumerate((False, True)):
        created = asked(uuid4())
        await world.hear(created)
        await people.mailing.look()
        await world.pool.execute("UPDATE deliveries SET status = 'delivered' WHERE recipient LIKE 'person:%'")
        told = accepted(created)
        await world.mutes.put(reader, [told.type])
        await world.hear(told)
        if handed:
            await world.pool.execute(_HAND, reader.name, told.id)
        await people.mailing.look()
        assert len(await people.mails(colleague)) == 1, number
        assert len(await people.mails(reader)) == handed
    await world.mutes.put(reader, [])
    await world.pool.execute("UPDATE deliveries SET status = 'delivered' WHERE recipient LIKE 'person:%'")
    assert await people.mailing.look() == 0


async def test_another_pace_counts_for_what_waits(people: People) -> None:
    """N3: who wants mail at once need not wait for a morning that was chosen before."""
    world, reader = people.world, of("kraftcenter")
    await people.subscriptions.choose(reader, EMAIL, Hours(digest=True))
    await world.hear(asked(uuid4()))
    await people.mailing.look()
    (mail,) = await people.mails(reader)
    holding = PostgresHolding(world.pool, SHIPPED_QUIET)
    until = await holding.until(mail)
    assert until is not None
    await world.pool.execute("UPDATE deliveries SET next_at = $2 WHERE id = $1", mail.id, until)
    await world.pool.execute("INSERT INTO held (delivery_id, until) VALUES ($1, $2)", mail.id, until)
    await people.subscriptions.choose(reader, EMAIL, NEVER)
    assert await world.pool.fetchval("SELECT next_at <= now() FROM deliveries WHERE id = $1", mail.id)
    assert await holding.until(mail) is None


async def test_who_is_shut_out_is_mailed_no_more(people: People) -> None:
    """N3: a manager ends the sessions of who has left the department; another department's does not end the mail."""
    reader, sessions = of("kraftcenter"), WebSessions(people.world.pool)
    await people.subscriptions.choose(reader, EMAIL, NEVER)
    await sessions.shut_out(reader.name, "svr")
    await sessions.end(reader.name)
    assert (await people.subscriptions.of(reader)).pace == "at_once"
    await sessions.shut_out(reader.name, "kraftcenter")
    assert (await people.subscriptions.of(reader)).pace == "none"


async def test_who_operations_sign_out_is_mailed_no_more(people: People, still: Stack) -> None:
    """N3: the command ends sessions and mail as a manager does, whatever the department; nobody else's."""
    left, stays, rows = of("kraftcenter"), of("svr"), WebSessions(people.world.pool)
    for reader in (left, stays):
        await people.subscriptions.choose(reader, EMAIL, NEVER)
        await rows.put(reader.name.encode(), b"sealed", LONGEST, reader.name, reader.department)
    ran = await samspil(still, "sessions", "end", left.name)
    assert (ran.code, "Alle personens logins er afsluttet" in ran.said) == (0, True), ran.said
    assert [(await people.subscriptions.of(reader)).pace for reader in (left, stays)] == ["none", "at_once"]
    there = [await rows.get(reader.name.encode(), IDLE, by_hand=False) is not None for reader in (left, stays)]
    assert there == [False, True]
