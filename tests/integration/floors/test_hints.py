"""Advice for who reports, kept with the receipt."""

from uuid import uuid4

from shared.contracts import Refused
from shared.intake.receipts import Receipt
from tests.integration.floors.house import House
from tests.suites.floor_words import created, event, goal, record, report, start


async def test_a_repeat_is_advised_the_same(house: House) -> None:
    """R8: hints stand on the receipt, and a repeated report gets them as the first did."""
    sent = report(uuid4(), goal())
    house.advises[sent.id] = "Overvej det."
    first = await house.desk.take(sent)
    house.advises.clear()
    assert first.hints == ("Overvej det.",)
    assert await house.desk.take(sent) == first


async def test_what_waited_is_advised_when_it_is_decided(house: House) -> None:
    """R8: nothing is advised of a report that waits; the hints come with its final answer."""
    subject, referral = uuid4(), uuid4()
    sent = report(subject, start(referral))
    house.advises[sent.id] = "Overvej det."
    assert (await house.desk.take(sent)).hints == ()
    await house.reader.read([record(event(subject, created(referral)))])
    assert (await house.desk.take(sent)).hints == ("Overvej det.",)


async def test_in_a_batch_each_has_its_own(house: House) -> None:
    """R8: a neighbour's hint, or that of a report that was refused, is on nobody else's receipt."""
    subject = uuid4()
    refused, one, other = (report(subject, goal()) for _ in range(3))
    house.refused.add(refused.data.goal_id)
    house.advises = {refused.id: "Nej.", one.id: "Et.", other.id: "To."}
    outcomes = await house.desk.take_all([refused, one, other])
    assert isinstance(outcomes[0], Refused)
    assert [o.hints for o in outcomes[1:] if isinstance(o, Receipt)] == [("Et.",), ("To.",)]
