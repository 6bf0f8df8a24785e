"""The frame a service's `app` stands on: start, run in the background, answer, and stop without losing anything."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shared.contracts.asyncapi import asyncapi_document
from shared.contracts.fact import Owner
from shared.http import access_log_router, prepare, spot_checks_router
from shared.http.reference_pages import add_reference_pages
from shared.identity import WRAPS, Keyring, Rotated, rotate
from shared.intake import router as intake_router
from shared.intake.together import CONNECTIONS as REPORTS_AT_ONCE
from shared.messaging.replay import Replayed
from shared.messaging.subscription import AT_ONCE as EVENTS_AT_ONCE
from shared.messaging.subscription import RECORDS_AT_ONCE
from shared.postgres import migration_folders, open_pool, pending, retry_delays
from shared.runtime.access import manager_may_read
from shared.runtime.gauges import watch
from shared.runtime.health import router as health_router
from shared.runtime.operations import Operations
from shared.runtime.operations_door import router as operations_router
from shared.runtime.parts import Parts
from shared.runtime.service import Service
from shared.runtime.settings import Settings, read_settings
from shared.telemetry import Metrics, RequestMetrics, configure, http_telemetry, logger, shutdown

_log = logger(__name__)
_VERSION = "0.1.0"
FOR_THE_REST = 4
"""Readiness, pages, receipts, clocks, deliveries and hints: what never waits for a citizen that others hold."""
CONNECTIONS = REPORTS_AT_ONCE + EVENTS_AT_ONCE + RECORDS_AT_ONCE + FOR_THE_REST
"""The pool of one instance. Its relay and its listening have one each besides."""
OWNERS: tuple[Owner, ...] = ("referral", "kraftcenter", "notifications")


class Chassis:
    """One service, not yet started. Making it connects to nothing."""

    def __init__(self, service: Service, settings: Settings | None = None) -> None:
        self.service = service
        self._settings = settings

    def application(self) -> FastAPI:
        """The service over HTTP, with its reading, relaying and clocks in the background while it runs."""
        service = self.service
        settings = self._settings or read_settings()
        metrics = Metrics()
        app = FastAPI(
            title=service.title,
            version=_VERSION,
            docs_url=None,
            redoc_url=None,
            lifespan=self._lifespan,
            telemetry=http_telemetry(),
        )
        app.state.settings = settings
        app.state.metrics = metrics
        app.state.stopping = asyncio.Event()
        for router in (
            intake_router,  # first: routes are tried one after the other
            health_router,
            operations_router,
            access_log_router(service.name, manager_may_read=manager_may_read),
            spot_checks_router(service.name),
            *service.routers,
        ):
            app.include_router(router)
        prepare(app)
        app.add_middleware(RequestMetrics, metrics=metrics)
        owners: list[Owner] = [name for name in OWNERS if f"{name}.events" in service.hears.topics]
        add_reference_pages(app, asyncapi_document(service.name, hears=owners))
        if service.set_up is not None:
            service.set_up(app)
        return app

    async def replay(self) -> list[Replayed]:
        """Runs this service's dead letters again, in order, without serving."""
        settings = self._settings or read_settings()
        pool = await open_pool(settings.database_url.get_secret_value(), application_name=f"{self.service.name} replay")
        try:
            return await Parts(self.service, settings, pool, Metrics()).replay.all()
        finally:
            await pool.close()

    async def rotate_keys(self) -> Rotated:
        """Wraps every key of this service's anew under the newest wrapping key, without serving."""
        settings = self._settings or read_settings()
        keyring = Keyring(settings.wrapping_key(), previous=settings.previous_wrapping_keys())
        pool = await open_pool(settings.database_url.get_secret_value(), application_name=f"{self.service.name} keys")
        try:
            return await rotate(pool, keyring, (*WRAPS, *self.service.wraps))
        finally:
            await pool.close()

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        service, settings = self.service, app.state.settings
        configure(service.name, _VERSION, settings.instance)
        pool = await open_pool(
            settings.database_url.get_secret_value(),
            application_name=settings.instance,
            min_size=0,
            max_size=CONNECTIONS,
        )
        parts = Parts(service, settings, pool, app.state.metrics)
        app.state.pool, app.state.parts = pool, parts
        app.state.operations = Operations(service.name, parts)
        app.state.keyring, app.state.verifier, app.state.apps = parts.keyring, parts.verifier, parts.apps
        app.state.desk, app.state.decider, app.state.wake = parts.desk, parts.decider, parts.wake
        app.state.reads = service.reads(pool, parts.keyring, parts.wake, parts.decider)
        running = asyncio.create_task(_run(service, parts))
        running.add_done_callback(_end_with)
        try:
            yield
        finally:
            app.state.stopping.set()
            running.cancel()
            await asyncio.wait([running])
            await parts.verifier.aclose()
            pool.terminate()
            await asyncio.to_thread(shutdown)


async def _run(service: Service, parts: Parts) -> None:
    """Waits for the tables, then reads, relays and keeps the clocks until cancelled."""
    await _until_done("migrations", lambda: _tables_are_there(service, parts))
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_read(parts))
            tasks.create_task(parts.relay.run())
            tasks.create_task(parts.ticker.run())
            tasks.create_task(parts.purger.run())
            tasks.create_task(parts.wake.listen(parts.listening_connection))
            tasks.create_task(watch(service.name, parts))
    finally:
        parts.reading = False
        await _stop_reading(parts)


async def _read(parts: Parts) -> None:
    """Begins to read as soon as Kafka is there; clocks wait for it."""

    async def start() -> None:
        try:
            await parts.broker.start()
        except Exception:
            # A consumer that came half-way would stay a member of the group beside the next one.
            await _stop_reading(parts)
            raise

    await _until_done("kafka", start)
    parts.reading = True


async def _stop_reading(parts: Parts) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(10):
            await parts.broker.stop()


async def _tables_are_there(service: Service, parts: Parts) -> None:
    missing = await pending(parts.pool, migration_folders(service.migrations))
    if missing:
        raise LookupError(f"{len(missing)} migrations have not been run")


async def _until_done(what: str, act: Callable[[], Awaitable[None]]) -> None:
    delays = retry_delays()
    while True:
        try:
            await act()
        except Exception as error:
            _log.warning("a start is tried again", kind=what, error_type=type(error).__name__)
            await asyncio.sleep(next(delays))
        else:
            return


def _end_with(running: "asyncio.Task[None]") -> None:
    """A service that answers but reads and relays no more would be silence: it ends, and whoever keeps it starts it."""
    if not running.cancelled() and (fault := running.exception()) is not None:
        _log.error("the background work failed", error_type=type(fault).__name__, exc_info=fault)
        signal.raise_signal(signal.SIGTERM)
