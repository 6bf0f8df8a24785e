"""Many reports in one request: each accepted or refused on its own, answered in the order sent."""

from typing import Any
from uuid import UUID, uuid4

from tests.integration.driver import Driver, a_goal, a_referral, a_start, an_event
from tests.integration.story import KRAFT, SOCIAL, Story

_TABLES = """
SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""


async def _stands_anywhere(driver: Driver, service: str, word: str) -> list[str]:
    """The tables in which it stands."""
    async with driver.database(service) as database:
        tables = [row["name"] for row in await database.fetch(_TABLES) if row["name"] != "schema_migrations"]
        return [
            table
            for table in tables
            if await database.fetchval(f"SELECT count(*) FROM {table} t WHERE t::text LIKE $1", f"%{word}%")  # noqa: S608 (a table's own name)
        ]


async def test_each_stands_alone_and_nothing_of_the_refused_is_stored(driver: Driver) -> None:
    """Batched: receipts in the same order; what is refused, whyever, leaves nothing behind and stops nobody."""
    story = await Story(driver, await driver.citizen()).under_way()
    other = Story(driver, await driver.citizen())
    await other.ask()

    def goal(**attributes: Any) -> dict[str, Any]:
        return an_event(
            KRAFT, "indsatsmaal.fastsat", story.citizen, a_goal(str(uuid4()), story.intervention), **attributes
        )

    first = goal()
    conflict = {**goal(), "id": first["id"]}
    events: list[Any] = [
        first,
        "not an event",
        goal(type="dk.samspil.ukendt.v1"),
        goal(source="urn:samspil:app:somebody"),
        first,
        conflict,
        goal(id="not one"),
        goal(),
        an_event(KRAFT, "henvisning.accepteret", story.citizen, {"referral_id": story.referral}),
        an_event(KRAFT, "indsats.startet", other.citizen, a_start(other.intervention, other.referral)),
    ]
    receipts = await driver.batch(KRAFT, "kraftcenter", events)
    assert [receipt["status"] for receipt in receipts] == [
        "accepted", "refused", "refused", "refused", "accepted", "refused", "refused", "accepted", "refused", "waiting",
    ]  # fmt: skip
    assert receipts[4] == receipts[0]
    await other.accept()
    sent = [None if isinstance(event, str) or event["id"] == "not one" else event["id"] for event in events]
    assert [receipt["event_id"] for receipt in receipts][2:6] == sent[2:6]
    for receipt in receipts:
        if receipt["status"] == "refused":
            assert (receipt["receipt_id"], receipt["published"]) == (None, [])
            assert receipt["errors"][0]["detail"]
            assert receipt["trace_id"]
    for refused in (events[2], events[3], conflict):
        assert await _stands_anywhere(driver, "kraftcenter", refused["data"]["goal_id"]) == []
    assert await _stands_anywhere(driver, "kraftcenter", events[0]["data"]["goal_id"])
    for report_id in (events[2]["id"], events[3]["id"], events[8]["id"]):
        assert await _stands_anywhere(driver, "kraftcenter", report_id) == []
    published = await driver.on_topic("kraftcenter.events", {UUID(story.citizen)})
    assert [event.type.split(".")[3] for event in published] == ["startet", "fastsat", "fastsat"]


async def test_one_may_rest_on_the_one_before_it(driver: Driver) -> None:
    """Batched: decided in the order given, so a referral and its cancelling may come together."""
    citizen, id_ = await driver.citizen(), str(uuid4())
    cancelling = {"referral_id": id_, "reason": "duplicate", "by": "sender"}
    asked = an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(id_))
    cancelled = an_event(SOCIAL, "henvisning.annulleret", citizen, cancelling)
    too_early, made, then = await driver.batch(SOCIAL, "referral", [cancelled | {"id": str(uuid4())}, asked, cancelled])
    # Nobody involved yet: 403 in the shape of a receipt.
    assert (too_early["status"], made["status"], then["status"]) == ("refused", "accepted", "accepted")


async def test_an_empty_batch_is_an_empty_list(driver: Driver) -> None:
    """Batched: nothing in, nothing out."""
    assert await driver.batch(SOCIAL, "referral", []) == []


async def test_every_mode_is_the_same_report(driver: Driver) -> None:
    """CloudEvents: structured, binary and batched are one and the same: the same id gives the same receipt."""
    citizen = await driver.citizen()
    event = an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(str(uuid4())))
    (batched,) = await driver.batch(SOCIAL, "referral", [event])
    given = {k: v for k, v in event.items() if k not in ("data", "type", "subject")}
    structured = await driver.accepted(SOCIAL, "referral", "henvisning.oprettet", citizen, event["data"], **given)
    headers = {f"ce-{name}": str(value) for name, value in event.items() if name not in ("data", "datacontenttype")}
    binary = await driver.client.post(
        f"{driver.endpoints['referral']}/events",
        json=event["data"],
        headers={**await driver.bearer(SOCIAL), **headers},
    )
    assert binary.status_code == 202, binary.text
    assert batched["receipt_id"] == structured["receipt_id"] == binary.json()["receipt_id"]
