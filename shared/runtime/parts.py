"""What a running service is made of, put together once."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg
from uuid_utils.compat import uuid7

from shared.contracts.event import Cause, Event
from shared.contracts.notifications import CorrectionReached, NoticeRead, NoticesDelivered
from shared.identity import HELD as IDENTITYS
from shared.identity import LEFTOVERS as OF_IDENTITY
from shared.identity import Apps, Held, Keyring, Verifier
from shared.intake import HELD as INTAKES
from shared.intake import INTAKE_TOPICS, WAITING, Desk, KafkaIntake, ReportsAgain, note_reach, note_told
from shared.intake import LEFTOVERS as OF_INTAKE
from shared.messaging import Hears, SubjectWork, Unit
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.decider import Decider
from shared.messaging.events_again import EventsAgain
from shared.messaging.hearing import Hearing
from shared.messaging.held import HELD as MESSAGINGS
from shared.messaging.leftovers import LEFTOVERS as OF_MESSAGING
from shared.messaging.reader import Reader
from shared.messaging.relay import Relay
from shared.messaging.replay import Replay
from shared.messaging.several import Several
from shared.messaging.subscription import Subscription
from shared.messaging.topics import intake_group
from shared.messaging.waiting import Waiting
from shared.messaging.wake import Wake
from shared.postgres import Connection, Pool
from shared.runtime.kafka import make_broker, make_producer
from shared.runtime.purging import Purger
from shared.runtime.rates import Rates
from shared.runtime.service import Service
from shared.runtime.settings import Settings
from shared.telemetry import Metrics, span_from, start_span, traceparent_of
from shared.timers import HELD as TIMERS
from shared.timers import Clocks, Listening, Ticker, Timer, clear_timer
from shared.timers.ticker import still_due

_receipts = Hears()

HELD_BY_ALL: tuple[Held, ...] = (*INTAKES, *TIMERS, *MESSAGINGS, *IDENTITYS)
"""What the floors keep about citizens in every service."""


@_receipts.on(NoticesDelivered)
@_receipts.on(NoticeRead)
async def _tell_receipts(event: Event[Any], work: SubjectWork) -> None:
    note_told(work.unit, event)


@_receipts.on(CorrectionReached)
async def _keep_reach(event: Event[Any], work: SubjectWork) -> None:
    note_reach(work.unit, event)


class Parts:
    """Built on an open pool; the chassis runs what goes on in the background while the service answers."""

    def __init__(self, service: Service, settings: Settings, pool: Pool, metrics: Metrics) -> None:
        self.metrics = metrics
        self.rates = Rates(metrics)
        self.reading = False
        self.settings = settings
        self.pool = pool
        self.keyring = Keyring(settings.wrapping_key(), previous=settings.previous_wrapping_keys())
        self.apps = Apps(settings.registered_apps, settings.apps_file)
        self.verifier = Verifier(
            settings.issuer, settings.audience, stand_in_tokens=settings.stand_in_tokens, apps=self.apps
        )
        self.wake = Wake(pool)
        self._again = ReportsAgain(service.name, service.reports)
        hears = service.hears.plus(_receipts)
        waiting: Waiting[Any] = Waiting()
        waiting.on("report", self._again)
        waiting.on("event", EventsAgain(hears))
        held = (*service.holds, *HELD_BY_ALL)
        self.decider: Decider[Any] = Decider(
            pool,
            service.storage(service.name, self.keyring, settings.clock_lengths),
            waiting,
            metrics,
            finish=self._finish,
            committed=self._committed,
            held=held,
        )
        leftovers = (*service.leftovers, *OF_INTAKE, *OF_MESSAGING, *OF_IDENTITY)
        self.purger = Purger(pool, [(each, settings.kept(each.keep)) for each in leftovers], held, metrics)
        self._several: Several[Any] = Several(lambda: self.decider)
        self.desk = Desk(service.name, pool, self.decider, service.reports, settings.clock_lengths, metrics)
        dead_letters = DeadLetters()
        self.reader = Reader(service.name, pool, self.decider, hears, dead_letters, metrics)
        self.replay = Replay(service.name, pool, self.decider, hears, dead_letters)
        self.relay = Relay(self._own_connection, lambda: make_producer(settings), self.wake, metrics)
        own = Clocks()
        own.on_silence(WAITING)(self._again.time_is_up)
        self._clocks = service.clocks.plus(own)
        self.broker = make_broker(settings)
        self.intake = KafkaIntake(service.name, pool, self.desk, self.apps, metrics)
        events = Subscription(self.broker, hears.topics, service.name, self.reader.read, metrics)
        reports = Subscription(
            self.broker, (), intake_group(service.name), self.intake.read, metrics, pattern=INTAKE_TOPICS
        )
        self.subscriptions = (events, reports)
        self.hearing = Hearing(pool, self.subscriptions)
        self.ticker = Ticker(
            pool, self._fire, self.hearing.until, Listening(pool), metrics, silences=self._clocks.silences()
        )

    def _finish(self, unit: Unit) -> None:
        for event in unit.published:
            note_told(unit, event)
            note_reach(unit, event)

    def _committed(self, unit: Unit) -> None:
        for channel in unit.channels:
            self.wake.ring(channel)
        for type_, published in Counter(event.type for event in unit.published).items():
            self.metrics.events_published.labels(type_).inc(published)

    async def _own_connection(self) -> "asyncpg.Connection[asyncpg.Record]":
        """The relay's: the server ends it within seconds of us falling silent, so that a standby can take over."""
        return await asyncpg.connect(
            self.settings.database_url.get_secret_value(),
            timeout=10,
            command_timeout=15,
            server_settings={
                "application_name": f"relay {self.settings.instance}",
                # The relay uses it every second, also while Kafka is slow to confirm.
                "idle_session_timeout": "3000",
                "tcp_user_timeout": "5000",
                "client_connection_check_interval": "1000",
                "timezone": "UTC",
                # Planned while next to nothing stands there, and kept, reading all of the outbox would seem best.
                "enable_seqscan": "off",
                "jit": "off",
            },
        )

    async def listening_connection(self) -> "asyncpg.Connection[asyncpg.Record]":
        """For hints from other instances."""
        return await asyncpg.connect(
            self.settings.database_url.get_secret_value(),
            timeout=10,
            command_timeout=10,
            server_settings={"application_name": f"wake {self.settings.instance}"},
        )

    async def _fire(self, timer: Timer) -> bool:
        if self._clocks.is_over_several(timer.kind):
            return await self._fire_over_several(timer)

        async def decide(connection: Connection, work: SubjectWork) -> bool:
            if not await still_due(connection, timer, silence=timer.kind in self._clocks.silences()):
                return False
            span = start_span(
                None, f"clock {timer.kind}", attributes={"samspil.timer": timer.kind}, links=[timer.traceparent]
            )
            work.cause = Cause(uuid7(), timer.due, None, timer.correlationid, traceparent_of(span))
            clear_timer(work, timer.kind, timer.ref)
            try:
                await self._clocks.ran_out(timer, work)
            finally:
                span.end()
            return True

        return await self.decider.once(timer.subject, decide)

    async def _fire_over_several(self, timer: Timer) -> bool:
        async def decide(work_of: Callable[[UUID], SubjectWork]) -> None:
            clear_timer(work_of(timer.subject), timer.kind, timer.ref)
            await self._clocks.ran_out(timer, work_of)

        with span_from(
            None, f"clock {timer.kind}", attributes={"samspil.timer": timer.kind}, links=[timer.traceparent]
        ):
            await self._several.decide(timer.subject, decide)
        return True
