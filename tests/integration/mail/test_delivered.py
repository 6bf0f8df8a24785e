"""Mail through the whole running system: from an app's report to the relative's mailbox."""

import re
from typing import Any
from uuid import UUID, uuid4

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, an_event
from tests.integration.test_notifications_doors import REACHED, reached, until

TEAM, PETER = "paaroerende-app", "peter"
# A circuit that opened while the server was away lets the first mail through again after half a minute at most.
PATIENCE = 90.0


async def designated(driver: Driver, citizen: str, *channels: str) -> tuple[str, str]:
    """A relative of their own for each test: the designation and the address."""
    id_, email = str(uuid4()), f"{uuid4().hex}@example.org"
    fact = {"designation_id": id_, "relation": "friend", "may_know": [REACHED], "channels": list(channels)}
    contact = {"private": {"contact": {"name": "Ida Nørgaard", "email": email}}}
    await driver.accepted(TEAM, "notifications", "paaroerende.udpeget", citizen, {**fact, **contact})
    return id_, email


async def mailbox(driver: Driver, email: str, subject: str = "Der er nyt i Samspil") -> list[dict[str, Any]]:
    answer = await driver.client.get(f"{driver.endpoints['mail']}/messages")
    return [mail for mail in answer.json()["items"] if mail["to"] == email and mail["subject"] == subject]


async def arrived(driver: Driver, email: str, subject: str = "Der er nyt i Samspil") -> dict[str, Any]:
    found = await until(lambda: mailbox(driver, email, subject), lambda mails: len(mails) > 0, PATIENCE)
    (mail,) = found
    return dict(mail)


async def deliveries(driver: Driver, citizen: str) -> list[dict[str, Any]]:
    """Mails queued because a sub-goal was reached, as they stand."""
    async with driver.database("notifications") as connection:
        found = await connection.fetch(
            "SELECT id, status, attempts FROM deliveries WHERE subject = $1 AND event_type = $2 AND channel = 'mail'",
            UUID(citizen),
            REACHED,
        )
    return [dict(row) for row in found]


async def tried(driver: Driver, citizen: str) -> None:
    """A mail has been queued and could not be handed over."""
    await until(lambda: deliveries(driver, citizen), lambda rows: len(rows) > 0 and rows[0]["attempts"] > 0, PATIENCE)


async def inbox_of(driver: Driver, citizen: str) -> list[dict[str, Any]]:
    """What the relatives' team was told of the sub-goal: told in the very decision that would have queued a mail."""
    items = (await driver.get("lone", "notifications", "/inbox?limit=200")).json()["items"]
    return [item for item in items if item["citizen_id"] == citizen and item["event_type"] == REACHED]


async def test_a_reached_sub_goal_is_one_mail_that_says_nothing_of_it(driver: Driver) -> None:
    """N1, N2, P2: one mail for the event, its Message-ID the delivery's, without a word of whom or what."""
    citizen = await driver.citizen()
    _, email = await designated(driver, citizen, "inbox", "mail")
    loop = await driver.running(citizen)
    receipt = await reached(driver, loop)
    mail = await arrived(driver, email)
    (delivery,) = await until(
        lambda: deliveries(driver, citizen), lambda rows: rows[0]["status"] == "delivered", PATIENCE
    )
    assert mail["message_id"] == f"<{delivery['id']}@kommunen.example>"
    said = " ".join(mail.values()).replace(str(delivery["id"]), "")
    for secret in (citizen, *loop.values(), receipt["event_id"], receipt["trace_id"], "Prøve Person", "Ida Nørgaard"):
        assert secret not in said
    assert re.findall(r"https?://\S+", mail["body"]) == [f"{driver.endpoints['notifications']}/indbakke"]
    assert len(await mailbox(driver, email)) == 1


async def test_every_event_is_a_mail_of_its_own(driver: Driver) -> None:
    """N2: two sub-goals reached are two mails with two Message-IDs, and a report sent twice is still one."""
    citizen = await driver.citizen()
    _, email = await designated(driver, citizen, "mail")
    loop = await driver.running(citizen)
    await reached(driver, loop)
    await reached(driver, loop)
    mails = await until(lambda: mailbox(driver, email), lambda found: len(found) == 2, PATIENCE)
    assert len({mail["message_id"] for mail in mails}) == 2


async def test_without_a_designation_there_is_no_mail(driver: Driver) -> None:
    """P1: the same sub-goal, with a relative told in the inbox alone, queues nothing to be mailed."""
    citizen = await driver.citizen()
    _, email = await designated(driver, citizen, "inbox")
    await arrived(driver, email, "Du er inviteret til Samspil")
    loop = await driver.running(citizen)
    await reached(driver, loop)
    await until(lambda: inbox_of(driver, citizen), lambda items: len(items) > 0, PATIENCE)
    assert await deliveries(driver, citizen) == []
    assert await mailbox(driver, email) == []


