"""Who is reached and when, in memory, by the rules of the real handlers."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import cast
from uuid import UUID, uuid4

from services.notifications.domain.given_up import GivenUp, in_words
from services.notifications.domain.quiet import SHIPPED_QUIET, Hours
from services.notifications.domain.subscription import Choice, MailWanted, Pace
from services.notifications.domain.unread import Overdue, StandIn
from services.notifications.handlers import choose_mail, remove_stand_in, set_stand_in
from services.notifications.ports import GivenUpPage
from shared.contracts import NoticeGivenUp, ReferralCreated, Refused, Reporter

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LOST = UUID(int=77)


class MemoryPeople:
    """`web.people.People`; it is its own `Subscriptions` and `StandIns`."""

    def __init__(self) -> None:
        self.choices: dict[str, Choice] = {}
        self.stand_ins: dict[str, StandIn] = {}
        self.seen: list[tuple[str, str | None]] = []
        self.lost = [self._lost("no_address")]
        self.retried: list[UUID] = []

    async def chosen(self, reader: Reporter) -> Choice:
        return self.choices.get(reader.name, Choice("none", SHIPPED_QUIET.of("citizen")))

    async def choose(self, reader: Reporter, email: object, wanted: object) -> None:
        if isinstance(wanted, Hours):
            if email is None and reader.role != "relative":
                raise Refused("invalid", "Dit login har ikke givet en bekræftet e-mailadresse.", pointer="/pace")
            self.choices[reader.name] = Choice("digest" if wanted.digest else "at_once", wanted, cast("str", email))
            return
        said = cast("MailWanted", wanted)
        hours = said.quiet_from, said.quiet_until
        pace = cast("Pace", said.pace)
        await choose_mail(reader, cast("str", email), pace, *hours, cast("object", self), closed_days=said.closed_days)  # type: ignore[arg-type]

    async def end(self, reader: Reporter) -> None:
        self.choices.pop(reader.name, None)

    async def signed_in(self, reader: Reporter, email: str | None) -> None:
        self.seen.append((reader.role, email))

    async def stand_in(self, department: str) -> StandIn | None:
        return self.stand_ins.get(department)

    async def put(self, department: str, name: str, email: str, days: tuple[date, date], by: str) -> StandIn:
        self.stand_ins[department] = StandIn(uuid4(), department, name, email, *days)
        return self.stand_ins[department]

    async def remove(self, department: str) -> bool:
        return self.stand_ins.pop(department, None) is not None

    async def set_stand_in(self, reader: Reporter, name: str, email: str, days: tuple[date, date]) -> None:
        await set_stand_in(reader, reader.department or "", name, email, *days, self)  # type: ignore[arg-type]

    async def remove_stand_in(self, reader: Reporter) -> None:
        await remove_stand_in(reader, reader.department or "", self)  # type: ignore[arg-type]

    async def unread(self, reader: Reporter) -> Sequence[Overdue]:
        text, action = "Der er kommet en henvisning.", "Svar på henvisningen."
        id_ = uuid4()
        return [Overdue(id_, id_, ReferralCreated.type, id_, text, action, NOW, NOW, NOW, 1, True, id_)]

    async def given_up(self, reader: Reporter, cursor: str | None) -> GivenUpPage:
        return GivenUpPage(tuple(self.lost), None)

    async def again(self, reader: Reporter, delivery_id: UUID) -> None:
        self.retried.append(delivery_id)
        self.lost = [one for one in self.lost if one.delivery_id != delivery_id]

    def _lost(self, code: str) -> GivenUp:
        kind = "relative"
        return GivenUp(LOST, "mail", kind, "paaroerende", None, NoticeGivenUp.type, NOW, 1, code, *in_words(code))
