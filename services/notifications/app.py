"""Wiring of the notifications service, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI

from services.notifications import channels, handlers, web
from services.notifications.api import reports, router
from services.notifications.channels import Dispatcher
from services.notifications.clocks import clocks
from services.notifications.domain.delivery import Delivery
from services.notifications.ports import Sender
from services.notifications.storage import (
    NotificationsStorage,
    PostgresDecisions,
    PostgresQueue,
    PostgresReads,
    WebSessions,
)
from services.notifications.subscribers import hears
from services.notifications.web import WebSettings
from services.notifications.web.parts import MarkRead
from shared.contracts import Reporter
from shared.runtime import Chassis, Service, Settings


def chassis() -> Chassis:
    """The service, settings from the environment."""
    return Chassis(
        Service(
            name="notifications",
            title="Samspil: beskeder",
            migrations=Path(__file__).parent / "migrations",
            storage=lambda _name, keyring, _clock_lengths: NotificationsStorage(keyring),
            reads=lambda pool, keyring, wake: PostgresReads(pool, keyring, lambda: wake),
            reports=reports,
            hears=hears,
            clocks=clocks,
            routers=(router, web.router),
            set_up=_set_up,
        )
    )


def create() -> FastAPI:
    """The service over HTTP, not yet started. Raises BadSettings."""
    return chassis().application()


def _set_up(app: FastAPI) -> None:
    app.state.decisions = PostgresDecisions(lambda: app.state.decider)
    web.setup(app, _web_settings(app.state.settings), sessions=WebSessions, mark_read=_mark_read)
    channels.setup(app, _dispatcher)


@asynccontextmanager
async def _dispatcher(app: FastAPI) -> AsyncIterator[Dispatcher]:
    senders: dict[str, Sender] = {}

    async def give_up(delivery: Delivery) -> None:
        await handlers.give_up(delivery, app.state.decisions)

    yield Dispatcher(PostgresQueue(app.state.pool), senders, give_up, app.state.wake, app.state.metrics)


def _mark_read(app: FastAPI) -> MarkRead:
    async def mark(reader: Reporter, notice_id: UUID, by: str) -> None:
        await handlers.read_notice(reader, by, notice_id, app.state.reads, app.state.decisions)

    return mark


def _web_settings(settings: Settings) -> WebSettings:
    secret = settings.web_client_secret
    return WebSettings(
        public_url=settings.public_url,
        issuer=settings.issuer,
        client_id=settings.web_client_id or "",
        client_secret="" if secret is None else secret.get_secret_value(),
        traces_url=settings.traces_url,
        referral_url=settings.referral_url,
    )
