"""Wiring of the notifications service, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from fastapi import FastAPI, Request
from uuid_utils.compat import uuid7

from services.notifications import channels, handlers, web
from services.notifications.api import reports, router
from services.notifications.api.inside import Inside
from services.notifications.api.strangers import StrangersLimit
from services.notifications.channels import Dispatcher
from services.notifications.channels.calm import Calm
from services.notifications.channels.register import opened, usable
from services.notifications.clocks import clocks
from services.notifications.domain.delivery import Delivery, Status
from services.notifications.domain.knowledge import Knowledge, KnowledgePage, Said
from services.notifications.domain.overlay import Departure
from services.notifications.domain.quiet import SHIPPED_QUIET, Quiet
from services.notifications.domain.ruled import Changes, Compared, InForce, Wanted
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.situation import Situation
from services.notifications.domain.subscription import Choice, Pace
from services.notifications.domain.tending import Colleague
from services.notifications.domain.told import MAIL, WEBHOOK
from services.notifications.domain.unread import Overdue, StandIn
from services.notifications.ports import Colleagues, GivenUpPage, KnowledgeBox, Parts, Why
from services.notifications.storage import (
    HELD,
    LEFTOVERS,
    WRAPS,
    Listening,
    Mailing,
    NotificationsStorage,
    PostgresAcceptance,
    PostgresColleagues,
    PostgresDecisions,
    PostgresGivenUp,
    PostgresHolding,
    PostgresKnowledge,
    PostgresLetters,
    PostgresMutes,
    PostgresOperating,
    PostgresQueue,
    PostgresReads,
    PostgresRulebook,
    PostgresStandIns,
    PostgresSubscriptions,
    PostgresWebhooks,
    Ruling,
    WebSessions,
    keep_filled,
    load,
)
from services.notifications.subscribers import hears
from services.notifications.web import WebSettings
from services.notifications.web.parts import MarkRead
from services.notifications.web.people import MailWanted
from services.notifications.web.sealing import Sealer
from shared.contracts import Reporter
from shared.http import load_router
from shared.identity import Apps, PurposeCode
from shared.messaging.glass import Glass
from shared.runtime import BadSettings, Chassis, Service, Settings, read_settings
from shared.telemetry import logger

_log = logger(__name__)


def chassis() -> Chassis:
    """The service, settings from the environment. Raises BadSettings."""
    settings = read_settings()
    _quiet(settings)
    listening = Listening(_register(settings))
    ruling = Ruling(_rules(settings))
    service = Service(
        name="notifications",
        title="Samspil: beskeder",
        migrations=Path(__file__).parent / "migrations",
        storage=lambda _name, keyring, clock_lengths: NotificationsStorage(
            keyring, listening.receivers, ruling.rules, clock_lengths
        ),
        reads=lambda pool, keyring, wake, decider: PostgresReads(
            pool, keyring, lambda: wake, Glass(pool, lambda: decider, handlers.glass_broken)
        ),
        reports=reports,
        hears=hears,
        clocks=clocks,
        routers=(router, load_router(lambda request: load(request.app.state.pool), "unread", "unanswered"), web.router),
        holds=HELD,
        wraps=WRAPS,
        leftovers=LEFTOVERS,
        set_up=lambda app: _set_up(app, listening, ruling),
    )
    return Chassis(service, settings)


def create() -> FastAPI:
    """The service over HTTP, not yet started. Raises BadSettings."""
    return chassis().application()


def _set_up(app: FastAPI, listening: Listening, ruling: Ruling) -> None:
    app.state.decisions = PostgresDecisions(lambda: app.state.decider)
    app.state.ruling = ruling
    app.state.load = load
    app.state.strangers = StrangersLimit()
    web.setup(
        app,
        _web_settings(app.state.settings),
        sessions=WebSessions,
        mark_read=_mark_read,
        tending=_Tending,
        invitations=PostgresAcceptance,
        knowledge=_KnowledgeBox,
        rules=lambda app: _RulePages(app, ruling.shipped),
        muting=_MutePages,
        inside=Inside,
        records=lambda app: app.state.reads,
        operations=_OwnOperations,
    )
    app.state.people = _People(app)
    app.state.listening = listening
    channels.setup(app, _dispatcher)


@asynccontextmanager
async def _dispatcher(app: FastAPI) -> AsyncIterator[Dispatcher]:
    state = app.state
    state.operating = PostgresOperating(state.pool)
    state.sessions = WebSessions(state.pool)
    state.webhooks = PostgresWebhooks(state.pool, Sealer(state.keyring))
    state.mutes = PostgresMutes(state.pool)
    state.rulebook = PostgresRulebook(state.pool, lambda: state.wake)
    state.colleagues = PostgresColleagues(state.pool)
    glass = Glass(state.pool, lambda: state.decider, handlers.glass_broken)
    state.knowledge = PostgresKnowledge(state.pool, state.keyring, lambda: state.decider, glass)
    letters = PostgresLetters(state.pool, state.keyring)
    quiet = _quiet(state.settings)
    state.subscriptions = PostgresSubscriptions(state.pool, state.keyring, quiet)
    state.stand_ins = PostgresStandIns(state.pool, state.keyring)
    state.given_up = PostgresGivenUp(state.pool)
    told = state.settings.by_name()
    parts = Parts(
        settings=told,
        public_url=state.settings.public_url,
        letters=letters,
        webhooks=state.webhooks,
        listens=lambda app: state.listening.now.listens(app),
    )
    used = usable(told)
    _log.info("channels", channel=sorted(used))

    async def end(delivery: Delivery, status: Status) -> None:
        await handlers.end_delivery(delivery, status, state.decisions)

    async def wanted(delivery: Delivery) -> bool:
        return delivery.recipient.kind == "app" or await letters.of(delivery) is not None

    async with opened(used, parts) as senders, asyncio.TaskGroup() as beside:
        state.webhook_trial = senders[WEBHOOK]
        at_hand = [beside.create_task(kept.run(state.pool, state.wake)) for kept in (state.listening, state.ruling)]
        at_hand.append(beside.create_task(keep_filled(state.pool)))
        if MAIL in used:
            at_hand.append(beside.create_task(Mailing(state.pool, state.wake, quiet).run()))
        holding = Calm(used, state.listening.quiet, PostgresHolding(state.pool, quiet))
        queue = PostgresQueue(state.pool)
        yield Dispatcher(queue, senders, end, state.wake, state.metrics, holding, wanted)
        for kept in at_hand:
            kept.cancel()


def _register(settings: Settings) -> Callable[[str, str], str | None]:
    apps = Apps(settings.registered_apps, settings.apps_file)

    def department_of(app: str, kept: str) -> str | None:
        # Without a register, or before it could be read, nothing is known against what was kept.
        return apps.department_of(app) if apps.known else kept

    return department_of


def _rules(settings: Settings) -> Rules:
    """The shipped ones, over the channels people can be reached by here."""
    return SHIPPED.over({code: way.contact for code, way in usable(settings.by_name()).items() if way.contact})


def _quiet(settings: Settings) -> Quiet:
    try:
        return SHIPPED_QUIET.given(settings.quiet_hours)
    except ValueError:
        raise BadSettings("SAMSPIL_QUIET_HOURS cannot be used") from None


def _mark_read(app: FastAPI) -> MarkRead:
    async def mark(reader: Reporter, notice_id: UUID, by: str) -> None:
        await handlers.read_notice(reader, by, notice_id, app.state.reads, app.state.decisions)

    return mark


class _Tending:
    """See `web.parts.Tending`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def seen(self, reader: Reporter, name: str) -> None:
        await self._state.colleagues.seen(reader, name)

    async def colleagues(self, reader: Reporter) -> Sequence[Colleague]:
        colleagues: Colleagues = self._state.colleagues
        return await colleagues.of(reader)

    async def snooze(self, reader: Reporter, notice_id: UUID, by: str, until: datetime) -> None:
        await handlers.snooze_notice(reader, by, notice_id, until, self._state.reads, self._state.decisions)

    async def wake(self, reader: Reporter, notice_id: UUID) -> None:
        await handlers.wake_notice(reader, notice_id, self._state.reads, self._state.decisions)

    async def hand_over(self, reader: Reporter, notice_id: UUID, by: str, sub: str) -> None:
        state = self._state
        await handlers.hand_over_notice(reader, by, notice_id, sub, state.colleagues, state.reads, state.decisions)

    async def take_back(self, reader: Reporter, notice_id: UUID) -> None:
        await handlers.take_back_notice(reader, notice_id, self._state.reads, self._state.decisions)

    async def acknowledge(self, reader: Reporter, notice_id: UUID, by: str, words: str) -> None:
        await handlers.acknowledge_notice(reader, by, notice_id, words, self._state.reads, self._state.decisions)


