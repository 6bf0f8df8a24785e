"""The three services' own routes on their databases, in this process and without Kafka; tokens are of our own."""

import importlib
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import httpx2
import pytest
from fastapi import FastAPI

from deploy.embedded.stack import Stack
from services.notifications.app import _dispatcher
from shared.messaging.topics import SERVICES
from shared.postgres import open_pool
from shared.runtime.operations import Operations
from shared.runtime.parts import Parts
from shared.telemetry import Metrics
from tests.unit.identity.issuer import Issuer

ISSUER = Issuer()


@asynccontextmanager
async def service_here(databases: Stack, service: str) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    """The application as it is served, but for what goes on beside the answering."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in databases.environment(service).items():
            patched.setenv(name, value)
        if service == "kraftcenter":
            # The suites' world of this service has a key of its own.
            patched.setenv("SAMSPIL_KEY_ENCRYPTION_KEY", b64encode(bytes(32)).decode())
        chassis = importlib.import_module(f"services.{service}.app").chassis()
    app = chassis.application()
    settings = app.state.settings
    pool = await open_pool(settings.database_url.get_secret_value(), application_name="tests", max_size=4)
    parts, state = Parts(chassis.service, settings, pool, Metrics()), app.state
    state.pool, state.parts, state.keyring, state.apps = pool, parts, parts.keyring, parts.apps
    state.operations = Operations(service, parts)
    state.desk, state.decider, state.wake, state.verifier = parts.desk, parts.decider, parts.wake, ISSUER.verifier()
    state.reads = chassis.service.reads(pool, parts.keyring, parts.wake, parts.decider)
    beside = _dispatcher(app) if service == "notifications" else nullcontext()
    try:
        async with beside, httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://t") as client:
            yield app, client
    finally:
        await pool.close()


__all__ = ["ISSUER", "SERVICES", "service_here"]
