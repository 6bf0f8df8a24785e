"""Services as they run in production, each a process of its own on the place's stack, and the issuer they trust."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import httpx2
import psutil

from benchmarks.place import Place
from deploy.embedded.supervisor import Supervisor


class Serving:
    """What runs, while it runs."""

    def __init__(self, place: Place, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._endpoints: dict[str, Any] = place.stack._plan.endpoints()

    @classmethod
    @asynccontextmanager
    async def open(cls, place: Place, *services: str, **environment: str) -> AsyncIterator["Serving"]:
        """The services and the issuer, ready; `environment` is told to each service beside what it is told anyway."""
        with ExitStack() as told:
            for service in services:
                told.enter_context(place.stack.changed_environment(service, **environment))
            supervisor = Supervisor(place.stack._plan.chosen({"issuer"}, services), lambda _: None)
            await supervisor.start()
            try:
                yield cls(place, supervisor)
            finally:
                await supervisor.stop()

    def port(self, service: str) -> int:
        return int(self._endpoints[service].rpartition(":")[2])

    def pid(self, service: str) -> int:
        """Raises ProcessLookupError while it is down."""
        pid = self._supervisor.state.parts[service].pid
        if pid is None:
            raise ProcessLookupError(service)
        return pid

    def processor(self, service: str) -> float:
        """Seconds of a processor that the service has used."""
        used = psutil.Process(self.pid(service)).cpu_times()
        return used.user + used.system

    async def bearer(self, name: str) -> str:
        """The header's value that signs in an app or a person."""
        who = self._endpoints["apps"].get(name) or self._endpoints["people"][name]
        async with httpx2.AsyncClient(timeout=30, trust_env=False) as client:
            answer = await client.post(
                self._endpoints["token_endpoint"],
                data={"grant_type": "client_credentials"},
                auth=(who["client_id"], who["client_secret"]),
            )
        answer.raise_for_status()
        return f"Bearer {answer.json()['access_token']}"