class _People:
    """See `web.people.People`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def chosen(self, reader: Reporter) -> Choice:
        chosen: Choice = await self._state.subscriptions.of(reader)
        return chosen

    async def choose(self, reader: Reporter, email: str | None, wanted: MailWanted) -> None:
        pace = cast("Pace", wanted.pace)
        hours = wanted.quiet_from, wanted.quiet_until
        kept = self._state.subscriptions
        await handlers.choose_mail(reader, email, pace, *hours, kept, closed_days=wanted.closed_days)

    async def signed_in(self, reader: Reporter, email: str | None) -> None:
        await self._state.subscriptions.signed_in(reader, email)

    async def stand_in(self, department: str) -> StandIn | None:
        found: StandIn | None = await self._state.stand_ins.of(department)
        return found

    async def set_stand_in(self, reader: Reporter, name: str, email: str, days: tuple[date, date]) -> None:
        await handlers.set_stand_in(reader, reader.department or "", name, email, *days, self._state.stand_ins)

    async def remove_stand_in(self, reader: Reporter) -> None:
        await handlers.remove_stand_in(reader, reader.department or "", self._state.stand_ins)

    async def unread(self, reader: Reporter) -> Sequence[Overdue]:
        found: Sequence[Overdue] = await self._state.stand_ins.unread(reader)
        return found

    async def given_up(self, reader: Reporter, cursor: str | None) -> GivenUpPage:
        page: GivenUpPage = await self._state.given_up.page(reader, cursor=cursor)
        return page

    async def again(self, reader: Reporter, delivery_id: UUID) -> None:
        await self._state.given_up.again(reader, delivery_id)
        self._state.wake.ring("deliveries")


class _KnowledgeBox:
    """See `web.parts.KnowledgeBox`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def hand_in(self, request: Request, said: Said) -> None:
        self._state.strangers.take(request)
        await handlers.hand_in(uuid7(), said, self._state.knowledge)

    async def unmatched(self, reader: Reporter, cursor: str | None, limit: int) -> KnowledgePage:
        box: KnowledgeBox = self._state.knowledge
        return await box.unmatched(reader, cursor=cursor, limit=limit)

    async def match(self, reader: Reporter, id_: UUID, citizen_id: UUID) -> None:
        await handlers.match_knowledge(reader, id_, citizen_id, self._state.knowledge)

    async def discard(self, reader: Reporter, id_: UUID) -> None:
        await handlers.discard_knowledge(reader, id_, self._state.knowledge)

    async def read(self, reader: Reporter, name: str, id_: UUID) -> Knowledge:
        state, why = self._state, Why(PurposeCode.CASEWORK.value)
        return await handlers.read_knowledge(reader, name, id_, why, state.knowledge, state.reads, state.decisions)


