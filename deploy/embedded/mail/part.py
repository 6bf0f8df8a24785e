"""The mailbox as a part of the stack."""

import sys

from deploy.embedded.layout import REPOSITORY, Layout
from deploy.embedded.part import Progress
from deploy.embedded.process import Process
from deploy.embedded.web import answers

HOST = "127.0.0.1"


class Mail:
    name = "mail"
    needs: frozenset[str] = frozenset()
    patience = 60.0

    def __init__(self, layout: Layout, ports: dict[str, int]) -> None:
        self._layout = layout
        self._ports = ports

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._ports['mail']}"

    @property
    def smtp(self) -> str:
        return f"{HOST}:{self._ports['mail-smtp']}"

    async def prepare(self, progress: Progress) -> None:
        """Nothing: the mailbox makes its own folder."""

    def process(self) -> Process:
        return Process(
            "mail",
            [
                sys.executable,
                "-m",
                "deploy.embedded.mail",
                str(self._ports["mail-smtp"]),
                str(self._ports["mail"]),
                str(self._layout.data / "mail"),
            ],
            self._layout.logs / "mail.log",
            folder=REPOSITORY,
        )

    async def probe(self) -> bool:
        return await answers(f"{self.url}/healthz")

    async def settle(self, progress: Progress) -> None:
        """Nothing beyond answering."""
