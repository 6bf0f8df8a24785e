"""How one stack is put together: its parts, and what each service is told. Starts nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from deploy.embedded import credentials, ports
from deploy.embedded.choice import Choice
from deploy.embedded.credentials import Credentials
from deploy.embedded.endpoints import describe
from deploy.embedded.issuer.part import Issuer, citizen_id
from deploy.embedded.kafka.part import Kafka, ports_of
from deploy.embedded.keycloak.part import Keycloak
from deploy.embedded.layout import Layout
from deploy.embedded.mail.part import Mail
from deploy.embedded.optional import Page, optional_parts
from deploy.embedded.part import CannotStart, Part
from deploy.embedded.postgres.part import Postgres
from deploy.embedded.services import Environment, Migration, Service, instances_of
from deploy.embedded.sign_in import SignIn
from deploy.embedded.zipkin.part import Zipkin
from shared.messaging.topics import SERVICES

PARTS = frozenset({"kafka", "postgres", "zipkin", "issuer", "mail"})
PORTS = (
    *ports_of(1),
    "postgres",
    "zipkin",
    "issuer",
    "keycloak",
    "mail",
    "mail-smtp",
    "sandbox",
    *SERVICES,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of one stack, made for its ports and passwords."""

    layout: Layout
    credentials: Credentials
    kafka: Kafka
    postgres: Postgres
    zipkin: Zipkin
    sign_in: SignIn
    mail: Mail
    environment: Environment
    optional: tuple[Page, ...]

    @classmethod
    def make(
        cls,
        layout: Layout,
        numbers: dict[str, int],
        *,
        choice: Choice | None = None,
        clocks: Mapping[str, str] | None = None,
        traced: bool = True,
        folders: Mapping[str, Path] | None = None,
        broker: Mapping[str, str] | None = None,
    ) -> Self:
        """`folders` are data folders of brokers and of PostgreSQL by part, `broker` more settings of every broker."""
        words = credentials.load(layout)
        zipkin = Zipkin(layout, numbers)
        chosen = choice or Choice()
        kafka = Kafka(layout, words, numbers, chosen.brokers, folders=folders, settings=broker)
        postgres = Postgres(layout, words, numbers, (folders or {}).get("postgres"))
        sign_in: SignIn = (Keycloak if chosen.identity == "keycloak" else Issuer)(layout, words, numbers)
        environment = Environment(words, numbers, (postgres, kafka, sign_in, zipkin), clocks or {}, traced)
        more = optional_parts(chosen, layout, numbers, environment)
        return cls(layout, words, kafka, postgres, zipkin, sign_in, Mail(layout, numbers), environment, more)

    @classmethod
    def of_running(cls, layout: Layout) -> Self:
        """The plan of the stack that runs there. Raises `CannotStart` where none ever did."""
        numbers = ports.remembered(layout)
        if not set(PORTS) <= numbers.keys():
            raise CannotStart("stakken kører ikke: start den med `samspil up --detach`")
        return cls.make(layout, numbers, choice=Choice.of(layout))

    def chosen(self, parts: Collection[str], services: Sequence[str], instances: int = 1) -> list[Part]:
        """The parts asked for, what was chosen beside them, and for each service its migration and its instances.

        The part "kafka" is every broker, "issuer" whoever signs people in.
        """
        everything: list[Part] = [self.postgres, self.zipkin, self.sign_in, self.mail]
        names = {self.sign_in.name if name == "issuer" else name for name in parts}
        result = [*(part for part in everything if part.name in names), *self.optional]
        result += self.kafka.parts if "kafka" in names else []
        for service in services:
            result.append(Migration(service, self.environment))
            result += [Service(part, self.layout, self.environment) for part in instances_of(service, instances)]
        return result

    def endpoints(self) -> dict[str, Any]:
        """What `endpoints.json` says now."""
        found = (self.kafka, self.sign_in, self.zipkin, self.mail)
        told = describe(
            self.credentials, self.environment, found, citizen_id(self.layout), typed=isinstance(self.sign_in, Keycloak)
        )
        return {**told, **{part.name: part.url for part in self.optional}}
