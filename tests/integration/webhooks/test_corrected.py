"""A correction to an app: outstanding until its webhook has answered, withheld where there is none any more."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.integration.driver import Driver
from tests.integration.inboxes import listed
from tests.integration.story import KRAFT, RELATIVES, ids_of, until
from tests.integration.webhooks.hooks import ask, listening
from tests.integration.webhooks.receiver import Received, Receiver

CORRECTED = "dk.samspil.paaroerende.fejlregistreret.v1"


async def refuses_corrections(received: Received) -> tuple[int, dict[str, str]]:
    return (500 if received.event["type"] == CORRECTED else 204), {}


async def corrected(driver: Driver, citizen: str, receiver: Receiver) -> str:
    """Kraftcenter designates, of which the relatives' app hears, and takes that back; gives the wrong event's id."""
    id_ = str(uuid4())
    designated = {"designation_id": id_, "relation": "friend", "may_know": [], "channels": ["inbox"]}
    receipt = await driver.accepted(KRAFT, "notifications", "paaroerende.udpeget", citizen, designated)
    (event_id,) = ids_of(await driver.decided(KRAFT, "notifications", receipt))
    await receiver.until(lambda r: bool(r.about(designation_id=id_)))
    await driver.accepted(KRAFT, "notifications", "paaroerende.fejlregistreret", citizen, {"event_id": event_id})
    await receiver.until(lambda r: bool(r.about(event_id=event_id)))
    return event_id


async def reached(driver: Driver, event_id: str, when: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """How far it has come, once that is so."""

    async def see() -> dict[str, Any] | None:
        answer = await driver.get(KRAFT, "notifications", f"/events/{event_id}/reach")
        return answer.json() if answer.status_code == 200 and when(answer.json()) else None

    return dict(await until(see))


async def test_a_correction_has_come_as_far_as_the_last_webhook_that_answered(driver: Driver) -> None:
    """R7, N2: the relatives' team, its app and the citizen. Who corrected is told twice: when they were told, and when
    the app had answered."""
    citizen = (await driver.running())["citizen"]
    async with Receiver.open() as receiver, listening(driver, RELATIVES, receiver.url):
        event_id = await corrected(driver, citizen, receiver)
        found = await reached(driver, event_id, lambda reach: reach["outstanding"] == 0)
        assert found == {"event_id": event_id, "told": 3, "reached": 3, "outstanding": 0, "withheld": 1}
        said = [n["text"] for n in await listed(driver, "anne", citizen) if n["text"].startswith("Rettelsen")]
        withheld = " 1 får den ikke, da der ikke længere skal gives besked."
        assert said == [
            f"Rettelsen er nået ud til 3 af 3.{withheld}",
            f"Rettelsen er nået ud til 2 af 3. 1 har endnu ikke fået den.{withheld}",
        ]


async def test_an_app_that_listens_no_more_is_withheld(driver: Driver) -> None:
    """R7: outstanding as long as its webhook fails; when that is taken away it is to be told no more, and this is
    reported."""
    citizen = (await driver.running())["citizen"]
    async with Receiver.open(refuses_corrections) as receiver, listening(driver, RELATIVES, receiver.url):
        event_id = await corrected(driver, citizen, receiver)
        found = await reached(driver, event_id, lambda reach: True)
        assert (found["told"], found["reached"], found["outstanding"], found["withheld"]) == (3, 2, 1, 1)
        assert (await ask(driver, RELATIVES, "DELETE", RELATIVES)).status_code == 204
        found = await reached(driver, event_id, lambda reach: reach["outstanding"] == 0)
        assert (found["told"], found["reached"], found["withheld"]) == (2, 2, 2)
