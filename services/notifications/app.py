"""Wiring of the notifications service, and nothing else."""

from pathlib import Path
from uuid import UUID

from fastapi import FastAPI

from services.notifications import handlers, web
from services.notifications.api import reports, router
from services.notifications.clocks import clocks
from services.notifications.storage import NotificationsStorage, PostgresDecisions, PostgresReads, WebSessions
from services.notifications.subscribers import hears
from services.notifications.web import WebSettings
from services.notifications.web.parts import MarkRead
from shared.contracts import Reporter
from shared.identity import Keyring
from shared.postgres import Pool
from shared.runtime import Chassis, Service, Settings, read_settings
from shared.timers import ClockLengths


def create(settings: Settings | None = None) -> FastAPI:
    """The service over HTTP; it connects when it starts. Raises BadSettings."""
    settings = settings or read_settings()
    app: FastAPI

    def storage(_: str, keyring: Keyring, __: ClockLengths) -> NotificationsStorage:
        return NotificationsStorage(keyring)

    def reads(pool: Pool, keyring: Keyring) -> PostgresReads:
        return PostgresReads(pool, keyring, lambda: app.state.wake)

    def set_up(app: FastAPI) -> None:
        app.state.decisions = PostgresDecisions(lambda: app.state.decider)
        web.setup(app, _web_settings(settings), sessions=WebSessions, mark_read=_mark_read)

    app = Chassis(
        Service(
            name="notifications",
            title="Samspil: beskeder",
            migrations=Path(__file__).parent / "migrations",
            storage=storage,
            reads=reads,
            reports=reports,
            hears=hears,
            clocks=clocks,
            routers=(router, web.router),
            set_up=set_up,
        ),
        settings,
    ).application()
    return app


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
