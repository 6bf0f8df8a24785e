"""A small application that goes wrong in every way there is."""

from typing import Annotated, Literal
from uuid import UUID

import asyncpg
from asyncpg import exceptions
from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict

from shared.contracts.answer import FieldError, Refused
from shared.http import Problem, prepare
from shared.identity import BadPurpose, Forbidden, IssuerUnavailable, Unauthenticated
from shared.telemetry import http_telemetry

FAULTS: dict[str, Exception] = {
    "refused": Refused("illegal-move", "Ikke fra denne tilstand.", pointer="/type", legal_moves=("a.v1", "b.v1")),
    "refused-conflict": Refused("conflict", "Brugt før.", status=409),
    "too-often": Refused("too-many-requests", "Vent lidt.", status=429),
    "unauthenticated": Unauthenticated("exp"),
    "forbidden": Forbidden(),
    "issuer": IssuerUnavailable(),
    "purpose": BadPurpose("Samspil-Purpose", "Mangler."),
    "problem": Problem("invalid", errors=[FieldError("/a", "Mangler.")]),
    "database": exceptions.CannotConnectNowError("starting up at 10.0.0.1"),
    "full": exceptions.DiskFullError("could not extend file at 10.0.0.1"),
    "network": ConnectionRefusedError(111, "connect to 10.0.0.1"),
    "closed": asyncpg.InterfaceError("pool is closing"),
    "cut": asyncpg.InternalClientError("cannot switch to state 14; another operation (8) is in progress"),
    "failover": asyncpg.TargetServerAttributeNotMatched("no primary"),
    "our-sql": exceptions.UniqueViolationError("Key (cpr)=(0101701234) already exists"),
    "bug": ValueError("could not read 0101701234"),
}


class Inner(BaseModel):
    kind: Literal["one", "two"]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    citizen_id: UUID
    words: str = ""
    inner: list[Inner] = []
    named: dict[str, int] = {}


def application() -> FastAPI:
    app = FastAPI(telemetry=http_telemetry())
    prepare(app, body_limit=1000)

    @app.get("/fault/{name}")
    async def fault(name: str) -> None:
        raise FAULTS[name]

    @app.post("/body")
    async def body(body: Body) -> dict[str, str]:
        return {"citizen_id": str(body.citizen_id)}

    @app.post("/raw")
    async def raw(request: Request) -> dict[str, int]:
        return {"length": len(await request.body())}

    @app.get("/query")
    async def query(limit: Annotated[int, Query(le=10)]) -> None: ...

    return app
