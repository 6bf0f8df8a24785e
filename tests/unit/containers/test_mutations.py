"""Each agreement is broken once, in a copy, and the check that guards it says so."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from tests.suites.composition import Composition
from tests.unit.containers.agreements import (
    brokers,
    databases,
    doors,
    hardening,
    identity,
    image,
    private,
    variables,
    watching,
)

Break = Callable[[Composition], Any]


def _drop(service: str, name: str) -> Break:
    return lambda c: c.services[service]["environment"].pop(name)


def _say(service: str, name: str, value: str) -> Break:
    return lambda c: c.services[service]["environment"].update({name: value})


def _set(service: str, key: str, value: Any) -> Break:
    return lambda c: c.services[service].update({key: value})


def _take(service: str, key: str) -> Break:
    return lambda c: c.services[service].pop(key)


def _write(path: str, old: str, new: str) -> Break:
    return lambda c: c.replace(path, old, new)


def _make(name: str, old: str, new: str) -> Break:
    return lambda c: c.made.update({name: c.made[name].replace(old, new)})


_BROKERS, _DOCKERFILE = brokers.SETTINGS, image.FILES[0]

BROKEN: list[tuple[ModuleType, str, Break]] = [
    (variables, "a required variable is dropped", _drop("referral", "SAMSPIL_KEY_ENCRYPTION_KEY_FILE")),
    (
        variables,
        "earlier keys cannot be read",
        _drop("kraftcenter", "SAMSPIL_PREVIOUS_KEY_ENCRYPTION_KEYS_FILE"),
    ),
    (variables, "a variable with a default is dropped", _drop("kraftcenter", "SAMSPIL_HTTP_HOST")),
    (variables, "a variable nobody reads", _say("referral", "SAMSPIL_KAFKA_USER", "referral")),
    (
        variables,
        "one service's variable at another",
        _say("kraftcenter", "SAMSPIL_CPR_KEY_FILE", "/run/secrets/cpr_key"),
    ),
    (variables, "tokens that stand in", _say("notifications", "SAMSPIL_STAND_IN_TOKENS", "true")),
    (variables, "a job's variable is dropped", _drop("topics", "SAMSPIL_KAFKA_ADMIN_PASSWORD_FILE")),
    (variables, "a job is told what it does not read", _say("topics", "SAMSPIL_KAFKA_ADMIN", "admin")),
    (variables, "a service without a container", lambda c: c.services.pop("kraftcenter")),
    (variables, "apps made elsewhere", _say("operations", "SAMSPIL_KEYCLOAK_URL", "https://keycloak:8443")),
    (
        private,
        "the administrator's password at a service",
        lambda c: c.services["referral"]["secrets"].append("kafka_admin_password"),
    ),
    (private, "a secret is not declared", lambda c: c.whole["secrets"].pop("cpr_key")),
    (private, "a secret is not made", lambda c: c.made.pop("cpr_key")),
    (private, "a secret is not mounted", _set("referral", "secrets", [])),
    (private, "a secret is mounted and not read", lambda c: c.services["kraftcenter"]["secrets"].append("cpr_key")),
    (private, "a password in the open", _say("mailpit", "MP_POP3_PASSWORD", "word")),
    (
        private,
        "a password in an address",
        _say("referral", "SAMSPIL_DATABASE_URL", "postgresql://a:b@postgres/referral"),
    ),
    (private, "a secret outside its folder", lambda c: c.whole["secrets"]["cpr_key"].update(file="cpr_key")),
    (brokers, "a broker's port is another", _write(_BROKERS, "SERVICES://:9092", "SERVICES://:9192")),
    (brokers, "a broker advertises another port", _say("kafka-2", "SAMSPIL_ADVERTISED", "SERVICES://kafka-2:9192")),
    (brokers, "a door without TLS", _write(_BROKERS, "APPS:SASL_SSL", "APPS:SASL_PLAINTEXT")),
    (brokers, "brokers without certificates", _write(_BROKERS, "listener.name.brokers.ssl.client.auth=required", "")),
    (brokers, "anybody may do what is undeclared", _write(_BROKERS, "found=false", "found=true")),
    (brokers, "one more who may do everything", _write(_BROKERS, "User:admin;", "User:admin;User:referral;")),
    (
        brokers,
        "topics of themselves",
        _write(_BROKERS, "auto.create.topics.enable=false", "auto.create.topics.enable=true"),
    ),
    (brokers, "fewer copies", _write(_BROKERS, "min.insync.replicas=2", "min.insync.replicas=1")),
    (brokers, "a principal that was not made", _make("kafka_users", '"auditor"', '"somebody"')),
    (brokers, "a service as another", _say("referral", "SAMSPIL_KAFKA_USERNAME", "kraftcenter")),
    (brokers, "a broker is missing", lambda c: c.services.pop("kafka-3")),
    (
        brokers,
        "another's certificate",
        lambda c: c.services["kafka-1"]["secrets"][1].update(source="kafka_2_certificate"),
    ),
    (brokers, "another mechanism", _write(_BROKERS, "mechanisms=SCRAM-SHA-512", "mechanisms=PLAIN")),
    (databases, "a role that was not made", _make("postgres_roles", "referral_owner=", "referral_boss=")),
    (databases, "a database elsewhere", _make("kraftcenter_database_url", "@postgres:", "@database:")),
    (databases, "TLS that checks nothing", _make("referral_database_url", "verify-full", "require")),
    (databases, "somebody without TLS", _write(databases.ACCESS, "hostssl referral", "host    referral")),
    (
        databases,
        "a service in another's database",
        _write(databases.ACCESS, "kraftcenter,kraftcenter_owner ", "kraftcenter,referral "),
    ),
    (
        databases,
        "what people wrote in a log",
        _write(databases.START, "log_min_error_statement=panic", "log_min_error_statement=error"),
    ),
    (hardening, "the newest image", _set("prometheus", "image", "prom/prometheus:latest")),
    (hardening, "an image without a version", _set("jaeger", "image", "jaegertracing/jaeger")),
    (hardening, "root", _set("postgres", "user", "0:0")),
    (hardening, "no user", _take("keycloak", "user")),
    (hardening, "files that can be written", _set("referral", "read_only", False)),
    (hardening, "a right of the system", _set("postgres", "cap_add", ["CHOWN"])),
    (hardening, "more rights", _take("mailpit", "security_opt")),
    (hardening, "no limits", _take("kafka-1", "deploy")),
    (hardening, "an endless log", _take("referral", "logging")),
    (hardening, "the engine's socket", _set("prometheus", "volumes", ["/var/run/docker.sock:/var/run/docker.sock"])),
    (doors, "a port for other machines", _set("referral", "ports", ["8001:8000"])),
    (doors, "a port nobody listens on", _set("kraftcenter", "ports", ["127.0.0.1:8002:8080"])),
    (doors, "one port for two", _set("kraftcenter", "ports", ["127.0.0.1:8001:8000"])),
    (doors, "the database for everybody", _set("postgres", "ports", ["127.0.0.1:5432:5432"])),
    (
        doors,
        "health where nobody answers",
        lambda c: c.services["referral"]["healthcheck"].update(
            test=["CMD", "python", "-c", "http://127.0.0.1:8000/ready"]
        ),
    ),
    (doors, "the image's health likewise", _write(_DOCKERFILE, "/healthz", "/health")),
    (doors, "a network that leads outside", lambda c: c.whole["networks"]["database"].update(internal=False)),
    (doors, "the database at the edge", _set("postgres", "networks", ["edge", "database"])),
    (doors, "no way to Kafka", _set("referral", "networks", ["database", "telemetry"])),
    (doors, "no wait for the tables", lambda c: c.services["referral"]["depends_on"].pop("migrate-referral")),
    (
        doors,
        "no wait for the topics",
        lambda c: c.services["kraftcenter"]["depends_on"]["topics"].update(condition="service_started"),
    ),
    (doors, "a register a service may write", _set("referral", "volumes", ["register:/var/lib/samspil"])),
    (doors, "another service's command", _set("referral", "command", ["serve", "kraftcenter"])),
    (image, "a folder that is not there", _write(_DOCKERFILE, "COPY services services", "COPY servics services")),
    (image, "packages without hashes", _write(_DOCKERFILE, "--require-hashes ", "")),
    (image, "the newest base", _write(_DOCKERFILE, "FROM python:3.11.14-slim-bookworm", "FROM python:latest")),
    (image, "root at the end", _write(_DOCKERFILE, "USER 10001:10001", "USER root")),
    (image, "secrets in the image", _write(f"{_DOCKERFILE}.dockerignore", "deploy/docker/private\n", "")),
    (image, "a stage that is not there", lambda c: c.services["topics"]["build"].update(target="admin")),
    (
        watching,
        "an attribute that is not ours",
        _write(watching.COLLECTOR, "      - error.type\n", "      - error.message\n"),
    ),
    (
        watching,
        "the gate left out",
        _write(watching.COLLECTOR, "[memory_limiter, redaction, batch]", "[memory_limiter, batch]"),
    ),
    (watching, "traces to nobody", _write(watching.COLLECTOR, "endpoint: jaeger:4317", "endpoint: jaeger:14250")),
    (watching, "a metric nobody counts", _write(watching.ALARMS, "samspil_dead_letters", "samspil_dead_letter")),
    (watching, "a service nobody watches", _write(watching.PROMETHEUS, "referral, ", "")),
    (identity, "another issuer", _say("referral", "SAMSPIL_ISSUER", "https://id.samspil.localhost:8443/realms/master")),
    (identity, "an issuer nobody finds", lambda c: c.services["keycloak"]["networks"].update(identity={"aliases": []})),
    (identity, "a client that is not there", _say("notifications", "SAMSPIL_WEB_CLIENT_ID", "web")),
    (
        identity,
        "a word the realm lacks",
        _write(identity.START, "SAMSPIL_IDENTITY_ADMIN_SECRET=", "IDENTITY_ADMIN_SECRET="),
    ),
    (identity, "back to another place", _say("notifications", "SAMSPIL_PUBLIC_URL", "http://localhost:8004")),
    (identity, "mail without TLS", _say("notifications", "SAMSPIL_SMTP_SECURITY", "none")),
    (identity, "another sender", _make("mailpit_senders", "samspil:", "somebody:")),
]


@pytest.mark.parametrize(("agreement", "how", "change"), BROKEN, ids=[how.replace(" ", "-") for _, how, _ in BROKEN])
def test_a_broken_agreement_is_seen(agreement: Any, how: str, change: Break, composition: Composition) -> None:
    """A check that never fails proves nothing: the same composition with one thing changed is not let through."""
    broken = composition.copy()
    change(broken)
    try:
        faults = agreement.faults(broken)
    except KeyError as missing:  # what is not there at all cannot be compared
        faults = [str(missing)]
    assert faults
