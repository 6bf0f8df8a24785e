"""`endpoints.json`: where everything is and how to sign in, as promised to whoever drives the stack."""

from typing import Any

from deploy.embedded.credentials import Credentials
from deploy.embedded.kafka.part import Kafka
from deploy.embedded.mail.part import Mail
from deploy.embedded.people import DESIGNATION, PEOPLE, Person
from deploy.embedded.services import Environment
from deploy.embedded.sign_in import SignIn
from deploy.embedded.zipkin.part import Zipkin
from shared.messaging.topics import AUDITOR, SERVICES, intake_topic

INBOX_PAGE = "/"
SIGN_IN_PAGE = "/log-ind"


def describe(
    credentials: Credentials,
    environment: Environment,
    parts: tuple[Kafka, SignIn, Zipkin, Mail],
    citizen: str | None,
    *,
    typed: bool,
) -> dict[str, Any]:
    """The file's content. `citizen` is the demo citizen's id; before it is known, the people's fields are left out.

    `typed`: people sign in with a password, so it stands beside each.
    """
    kafka, sign_in, zipkin, mail = parts
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
        "issuer": sign_in.url,
        "token_endpoint": sign_in.token_endpoint,
        "traces": zipkin.url,
        "mail": mail.url,
        "smtp": mail.smtp,
        "apps": {name: _app(name, department, credentials) for name, department in credentials.apps.items()},
        "people": {person.username: _person(person, credentials, citizen, typed) for person in PEOPLE},
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


def _person(person: Person, credentials: Credentials, citizen: str | None, typed: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": person.name,
        "role": person.role,
        "department": person.department,
        "client_id": person.username,
        "client_secret": credentials.clients[person.username],
    }
    if typed:
        told["password"] = credentials.people[person.username]
    if person.stands_for_citizen and citizen is not None:
        told["citizen_id"] = citizen
    if person.is_designated and citizen is not None:
        told["designation_id"] = str(DESIGNATION)
    return {name: value for name, value in told.items() if value is not None}
