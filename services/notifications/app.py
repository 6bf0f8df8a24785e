"""Wiring of the notifications service, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.notifications import channels, handlers, web
from services.notifications.api import inside, reports, router
from services.notifications.api.strangers import StrangersLimit
from services.notifications.channels import Dispatcher
from services.notifications.channels.calm import Calm
from services.notifications.channels.register import opened, usable
from services.notifications.clocks import clocks
from services.notifications.domain.delivery import Delivery, Status
from services.notifications.domain.quiet import SHIPPED_QUIET, Quiet
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.told import MAIL, WEBHOOK
from services.notifications.ports import Parts
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
from services.notifications.web.sealing import Sealer
from shared.http import load_router
from shared.identity import Apps
from shared.messaging.glass import Glass
from shared.runtime import BadSettings, Chassis, Service, Settings, read_settings
from shared.telemetry import logger

_log = logger(__name__)


def chassis() -> Chassis:
    """The service, settings from the environment. Raises BadSettings."""
    settings = read_settings()
    quiet = _quiet(settings)
    listening = Listening(_register(settings))
    ruling = Ruling(_rules(settings))
    service = Service(
        name="notifications",
        title="Samspil: beskeder",
        migrations=Path(__file__).parent / "migrations",
        storage=lambda _name, keyring, clock_lengths: NotificationsStorage(
            keyring, listening.receivers, ruling.rules, clock_lengths, quiet
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
        mark_read=inside.MarkRead,
        tending=inside.Tending,
        invitations=PostgresAcceptance,
        knowledge=inside.KnowledgeBox,
        rules=lambda app: inside.RulePages(app, ruling.shipped),
        muting=inside.MutePages,
        inside=inside.Inside,
        records=lambda app: app.state.reads,
        operations=inside.OwnOperations,
    )
    app.state.people = inside.People(app)
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
    state.stand_ins = PostgresStandIns(state.pool, state.keyring, quiet.of("person") if MAIL in used else None)
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
