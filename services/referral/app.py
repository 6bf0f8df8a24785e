"""Wiring, nothing else; importing it connects to nothing."""

from pathlib import Path

from fastapi import FastAPI

from services.referral import handlers
from services.referral.api import reports, router
from services.referral.clocks import clocks
from services.referral.storage import (
    HELD,
    LEFTOVERS,
    PostgresErasures,
    PostgresIndex,
    PostgresReads,
    ReferralStorage,
    ReferralWork,
    load,
)
from services.referral.subscribers import hears
from shared.http import load_router
from shared.identity import Keyring
from shared.messaging.decider import Decider
from shared.messaging.glass import Glass
from shared.messaging.wake import Wake
from shared.postgres import Pool
from shared.runtime import Chassis, Service, read_settings


def _set_up(app: FastAPI) -> None:
    state = app.state
    state.erasures = PostgresErasures(
        lambda: state.pool, lambda: state.keyring, lambda: state.decider, lambda: state.reads.glass
    )


def chassis() -> Chassis:
    """The service as its environment describes it. Raises BadSettings."""
    settings = read_settings()
    cpr_key = settings.citizen_index_key()

    def reads(pool: Pool, keyring: Keyring, _wake: Wake, decider: Decider[ReferralWork]) -> PostgresReads:
        glass = Glass(pool, lambda: decider, handlers.glass_broken)
        return PostgresReads(pool, keyring, PostgresIndex(pool, keyring, cpr_key), glass)

    service = Service(
        name="referral",
        title="Samspil: henvisninger",
        migrations=Path(__file__).parent / "migrations",
        storage=ReferralStorage,
        reads=reads,
        reports=reports,
        hears=hears,
        clocks=clocks,
        routers=[router, load_router(lambda request: load(request.app.state.pool), "open", "overdue")],
        holds=HELD,
        leftovers=LEFTOVERS,
        set_up=_set_up,
    )
    return Chassis(service, settings)


def create() -> FastAPI:
    """The application that `samspil serve referral` runs."""
    return chassis().application()
