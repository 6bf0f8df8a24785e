"""Wiring, nothing else; importing it connects to nothing."""

from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI

from services.kraftcenter import handlers
from services.kraftcenter.api import reports, router
from services.kraftcenter.clocks import clocks
from services.kraftcenter.domain import Figures
from services.kraftcenter.storage import HELD, KraftcenterStorage, PostgresCourses, PostgresReads, load, next_due
from services.kraftcenter.subscribers import hears
from shared.http import load_router
from shared.messaging.glass import Glass
from shared.runtime import BadSettings, Chassis, Service, Settings, read_settings


def _set_up(app: FastAPI) -> None:
    app.state.courses = PostgresCourses(lambda: app.state.pool, lambda: app.state.decider)


SERVICE = Service(
    name="kraftcenter",
    title="Samspil: kraftcenter",
    migrations=Path(__file__).parent / "migrations",
    storage=lambda _name, keyring, clock_lengths: KraftcenterStorage(keyring, clock_lengths),
    reads=lambda pool, keyring, _wake, decider: PostgresReads(
        keyring, Glass(pool, lambda: decider, handlers.glass_broken)
    ),
    reports=reports,
    hears=hears,
    clocks=clocks,
    routers=(
        router,
        load_router(
            lambda request: load(request.app.state.pool),
            "running",
            "overdue",
            next_due=lambda request, department: next_due(request.app.state.pool, department),
        ),
    ),
    holds=HELD,
    set_up=_set_up,
)
"""With courses' figures as shipped."""


def chassis() -> Chassis:
    """The service as its environment describes it. Raises BadSettings."""
    settings = read_settings()
    figures = _figures(settings)
    service = replace(
        SERVICE, storage=lambda _name, keyring, clock_lengths: KraftcenterStorage(keyring, clock_lengths, figures)
    )
    return Chassis(service, settings)


def create() -> FastAPI:
    """The service over HTTP; it connects when it starts. Raises BadSettings."""
    return chassis().application()


def _figures(settings: Settings) -> Figures:
    try:
        return Figures.parse(settings.courses)
    except ValueError:
        raise BadSettings("SAMSPIL_COURSES cannot be used") from None