async def test_while_the_mail_server_is_away_nothing_is_lost_or_sent_after_a_revocation(
    stack: Stack, driver: Driver
) -> None:
    """Mail is tried again until it arrives; P2: what was queued for a designation revoked meanwhile never does."""
    waits, stops = await driver.citizen(), await driver.citizen()
    _, stays = await designated(driver, waits, "mail")
    id_, gone = await designated(driver, stops, "mail")
    for email in (stays, gone):
        await arrived(driver, email, "Du er inviteret til Samspil")
    loops = [await driver.running(waits), await driver.running(stops)]
    await stack.stop_part("mail")
    try:
        for loop in loops:
            await reached(driver, loop)
        for citizen in (waits, stops):
            await tried(driver, citizen)
        revoking = {"designation_id": id_}
        await driver.accepted(TEAM, "notifications", "paaroerende.tilbagekaldt", stops, revoking)
        (stopped,) = await deliveries(driver, stops)
        assert stopped["status"] == "stopped"
    finally:
        await stack.start_part("mail")
    await arrived(driver, stays)
    assert await mailbox(driver, gone) == []
    assert [row["status"] for row in await deliveries(driver, stops)] == ["stopped"]


async def test_designated_changed_and_revoked_in_one_batch(driver: Driver) -> None:
    """P2: what a transaction has not written yet is stopped and forgotten, too: nothing of the relative stays."""
    citizen, id_ = await driver.citizen(), str(uuid4())
    names = {"designation_id": id_, "may_know": [REACHED], "channels": ["mail"]}

    def contact() -> dict[str, Any]:
        return {"private": {"contact": {"name": "Ida Nørgaard", "email": f"{uuid4().hex}@example.org"}}}

    said = [
        an_event(TEAM, "paaroerende.udpeget", citizen, {**names, "relation": "friend", **contact()}),
        an_event(TEAM, "paaroerende.aendret", citizen, {**names, **contact()}),
        an_event(TEAM, "paaroerende.tilbagekaldt", citizen, {"designation_id": id_}),
    ]
    receipts = await driver.batch(TEAM, "notifications", said)
    assert [receipt["status"] for receipt in receipts] == ["accepted"] * 3
    async with driver.database("notifications") as connection:
        row = await connection.fetchrow("SELECT * FROM designations WHERE citizen_id = $1", UUID(citizen))
        assert row is not None
        assert (row["standing"], row["contact"], row["own_key"]) == (False, None, None)
        for table, column in (("invitations", "citizen_id"), ("deliveries", "subject")):
            assert not await connection.fetchval(f"SELECT count(*) FROM {table} WHERE {column} = $1", UUID(citizen))  # noqa: S608 (names of this test)


async def test_a_mail_given_up_is_seen_by_the_relatives_managers(driver: Driver) -> None:
    """N4: giving up is a named state somebody sees: no address is kept any more, so nobody can be reached."""
    citizen = await driver.citizen()
    _, email = await designated(driver, citizen, "mail")
    # The invitation must not be what was given up.
    await arrived(driver, email, "Du er inviteret til Samspil")
    loop = await driver.running(citizen)
    async with driver.database("notifications") as connection:
        await connection.execute("UPDATE designations SET contact = NULL WHERE citizen_id = $1", UUID(citizen))
    await reached(driver, loop)

    async def told() -> list[dict[str, Any]]:
        items = (await driver.get(PETER, "notifications", "/inbox?limit=200")).json()["items"]
        return [i for i in items if i["citizen_id"] == citizen and i["event_type"] == "dk.samspil.besked.opgivet.v1"]

    notices = await until(told, lambda found: len(found) > 0, PATIENCE)
    assert any(n["action"] == "Sørg for, at beskeden når frem." for n in notices)
    (delivery,) = await deliveries(driver, citizen)
    assert delivery["status"] == "given_up"


async def test_the_address_stands_in_no_log(stack: Stack, driver: Driver) -> None:
    """V1: neither the address nor the invitation's link is in what the service writes about itself."""
    citizen = await driver.citizen()
    _, email = await designated(driver, citizen, "mail")
    mail = await arrived(driver, email, "Du er inviteret til Samspil")
    (link,) = re.findall(r"https?://\S+", mail["body"])
    await driver.client.get(link, follow_redirects=True)
    metrics = (await driver.client.get(f"{driver.endpoints['notifications']}/metrics")).text
    for log in (stack.layout.logs / "notifications.log").read_text(encoding="utf-8"), metrics:
        assert email not in log
        assert link.rpartition("/")[2] not in log
