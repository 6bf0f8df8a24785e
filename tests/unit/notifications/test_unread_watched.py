"""What a team leaves unread reaches its managers by its clocks alone (N4)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.notice import Notice
from services.notifications.domain.quiet import NEVER, Hours
from services.notifications.domain.unread import mailed_on
from services.notifications.handlers import left_by_stand_in, left_unread
from services.notifications.storage.unread import Unread
from shared.contracts import Cause
from shared.timers.lengths import ClockLengths, is_working_day
from tests.fakes import notifications_told
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import asked, of
from tests.suites.notifications_world import inbox

FIRES = {"unread": left_unread, "stand_in": left_by_stand_in}


async def silences(world: FakeWorld, anna: UUID) -> set[str]:
    """Kraftcenter is asked something, nobody reads it, and every clock that was set runs out; what then went wrong."""
    substitute = uuid4()
    await world.hear(asked(anna))
    await world.stands_in(anna, "kraftcenter", substitute)
    fired: set[tuple[str, UUID]] = set()
    while left := {key for key in await world.watched(anna) if key[0] in FIRES} - fired:
        for kind, notice in left:
            handler = FIRES[kind]
            cause = Cause(notice, world.now, None, None, None)
            await world.decisions.on(anna, cause, lambda work, of=notice, then=handler: then(of, work))  # type: ignore[misc]
        fired |= left
    wrong = set() if await world.stand_ins_mailed(substitute) == 1 else {"the stand-in was not asked once"}
    told = await inbox(world, of("kraftcenter", "manager"), anna)
    return wrong if len(told) == 1 else wrong | {"the managers were not told once"}


async def test_nothing_stays_unread_in_silence(world: FakeWorld) -> None:
    """N4: the stand-in, then the managers, by nothing but the clocks."""
    assert await silences(world, uuid4()) == set()


async def test_without_the_watch_it_is_seen_that_nobody_is_told(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check bites: a notice that is not watched is told to nobody."""

    def watch(self: Any, notice: Notice) -> None: ...

    monkeypatch.setattr(notifications_told.FakeUnread, "watch", watch)
    assert await silences(world, uuid4()) == {"the stand-in was not asked once", "the managers were not told once"}


async def test_a_stand_in_without_a_time_of_their_own_is_seen(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check bites: where the stand-in is asked and no clock set, the managers never hear."""

    def ask(self: Any, notice: Notice, stand_in: UUID) -> None:
        self._kept.asked.append(stand_in)

    monkeypatch.setattr(notifications_told.FakeUnread, "ask", ask)
    assert await silences(world, uuid4()) == {"the managers were not told once"}


class Never:
    """A database that must not be asked."""

    async def fetchval(self, *_: Any) -> UUID:
        raise AssertionError


async def test_without_mail_nobody_stands_in() -> None:
    """N4: a stand-in learns of it by mail alone; where none can be sent the managers are told at once."""
    nobody: Any = Never()
    assert await Unread(nobody, nobody, ClockLengths(), None).stand_in("kraftcenter") is None


@pytest.mark.parametrize(
    ("hours", "at", "day"),
    [
        (NEVER, "2026-11-23T23:30+01:00", "2026-11-23"),
        (Hours(17, 8, True), "2026-11-23T12:00+01:00", "2026-11-23"),
        (Hours(17, 8, True), "2026-11-23T18:00+01:00", "2026-11-24"),
        (Hours(17, 8, True), "2026-11-27T18:00+01:00", "2026-11-30"),
        (NEVER, "2026-11-23T23:30+00:00", "2026-11-24"),
    ],
)
def test_the_day_a_mail_can_go(hours: Hours, at: str, day: str) -> None:
    """N4: on that day, by the Danish calendar, the stand-in must stand in: asked on a Friday evening, Monday."""
    assert mailed_on(datetime.fromisoformat(at), hours, is_working_day).isoformat() == day
