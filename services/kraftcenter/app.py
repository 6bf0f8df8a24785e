"""Wiring, nothing else; importing it connects to nothing."""

from pathlib import Path

from fastapi import FastAPI

from services.kraftcenter.api import reports, router
from services.kraftcenter.storage import KraftcenterStorage, PostgresReads
from services.kraftcenter.subscribers import hears
from shared.runtime import Chassis, Service
from shared.timers import Clocks

SERVICE = Service(
    name="kraftcenter",
    title="Samspil: kraftcenter",
    migrations=Path(__file__).parent / "migrations",
    storage=lambda _name, keyring, _clock_lengths: KraftcenterStorage(keyring),
    reads=lambda pool, keyring, _wake: PostgresReads(pool, keyring),
    reports=reports,
    hears=hears,
    clocks=Clocks(),  # none of its own
    routers=(router,),
)


def chassis() -> Chassis:
    """The service as its environment describes it."""
    return Chassis(SERVICE)


def create() -> FastAPI:
    """The service over HTTP; it connects when it starts. Raises BadSettings."""
    return chassis().application()