class _MutePages:
    """See `web.mutes.MutePages`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def of(self, reader: Reporter) -> frozenset[str]:
        return await handlers.muted(reader, self._state.mutes)

    async def put(self, reader: Reporter, types: Iterable[str]) -> None:
        await handlers.mute(reader, types, self._state.mutes)

    async def like(self, reader: Reporter, notice_id: UUID) -> None:
        await handlers.mute_like(reader, notice_id, self._state.reads, self._state.mutes)


class _RulePages:
    """See `web.ruling.RulePages`."""

    def __init__(self, app: FastAPI, shipped: Rules) -> None:
        self._state = app.state
        self.shipped = shipped

    async def in_force(self) -> InForce:
        return await handlers.rules_in_force(self._state.rulebook, self.shipped)

    async def changes(self, cursor: str | None, limit: int) -> Changes:
        return await handlers.rule_changes(self._state.rulebook, self.shipped, cursor=cursor, limit=limit)

    async def change(self, manager: Reporter, name: str, wanted: Wanted) -> InForce:
        return await handlers.change_rules(manager, name, wanted, self._state.rulebook, self.shipped)

    def compare(self, type_: str, situation: Situation, departures: tuple[Departure, ...], now: Rules) -> Compared:
        listening = self._state.listening.now
        return handlers.compare_rules(type_, situation, departures, now, self.shipped, listening)


class _OwnOperations:
    """See `web.parts.Operations`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def flow(self) -> Mapping[str, Any]:
        return asdict(await self._state.operations.flow())

    async def letters(self) -> Sequence[Mapping[str, Any]]:
        return [asdict(letter) for letter in await self._state.operations.letters()]

    async def replay(self, number: int | None) -> Mapping[str, Any]:
        return asdict(await self._state.operations.replay(number))

    async def receivers(self) -> Sequence[Mapping[str, Any]]:
        return [asdict(receiver) for receiver in await self._state.operating.receivers()]

    async def loop(self, id_: UUID) -> Sequence[Mapping[str, Any]]:
        return [asdict(step) for step in await self._state.operating.loop(id_)]


def _web_settings(settings: Settings) -> WebSettings:
    secret = settings.web_client_secret
    return WebSettings(
        public_url=settings.public_url,
        issuer=settings.issuer,
        client_id=settings.web_client_id or "",
        client_secret="" if secret is None else secret.get_secret_value(),
        traces_url=settings.traces_url,
        referral_url=settings.referral_url,
        kraftcenter_url=settings.kraftcenter_url,
    )
