"""Runs the sandbox: `python -m deploy.embedded.sandbox CONFIGURATION`, on the loopback address only."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from deploy.embedded.sandbox.board import Board
from deploy.embedded.sandbox.lines import Line
from deploy.embedded.sandbox.page import OneAtATime, Sandbox
from deploy.embedded.sandbox.refusals import Refusals
from deploy.embedded.sandbox.tables import Tables
from deploy.embedded.sandbox.told import line_of
from deploy.embedded.sandbox.topics import Topics
from deploy.register import Register

HOST = "127.0.0.1"


def application(told: Mapping[str, Any]) -> Starlette:
    """The whole sandbox, as `part.Sandbox` configures it; its topics are followed while it runs."""
    board = Board()
    register = Register(Path(told["apps"]))
    tables = Tables(board, told["databases"])
    refusals = Refusals(Path(told["logs"]))
    topics = Topics(board, told["kafka"])

    async def look() -> None:
        for refusal in await asyncio.to_thread(refusals.news):
            line: Line | None = line_of(refusal, board)
            if line is not None:
                board.put(line)
        await tables.look(register.all())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        following = asyncio.create_task(topics.follow())
        yield
        following.cancel()
        await asyncio.wait([following])

    sandbox = Sandbox(board, register.all, OneAtATime(look), told["address"], told["traces"])
    return sandbox.application(lifespan)


def main() -> None:
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    uvicorn.run(
        application(told),
        host=HOST,
        port=told["port"],
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,  # an open page would else keep it from ending
    )


if __name__ == "__main__":
    main()
