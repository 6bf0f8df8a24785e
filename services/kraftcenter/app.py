"""Wiring, nothing else; importing it connects to nothing."""

from pathlib import Path

from fastapi import FastAPI

from services.kraftcenter.api import reports, router
from services.kraftcenter.clocks import clocks
from services.kraftcenter.storage import KraftcenterStorage, PostgresReads
from services.kraftcenter.subscribers import hears
from shared.runtime import Chassis, Service

SERVICE = Service(
    name="kraftcenter",
    title="Samspil: kraftcenter",
    migrations=Path(__file__).parent / "migrations",
    storage=lambda _name, keyring, clock_lengths: KraftcenterStorage(keyring, clock_lengths),
    reads=lambda pool, keyring, _wake: PostgresReads(pool, keyring),
    reports=reports,
    hears=hears,
    clocks=clocks,
    routers=(router,),
)


def chassis() -> Chassis:
    """The service as its environment describes it."""
    return Chassis(SERVICE)


def create() -> FastAPI:
    """The service over HTTP; it connects when it starts. Raises BadSettings."""
    return chassis().application()
