"""Wiring, nothing else; importing it connects to nothing."""

from pathlib import Path

from fastapi import FastAPI

from services.kraftcenter.api import reports, router
from services.kraftcenter.storage import KraftcenterStorage, PostgresReads
from services.kraftcenter.subscribers import hears
from shared.runtime import Chassis, Service
from shared.timers import Clocks


def chassis() -> Chassis:
    """The service, settings from the environment; it keeps no clock of its own."""
    return Chassis(
        Service(
            name="kraftcenter",
            title="Samspil: kraftcenter",
            migrations=Path(__file__).parent / "migrations",
            storage=lambda _name, keyring, _clock_lengths: KraftcenterStorage(keyring),
            reads=PostgresReads,
            reports=reports,
            hears=hears,
            clocks=Clocks(),
            routers=(router,),
        )
    )


def create() -> FastAPI:
    """The service over HTTP, not yet started."""
    return chassis().application()
