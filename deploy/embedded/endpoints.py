"""`endpoints.json`: where everything is and how to sign in, as promised to whoever drives the stack."""

from typing import Any

from deploy.embedded.credentials import Credentials
from deploy.embedded.issuer.part import Issuer
from deploy.embedded.kafka.part import Kafka
from deploy.embedded.mail.part import Mail
from deploy.embedded.people import DESIGNATION, PEOPLE, Person
from deploy.embedded.services import Environment
from deploy.embedded.zipkin.part import Zipkin
from shared.messaging.topics import AUDITOR, SERVICES, intake_topic

INBOX_PAGE = "/"
SIGN_IN_PAGE = "/log-ind"


def describe(
    credentials: Credentials,
    environment: Environment,
    parts: tuple[Kafka, Issuer, Zipkin, Mail],
    citizen: str | None,
) -> dict[str, Any]:
    """The file's content. `citizen` is the demo citizen's id; before it is known, the people's fields are left out."""
    kafka, issuer, zipkin, mail = parts
    pages = environment.url("notifications")
    return {
        **{service: environment.url(service) for service in SERVICES},
        "kafka": {
            "bootstrap": kafka.bootstrap,
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "auditor": {"username": AUDITOR, "password": credentials.kafka[AUDITOR]},
        },
        "pages": {"inbox": pages + INBOX_PAGE, "sign_in": pages + SIGN_IN_PAGE},
        "postgres": {service: environment.database(service) for service in SERVICES},
        "issuer": issuer.url,
        "token_endpoint": f"{issuer.url}/token",
        "traces": zipkin.url,
        "mail": mail.url,
        "smtp": mail.smtp,
        "apps": {name: _app(name, department, credentials) for name, department in credentials.apps.items()},
        "people": {person.username: _person(person, credentials, citizen) for person in PEOPLE},
    }


def _app(name: str, department: str, credentials: Credentials) -> dict[str, Any]:
    return {
        "client_id": name,
        "client_secret": credentials.clients[name],
        "department": department,
        "topic": intake_topic(name),
        "kafka_username": name,
        "kafka_password": credentials.kafka[name],
    }


def _person(person: Person, credentials: Credentials, citizen: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": person.name,
        "role": person.role,
        "department": person.department,
        "client_id": person.username,
        "client_secret": credentials.clients[person.username],
    }
    if person.role in {"citizen", "relative"} and citizen is not None:
        told["citizen_id"] = citizen
    if person.role == "relative" and citizen is not None:
        told["designation_id"] = str(DESIGNATION)
    return {name: value for name, value in told.items() if value is not None}
