"""`/healthz`, `/readyz` and `/metrics`."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from shared.postgres import ensure_room, is_infrastructure

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Alive: it answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Able to do its work; else 503 with a reason for each part that is not."""
    reasons = await _reasons(request.app.state.parts)
    if reasons:
        return JSONResponse({"status": "not ready", "reasons": reasons}, 503, {"Retry-After": "2"})
    return JSONResponse({"status": "ready"})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus' text format."""
    counted = request.app.state.metrics
    return Response(counted.render(), media_type=counted.content_type)


async def _reasons(parts: Any) -> dict[str, str]:
    reasons: dict[str, str] = {}
    try:
        async with parts.pool.acquire(timeout=2) as connection, asyncio.timeout(2):
            await ensure_room(connection)
    except Exception as error:
        if not is_infrastructure(error):
            raise
        reasons["postgres"] = type(error).__name__
    if not parts.reading:
        reasons["kafka"] = "not joined to its group yet"
    elif not all(await asyncio.gather(*(subscription.answers() for subscription in parts.subscriptions))):
        reasons["kafka"] = "does not answer"
    if (issuer := await parts.verifier.unready()) is not None:
        reasons["issuer"] = issuer
    return reasons
