"""The sandbox as a part of the stack."""

import asyncio
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.embedded import credentials
from deploy.embedded.layout import REPOSITORY, Layout, write_json
from deploy.embedded.part import Progress
from deploy.embedded.process import Process
from deploy.embedded.sandbox.rights import PRINCIPAL, permit
from deploy.embedded.services import Environment
from deploy.embedded.web import answers
from shared.messaging.topics import SERVICES
from shared.messaging.topics_admin import Cluster

HOST = "127.0.0.1"


class Sandbox:
    """Its user on Kafka gets a new password at each start, which stands nowhere but in its own configuration."""

    name = "sandbox"
    needs = frozenset({"kafka", "postgres"})
    patience = 60.0

    def __init__(self, layout: Layout, ports: Mapping[str, int], environment: Environment) -> None:
        self._layout = layout
        self._port = ports["sandbox"]
        self._environment = environment
        self._password = secrets.token_hex(24)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    async def prepare(self, progress: Progress) -> None:
        write_json(self._configuration, self._told())

    def process(self) -> Process:
        return Process(
            "sandbox",
            [sys.executable, "-m", "deploy.embedded.sandbox", str(self._configuration)],
            self._layout.logs / "sandbox.log",
            folder=REPOSITORY,
            patience=5.0,
        )

    async def probe(self) -> bool:
        return await answers(f"{self.url}/healthz")

    async def settle(self, progress: Progress) -> None:
        progress.doing("giver sandkassen lov til at læse")
        await asyncio.to_thread(permit, self._cluster(), self._password)

    @property
    def _configuration(self) -> Path:
        return self._layout.run / "sandbox.json"

    def _cluster(self) -> Cluster:
        admin = credentials.load(self._layout).kafka[credentials.KAFKA_ADMIN]
        return Cluster(self._environment.of(SERVICES[0])["SAMSPIL_KAFKA_BOOTSTRAP"], credentials.KAFKA_ADMIN, admin)

    def _told(self) -> dict[str, Any]:
        services = self._environment.of(SERVICES[0])
        return {
            "port": self._port,
            "address": self.url,
            "traces": services["SAMSPIL_TRACES_URL"] if services["OTEL_TRACES_EXPORTER"] != "none" else None,
            "logs": str(self._layout.logs),
            "apps": services["SAMSPIL_APPS_FILE"],
            "databases": {service: self._environment.database(service) for service in SERVICES},
            "kafka": {
                "bootstrap_servers": services["SAMSPIL_KAFKA_BOOTSTRAP"],
                "security_protocol": services["SAMSPIL_KAFKA_SECURITY_PROTOCOL"],
                "sasl_mechanism": services["SAMSPIL_KAFKA_SASL_MECHANISM"],
                "sasl_plain_username": PRINCIPAL,
                "sasl_plain_password": self._password,
            },
        }
