"""The services as parts of the stack: migrated, then started by the very command production uses."""

import os
import sys
from collections.abc import Mapping, Sequence

from deploy.embedded.credentials import WEB_CLIENT, Credentials
from deploy.embedded.kafka.part import Kafka, names
from deploy.embedded.layout import REPOSITORY, Layout
from deploy.embedded.part import CannotStart, Progress
from deploy.embedded.postgres.part import Postgres
from deploy.embedded.process import Process
from deploy.embedded.sign_in import SignIn
from deploy.embedded.web import answers
from deploy.embedded.zipkin.part import Zipkin
from deploy.migrations import folders
from shared.messaging.topics import SERVICES

HOST = "127.0.0.1"
MOST_BROKERS = 3
MAIL_FROM = "samspil@kommunen.example"


def built() -> tuple[str, ...]:
    """The services this checkout has."""
    return tuple(name for name in SERVICES if _is_there(name))


def _is_there(name: str) -> bool:
    folder = REPOSITORY / "services" / name
    return (folder / "app.py").exists() or (folder / "app" / "__init__.py").exists()


def instances_of(service: str, count: int) -> tuple[str, ...]:
    """The names of a service's instances as parts: "referral", "referral-2", …; others are told of the first."""
    return (service, *(f"{service}-{number}" for number in range(2, count + 1)))


def service_of(part: str) -> str:
    """The service an instance is one of."""
    return part.partition("-")[0]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "deploy.cli", *arguments]


class Environment:
    """What each service is told, as environment variables and nothing else."""

    def __init__(
        self,
        credentials: Credentials,
        ports: dict[str, int],
        parts: tuple[Postgres, Kafka, SignIn, Zipkin],
        clocks: Mapping[str, str],
        traced: bool,
    ) -> None:
        self._credentials = credentials
        self._ports = ports
        self._postgres, self._kafka, self._sign_in, self._zipkin = parts
        self._clocks = clocks
        self._traced = traced

    def url(self, part: str) -> str:
        return f"http://{HOST}:{self._ports[part]}"

    def database(self, service: str) -> str:
        """The connection string of the service's everyday role."""
        return self._postgres.url(service, service)

    def of(self, part: str) -> dict[str, str]:
        """Everything `samspil serve` needs for that service, or for that instance of it."""
        service = service_of(part)
        told = {
            "SAMSPIL_INSTANCE": part,
            "SAMSPIL_HTTP_HOST": HOST,
            "SAMSPIL_HTTP_PORT": str(self._ports[part]),
            "SAMSPIL_PUBLIC_URL": self.url(service),
            "SAMSPIL_DATABASE_URL": self.database(service),
            "SAMSPIL_KAFKA_BOOTSTRAP": self._kafka.bootstrap,
            "SAMSPIL_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
            "SAMSPIL_KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
            "SAMSPIL_KAFKA_USERNAME": service,
            "SAMSPIL_KAFKA_PASSWORD": self._credentials.kafka[service],
            "SAMSPIL_ISSUER": self._sign_in.url,
            "SAMSPIL_AUDIENCE": "samspil",
            "SAMSPIL_STAND_IN_TOKENS": "true",
            "SAMSPIL_KEY_ENCRYPTION_KEY": self._credentials.keys[service],
            **_before(self._credentials.previous_keys.get(service, [])),
            "SAMSPIL_TRACES_URL": self._zipkin.url,
            "SAMSPIL_APPS_FILE": str(self._credentials.apps_file),
            "OTEL_SERVICE_NAME": service,
            "OTEL_TRACES_EXPORTER": "zipkin" if self._traced else "none",
            "OTEL_EXPORTER_ZIPKIN_ENDPOINT": f"{self._zipkin.url}/api/v2/spans",
        }
        if self._clocks:
            told["SAMSPIL_CLOCKS"] = ",".join(f"{name}={length}" for name, length in self._clocks.items())
        if service == "referral":
            told["SAMSPIL_CPR_KEY"] = self._credentials.keys["cpr"]
        if service == "notifications":
            told["SAMSPIL_WEBHOOK_PRIVATE_ADDRESSES"] = "true"
            told["SAMSPIL_REFERRAL_URL"] = self.url("referral")
            told["SAMSPIL_KRAFTCENTER_URL"] = self.url("kraftcenter")
            told["SAMSPIL_WEB_CLIENT_ID"] = WEB_CLIENT
            told["SAMSPIL_WEB_CLIENT_SECRET"] = self._credentials.clients[WEB_CLIENT]
            told["SAMSPIL_SMTP_HOST"] = HOST
            told["SAMSPIL_SMTP_PORT"] = str(self._ports["mail-smtp"])
            told["SAMSPIL_SMTP_SECURITY"] = "none"
            told["SAMSPIL_MAIL_FROM"] = MAIL_FROM
            # Whoever tries it at night wants to see what comes.
            told["SAMSPIL_QUIET_HOURS"] = os.environ.get("SAMSPIL_QUIET_HOURS", "staff=none,people=none")
        return told

    def for_migration(self, service: str) -> dict[str, str]:
        """The same with the owner's way into the database, which no running service has."""
        return {**self.of(service), "SAMSPIL_MIGRATION_DATABASE_URL": self._postgres.url(f"{service}_owner", service)}


class Migration:
    """Brings one service's database up to date before the service starts."""

    needs = frozenset({"postgres"})
    patience = 120.0

    def __init__(self, service: str, environment: Environment) -> None:
        self.name = f"migrate-{service}"
        self._service = service
        self._environment = environment

    async def prepare(self, progress: Progress) -> None:
        """Nothing before the database is there."""

    def process(self) -> None:
        """A step: it is done when `settle` is."""

    async def probe(self) -> bool:
        return True

    async def settle(self, progress: Progress) -> None:
        from shared.postgres import MigrationFailed, migrate

        progress.doing("opdaterer tabeller")
        owner = self._environment.for_migration(self._service)["SAMSPIL_MIGRATION_DATABASE_URL"]
        try:
            await migrate(owner, folders(self._service), service_role=self._service)
        except MigrationFailed as error:
            raise CannotStart(f"tabellerne i {self._service} kunne ikke opdateres: {error}") from error


class Service:
    """One instance of a service, in a process of its own."""

    patience = 60.0

    def __init__(self, part: str, layout: Layout, environment: Environment) -> None:
        self.name = part
        self._service = service_of(part)
        others = {"postgres", "issuer", "keycloak", f"migrate-{self._service}"}
        self.needs = frozenset({*names(MOST_BROKERS), *others})
        self._log = layout.logs / f"{part}.log"
        self._environment = environment

    async def prepare(self, progress: Progress) -> None:
        """Nothing: its tables are a step of their own."""

    def process(self) -> Process:
        return Process(
            self.name,
            command("serve", self._service),
            self._log,
            environment={**self._environment.of(self.name), "SAMSPIL_TRACEBACK": "1"},
            folder=REPOSITORY,
        )

    async def probe(self) -> bool:
        return await answers(f"{self._environment.url(self.name)}/readyz")

    async def settle(self, progress: Progress) -> None:
        """Nothing beyond being ready."""


def _before(keys: Sequence[str]) -> dict[str, str]:
    return {"SAMSPIL_PREVIOUS_KEY_ENCRYPTION_KEYS": ",".join(keys)} if keys else {}
