"""The queue of deliveries in memory, with a clock of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from services.notifications.domain.circuit import CLOSED, Circuit
from services.notifications.domain.delivery import PATIENCE, Delivery, Outcome, Status, step
from services.notifications.domain.quiet import Hours, digest_of
from services.notifications.domain.recipient import Recipient
from services.notifications.ports import Claim, Holding
from shared.contracts import ReferralCreated
from shared.timers.lengths import is_working_day
from tests.suites.notifications_story import NOON, webhook_delivery


@dataclass
class _Row:
    delivery: Delivery
    created_at: datetime
    next_at: datetime
    status: Status = "queued"
    lease: UUID | None = None
    begun: bool = False
    held: datetime | None = None
    log: list[str] = field(default_factory=list)


class FakeQueue:
    """`tests.suites.notifications_queue.QueueWorld`, and its own queue."""

    def __init__(self) -> None:
        self.now = NOON
        self.rows: dict[UUID, _Row] = {}
        self.circuits: dict[str, Circuit] = {}

    @property
    def queue(self) -> "FakeQueue":
        return self

    async def put(self, app: str, count: int = 1, about: str = ReferralCreated.type) -> list[UUID]:
        made = [replace(webhook_delivery(app, attempts=0, since=self.now), event_type=about) for _ in range(count)]
        self.rows |= {delivery.id: _Row(delivery, self.now, self.now) for delivery in made}
        return [delivery.id for delivery in made]

    async def put_mail(self, recipient: Recipient, count: int = 1) -> list[UUID]:
        made = [
            replace(webhook_delivery(attempts=0, since=self.now), channel="mail", recipient=recipient)
            for _ in range(count)
        ]
        self.rows |= {delivery.id: _Row(delivery, self.now, self.now) for delivery in made}
        return [delivery.id for delivery in made]

    async def pass_time(self, time: timedelta) -> None:
        self.now += time

    async def moment(self) -> datetime:
        return self.now

    def holding(self, hours: Hours) -> Holding:
        return _FakeHolding(self, hours)

    async def status(self, id_: UUID) -> Status:
        return self.rows[id_].status

    async def attempts(self, id_: UUID) -> list[str]:
        return self.rows[id_].log

    async def claim(self, *, room: int, per_lane: int, flying: Mapping[str, int], lease: timedelta) -> Sequence[Claim]:
        token, taken = uuid4(), []
        due = sorted((r for r in self.rows.values() if self._is_due(r)), key=lambda row: row.next_at)
        turns: dict[str, int] = {}
        wanted: list[tuple[int, _Row]] = []
        for row in due:
            lane = row.delivery.lane
            circuit = self.circuits.get(lane, CLOSED)
            turns[lane] = turns.get(lane, 0) + 1
            share = (per_lane if circuit.state(self.now) == "closed" else 1) - flying.get(lane, 0)
            if circuit.state(self.now) != "open" and turns[lane] <= share:
                wanted.append((turns[lane], row))
        overdue = [
            row
            for row in due
            if max(row.created_at, row.held or row.created_at) + PATIENCE <= self.now
            and self._is_open(row)
            and flying.get(row.delivery.lane, 0) < per_lane
        ]
        for _, row in sorted(wanted, key=lambda pair: pair[0])[:room]:
            taken.append(self._take(row, token, lease, held=False))
        left = min(1, room - len(taken))
        taken += [self._take(row, token, lease, held=True) for row in overdue[:left]]
        alone = [claim for claim in taken if claim.delivery.digest is None]
        digests = {claim.delivery.digest for claim in taken} - {None}
        return alone + [self._together(digest, token, lease) for digest in digests if digest]

    def _together(self, digest: UUID, token: UUID, lease: timedelta) -> Claim:
        members = [r for r in self.rows.values() if r.delivery.digest == digest and r.status == "queued"]
        for row in members:
            if row.lease != token:
                self._take(row, token, lease, held=False)
        first, *others = sorted((row.delivery for row in members), key=lambda delivery: delivery.id)
        return Claim(first, token, tuple(others))

    async def hold(self, claim: Claim, until: datetime) -> None:
        for delivery in (claim.delivery, *claim.beside):
            row = self.rows[delivery.id]
            if row.lease != claim.lease or row.status != "queued":
                continue
            begun = delivery.attempts > 1
            since = delivery.since + (until - self.now)
            attempts, digest = delivery.attempts - 1, digest_of(delivery, until)
            row.delivery = replace(row.delivery, attempts=attempts, digest=digest, since=since)
            row.begun, row.held, row.next_at, row.lease = begun, until, until, None
        lane = claim.delivery.lane
        circuit = self.circuits.get(lane, CLOSED)
        if circuit.probing:
            self.circuits[lane] = replace(circuit, probing=False, open_until=self.now)

    async def record(self, claim: Claim, outcome: Outcome, *, ms: int, luck: float) -> Status:
        row, lane = self.rows[claim.delivery.id], claim.delivery.lane
        row.log.append(outcome.code)
        circuit = self.circuits.get(lane, CLOSED)
        if outcome.lane:
            self.circuits[lane] = circuit.failed(self.now, luck) if outcome.retry else circuit.worked()
        elif circuit.probing:
            said = outcome.status is not None
            self.circuits[lane] = CLOSED if said else replace(circuit, probing=False, open_until=self.now)
        left = step(claim.delivery, outcome, now=self.now, luck=luck)
        if not claim.delivery.end_is_told(left.status) and row.lease == claim.lease and row.status == "queued":
            row.status, row.next_at, row.lease = left.status, left.next_at or row.next_at, None
        return left.status

    async def queued(self) -> Mapping[str, tuple[int, float]]:
        queued = [row for row in self.rows.values() if row.status == "queued"]
        waiting = [row for row in queued if row.held is None or row.held <= self.now]
        found: dict[str, tuple[int, float]] = {}
        for row in waiting:
            age = (self.now - max(row.created_at, row.held or row.created_at)).total_seconds()
            count, oldest = found.get(row.delivery.channel, (0, 0.0))
            found[row.delivery.channel] = count + 1, max(oldest, age)
        return found

    def _is_due(self, row: _Row) -> bool:
        return row.status == "queued" and row.next_at <= self.now

    def _is_open(self, row: _Row) -> bool:
        return self.circuits.get(row.delivery.lane, CLOSED).state(self.now) == "open"

    def _take(self, row: _Row, token: UUID, lease: timedelta, *, held: bool) -> Claim:
        since = row.delivery.since if row.begun else row.created_at if held else self.now
        lane = row.delivery.lane
        row.delivery = replace(row.delivery, attempts=row.delivery.attempts + 1, since=since)
        row.begun, row.lease, row.next_at = True, token, self.now + lease
        circuit = self.circuits.get(lane, CLOSED)
        if not held and circuit.state(self.now) == "half_open":
            self.circuits[lane] = circuit.probe(self.now + lease)
        return Claim(row.delivery, token)


class _FakeHolding:
    """See `ports.Holding`."""

    def __init__(self, queue: FakeQueue, hours: Hours) -> None:
        self._queue = queue
        self._hours = hours

    async def until(self, delivery: Delivery) -> datetime | None:
        held, now = self._queue.rows[delivery.id].held, self._queue.now
        return self._hours.held_until(now, is_working_day, waited=held is not None and held <= now)
