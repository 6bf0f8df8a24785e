"""The least that validates and is durable: a FastAPI route, the report's own model, one row committed.

    python -m benchmarks.intake.bare PORT        (the database's address in BARE_DATABASE_URL)

Run as the services are: the same server settings, the same number of connections to the database.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Literal
from uuid import UUID

import asyncpg
import uvicorn
from fastapi import FastAPI, Request
from pydantic import BaseModel

from shared.contracts import GoalSet

TABLE = "CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, subject uuid NOT NULL, body jsonb NOT NULL)"


class Report(BaseModel):
    """A CloudEvent of the one type this route takes."""

    specversion: Literal["1.0"]
    id: UUID
    source: str
    type: Literal["dk.samspil.indsatsmaal.fastsat.v1"]
    subject: UUID
    time: datetime
    data: GoalSet


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["BARE_DATABASE_URL"], min_size=0, max_size=10) as pool:
        await pool.execute(TABLE)
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_lifespan)


@app.post("/events", status_code=202)
async def post_event(request: Request, report: Report) -> dict[str, str]:
    """202 when the row is committed."""
    sql = "INSERT INTO bare (id, subject, body) VALUES ($1, $2, $3)"
    await request.app.state.pool.execute(sql, report.id, report.subject, report.model_dump_json())
    return {"id": str(report.id), "status": "accepted"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_config=None, server_header=False)
