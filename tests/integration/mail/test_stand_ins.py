"""Who is asked in a department's place, on the real database (N4)."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from services.notifications.domain.quiet import Hours, Quiet
from services.notifications.storage.delivery_rows import STAND_IN_ASKED
from shared.identity import Keyring
from tests.integration.mail.people import EMAIL, People
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_story import of
from tests.suites.notifications_world import inbox

DAY = timedelta(days=1)
_DONE = "UPDATE deliveries SET status = 'delivered' WHERE recipient = $1"


async def test_saving_the_stand_in_again_keeps_what_waits_for_them(people: People) -> None:
    """N4: their days are corrected while a mail waits out the night: it reaches them all the same."""
    today = people.world.now.date()
    first = await people.stands_in(EMAIL, today, today + 30 * DAY)
    await people.left_unread(uuid4())
    (mail,) = await people.mails_to(first.id)
    again = await people.stands_in(EMAIL.upper(), today, today + 40 * DAY)
    assert again.id == first.id
    assert [one.id for one in await people.mails_to(first.id)] == [mail.id]
    letter = await people.world.letters.of(mail)
    assert letter is not None
    assert letter.to == EMAIL.upper()


async def test_another_stand_in_is_asked_what_the_one_before_was(people: People) -> None:
    """N4: once, and only while something waits; the one before is mailed no more."""
    today, anna = people.world.now.date(), uuid4()
    first = await people.stands_in(EMAIL, today, today + 30 * DAY)
    await people.left_unread(anna)
    (before,) = await people.mails_to(first.id)
    other = await people.stands_in("bo@kommunen.example", today, today + 30 * DAY)
    assert await people.world.letters.of(before) is None
    (mail,) = await people.mails_to(other.id)
    assert await people.world.letters.of(mail) is not None
    await people.world.pool.execute("UPDATE notices SET read_at = now() WHERE read_at IS NULL")
    third = await people.stands_in("eva@kommunen.example", today, today + 30 * DAY)
    assert await people.mails_to(third.id) == []


async def test_who_has_gone_when_the_mail_can_go_is_not_asked(people: People, keyring: Keyring) -> None:
    """N4: on their last day, in the quiet hours: the mail would reach nobody, so the managers are told at once."""
    later = Hours(digest=True)
    world, anna = RealWorld(people.world.pool, keyring, quiet=Quiet({"staff": later, "people": later})), uuid4()
    put = await people.stands_in(EMAIL, world.now.date() - DAY, world.now.date())
    people.world = world
    await people.left_unread(anna)
    assert await people.mails_to(put.id) == []
    assert len(await inbox(world, of("kraftcenter", "manager"), anna)) == 1


async def test_two_who_ask_at_once_ask_in_one_mail(people: People) -> None:
    """N4: two instances find something unread in the same moment; what is found after the mail has gone is another."""
    pool, who, sql = people.world.pool, uuid4(), STAND_IN_ASKED.sql(1, "")
    async with pool.acquire() as one, pool.acquire() as other:
        async with one.transaction():
            await one.execute(sql, [who], [None])
            waits = asyncio.create_task(other.execute(sql, [who], [None]))
            await asyncio.sleep(0.1)
        await waits
    assert len(await people.mails_to(who)) == 1
    await pool.execute(_DONE, f"person:{who}")
    await pool.execute(sql, [who, who], [None, None])
    assert len(await people.mails_to(who)) == 1


async def test_a_mail_after_all_others_were_purged_is_another_mail(people: People) -> None:
    """N4: a mailbox passes over a mail whose id it has seen, so the chain of ids does not begin where it once began."""
    pool, who, sql = people.world.pool, uuid4(), STAND_IN_ASKED.sql(1, "")
    seen = set()
    # At any moment it is another day in the one place than in the other.
    for place in ("Etc/GMT+12", "Pacific/Kiritimati"):
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT set_config('timezone', $1, true)", place)
            await connection.execute(sql, [who], [None])
            seen.add(await connection.fetchval("DELETE FROM deliveries WHERE subject = $1 RETURNING id", who))
    assert len(seen) == 2
