"""What waits is tried again until nothing gives way, and leaves no trace where it began in the same unit."""

from uuid import UUID, uuid4

from shared.messaging.waiting import Item, Waiting, keep, release
from tests.unit.messaging.desk_of_one import Work, a_work, writes_of


def an_item(*names: str) -> Item:
    return Item(uuid4(), "event", "{}", None, frozenset(names))


class Trial:
    """Settles an item when what it names has been settled; notes each try."""

    def __init__(self, *known: str) -> None:
        self.known = set(known)
        self.tried: list[UUID] = []

    async def __call__(self, work: Work, item: Item) -> bool:
        self.tried.append(item.id)
        work.set_timer("answer", item.id, work.now)
        if item.names <= self.known:
            self.known.add(str(item.id))
            return True
        return False


def waiting_with(trial: Trial) -> "Waiting[Work]":
    waiting: Waiting[Work] = Waiting()
    waiting.on("event", trial)
    return waiting


async def test_one_settled_item_frees_the_next() -> None:
    """A chain gives way in one go, in whatever order it stands; what still lacks something leaves nothing."""
    work, trial = a_work(), Trial("root")
    first = an_item("root")
    second = an_item(str(first.id))
    third = an_item(str(second.id))
    stuck = an_item("never")
    work.waiting = [third, stuck, second, first]
    work.touch()
    await waiting_with(trial).settle(work)
    assert work.waiting == [stuck]
    writes = writes_of(work.unit)
    assert {row[0] for row in writes["delete_waiting"]} == {first.id, second.id, third.id}
    assert stuck.id not in {row[2] for row in writes["upsert_timers"]}


async def test_nothing_is_tried_where_nothing_changed() -> None:
    """A repeat or a refusal brings nobody what they wait for."""
    work, trial = a_work(), Trial("root")
    work.waiting = [an_item("root")]
    await waiting_with(trial).settle(work)
    assert trial.tried == []


async def test_the_cause_is_given_back() -> None:
    """A trial decides under its own cause; whoever set it off goes on under theirs."""
    work = a_work()
    mine = work.cause
    waiting: Waiting[Work] = Waiting()

    async def again(work: Work, item: Item) -> bool:
        work.cause = a_work().cause
        return True

    waiting.on("event", again)
    work.waiting = [an_item()]
    work.touch()
    await waiting.settle(work)
    assert work.cause is mine


def test_kept_and_released_in_one_unit() -> None:
    """What began to wait and was settled in the same unit is never written, nor deleted."""
    work, item = a_work(), an_item()
    keep(work, item)
    release(work, item)
    assert (writes_of(work.unit), work.waiting) == ({}, [])


def test_keeping_and_releasing_are_undone() -> None:
    """A refused decision lets nothing wait, and nothing go."""
    work, old, new = a_work(), an_item(), an_item()
    work.waiting = [old]
    mark = work.unit.mark()
    keep(work, new)
    release(work, old)
    work.unit.undo(mark)
    assert (writes_of(work.unit), work.waiting) == ({}, [old])
