"""Takes deliveries from the queue and has them sent; one loop in every instance, side by side.

At least once: a delivery is marked only after its sender has answered. In the normal course once, as the lease is
longer than any attempt may take.
"""

import asyncio
import functools
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from opentelemetry.trace import StatusCode

from services.notifications.domain.delivery import Delivery, Outcome, Status
from services.notifications.ports import Claim, Holding, Queue, Sender
from shared.messaging.wake import Wake, wait
from shared.postgres import is_infrastructure, log_fault, retry_delays
from shared.telemetry import Metrics, Span, SpanKind, logger, span_from

AT_ONCE = 32
PER_LANE = 4
"""One slow receiver holds no more of the places than this."""

TIMEOUT = 15.0
LEASE = timedelta(seconds=45)
_POLL = 1.0
_GATHER = 0.02
_GRACE = 5.0
_GAUGES = 5.0
_WITHDRAWN = Outcome("withdrawn", stop=True, lane=False)

_log = logger(__name__)


async def _always(_: Delivery) -> bool:
    return True


class Dispatcher:
    """`senders` by channel. `end` ends a delivery whose end is told of; it may be called again for one. `wanted` says
    whether it may be sent still: asked of what is held, and of what goes out with another."""

    def __init__(
        self,
        queue: Queue,
        senders: Mapping[str, Sender],
        end: Callable[[Delivery, Status], Awaitable[None]],
        wake: Wake,
        metrics: Metrics,
        holding: Holding | None = None,
        wanted: Callable[[Delivery], Awaitable[bool]] = _always,
    ) -> None:
        self._queue = queue
        self._senders = senders
        self._end = end
        self._wake = wake
        self._metrics = metrics
        self._holding = holding
        self._wanted = wanted
        self._flying: dict[asyncio.Task[None], str] = {}

    async def run(self) -> None:
        """Until cancelled; then what is being sent is given a few seconds to arrive. What does not is sent again by
        whoever finds its lease run out."""
        bell = self._wake.bell("deliveries")
        gauges = asyncio.create_task(self._watch())
        try:
            await self._claim_on(bell)
        finally:
            gauges.cancel()
            self._wake.silence("deliveries", bell)
            if self._flying:
                _, late = await asyncio.wait(self._flying, timeout=_GRACE)
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)

    async def _claim_on(self, bell: asyncio.Event) -> None:
        delays = retry_delays()
        while True:
            room = AT_ONCE - len(self._flying)
            try:
                flying = Counter(self._flying.values())
                claims = (
                    await self._queue.claim(room=room, per_lane=PER_LANE, flying=flying, lease=LEASE) if room else ()
                )
            except Exception as error:
                log_fault(_log, "deliveries cannot be claimed", error)
                self._metrics.retries.labels("deliveries").inc()
                await asyncio.sleep(next(delays))
                continue
            delays = retry_delays()
            for claim in claims:
                task = asyncio.create_task(self._deliver(claim))
                self._flying[task] = claim.delivery.lane
                task.add_done_callback(functools.partial(self._landed, bell))
            if not claims or len(claims) == room:
                await wait(bell, _POLL)
                # What comes close together is claimed together.
                await asyncio.sleep(_GATHER)

    def _landed(self, bell: asyncio.Event, task: "asyncio.Task[None]") -> None:
        del self._flying[task]
        bell.set()

    async def _deliver(self, claim: Claim) -> None:
        delivery = claim.delivery
        with span_from(delivery.traceparent, f"deliver {delivery.channel}", SpanKind.CLIENT, _named(delivery)) as span:
            try:
                held = await self._held(claim)
            except Exception as error:
                # Its lease runs out, and it is asked again: nobody is disturbed at night because a look failed.
                log_fault(_log, "a delivery's quiet hours could not be looked up", error)
                return
            if held:
                span.set_attribute("samspil.outcome", "held")
                return
            began = time.monotonic()
            outcomes = await self._try_all(claim)
            took = time.monotonic() - began
            _note(span, next((said for _, said in outcomes if not said.stop), outcomes[0][1]))
            self._metrics.delivery_seconds.labels(delivery.channel).observe(took)
            for one, outcome in outcomes:
                await self._record(Claim(one, claim.lease), outcome, took)

    async def _held(self, claim: Claim) -> bool:
        """N3: while any of the claim is wanted still, nothing of it leaves. What was withdrawn meanwhile ends at once:
        whoever waits for its end hears of it (R7)."""
        until = None if self._holding is None else await self._holding.until(claim.delivery)
        if until is None:
            return False
        wanted: list[Delivery] = []
        gone: list[Delivery] = []
        for delivery in (claim.delivery, *claim.beside):
            (wanted if await self._wanted(delivery) else gone).append(delivery)
        if wanted:
            await self._queue.hold(Claim(wanted[0], claim.lease, tuple(wanted[1:])), until)
            for delivery in gone:
                await self._record(Claim(delivery, claim.lease), _WITHDRAWN, 0.0)
        return bool(wanted)

    async def _try_all(self, claim: Claim) -> list[tuple[Delivery, Outcome]]:
        """One message, for all of the claim that may still be sent; each comes to its own end. What cannot be looked up
        is left out: its lease runs out, and it is tried again."""
        sent: Outcome | None = None
        outcomes: list[tuple[Delivery, Outcome]] = []
        for delivery in (claim.delivery, *claim.beside):
            if sent is None:
                outcome = await self._try(delivery)
                sent = None if outcome.stop else outcome
            else:
                try:
                    wanted = await self._wanted(delivery)
                except Exception as error:
                    # What has just been sent must be noted all the same.
                    log_fault(_log, "whether a delivery is wanted still could not be looked up", error)
                    continue
                # What one message came to says no more of the lane for being a digest.
                outcome = sent._replace(lane=False) if wanted else _WITHDRAWN
            outcomes.append((delivery, outcome))
        return outcomes

    async def _record(self, claim: Claim, outcome: Outcome, took: float) -> None:
        delivery = claim.delivery
        self._metrics.deliveries.labels(delivery.channel, outcome.code).inc()
        try:
            luck = random.random()  # noqa: S311 (spreads load, guards nothing)
            left = await self._queue.record(claim, outcome, ms=round(took * 1000), luck=luck)
            if delivery.end_is_told(left):
                await self._end(delivery, left)
            if left == "given_up":
                self._metrics.deliveries_given_up.labels(delivery.channel).inc()
                _log.warning("a delivery was given up", notice_id=delivery.id, channel=delivery.channel)
        except Exception as error:
            # Its lease runs out, and it is tried again.
            log_fault(_log, "a delivery's outcome could not be kept", error)

    async def _try(self, delivery: Delivery) -> Outcome:
        sender = self._senders.get(delivery.channel)
        if sender is None:
            return Outcome("no_channel", retry=True, lane=False)
        try:
            async with asyncio.timeout(TIMEOUT):
                return await sender.send(delivery)
        except TimeoutError:
            return Outcome("timeout", retry=True)
        except Exception as error:
            log_fault(_log, "a sender failed", error)
            return Outcome("failed", retry=True, lane=False)

    async def _watch(self) -> None:
        seen: set[str] = set(self._senders)
        while True:
            try:
                queued = await self._queue.queued()
                seen.update(queued)
                for channel in seen:
                    count, age = queued.get(channel, (0, 0.0))
                    self._metrics.deliveries_queued.labels(channel).set(count)
                    self._metrics.deliveries_age.labels(channel).set(age)
            except Exception as error:
                if not is_infrastructure(error):
                    _log.error("the deliveries cannot be counted", error_type=type(error).__name__)
            await asyncio.sleep(_GAUGES)


def _named(delivery: Delivery) -> dict[str, str | int]:
    return {
        "samspil.channel": delivery.channel,
        "samspil.notice_id": str(delivery.id),
        "samspil.event_id": str(delivery.event_id),
        "samspil.event_type": delivery.event_type,
        "samspil.loop": str(delivery.correlationid),
        "samspil.recipient_kind": delivery.recipient.kind,
        "samspil.attempt": delivery.attempts,
    }


def _note(span: Span, outcome: Outcome) -> None:
    span.set_attribute("samspil.outcome", outcome.code)
    if outcome.status is not None:
        span.set_attribute("http.response.status_code", outcome.status)
    if not outcome.delivered and not outcome.stop:
        span.set_status(StatusCode.ERROR)
