"""The municipality's rules in memory."""

from datetime import timedelta

from services.notifications.domain.overlay import Version
from services.notifications.ports.ruling import Change, History, Told
from tests.suites.notifications_story import NOON


class FakeRulebook:
    """See `ports.Rulebook`."""

    def __init__(self) -> None:
        self.versions: list[Version] = []

    async def last(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    async def get(self, number: int) -> Version | None:
        return self.versions[number - 1] if 0 < number <= len(self.versions) else None

    async def history(self, *, cursor: str | None = None, limit: int = 50) -> History:
        below = len(self.versions) + 1 if cursor is None else int(cursor)
        page = [v for v in reversed(self.versions) if v.number < below]
        items = tuple(Told(v, self.versions[v.number - 2].overlay if v.number > 1 else ()) for v in page[:limit])
        return History(items, str(items[-1].version.number) if len(page) > limit else None)

    async def add(self, change: Change) -> Version | None:
        if change.made_from != len(self.versions):
            return None
        number = change.made_from + 1
        self.versions.append(
            Version(
                number,
                NOON + timedelta(minutes=number),
                change.by,
                change.name,
                change.department,
                change.reason,
                change.back_to,
                change.overlay,
            )
        )
        return self.versions[-1]
