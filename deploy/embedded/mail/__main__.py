"""Runs the mailbox: `python -m deploy.embedded.mail SMTP-PORT HTTP-PORT FOLDER`, on the loopback address only."""

import asyncio
import sys
from pathlib import Path

import uvicorn
from aiosmtpd.smtp import SMTP

from deploy.embedded.mail.box import Box
from deploy.embedded.mail.page import page

HOST = "127.0.0.1"


async def main() -> None:
    smtp, http, folder = sys.argv[1:4]
    box = Box(Path(folder))
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: SMTP(box, hostname="samspil.invalid"), HOST, int(smtp))
    web = uvicorn.Server(uvicorn.Config(page(box), host=HOST, port=int(http), access_log=False, log_level="warning"))
    async with listener:
        await web.serve()


if __name__ == "__main__":
    asyncio.run(main())
