"""Three brokers, four doors each: addresses, ports, principals and copies."""

import json
import re

from cryptography import x509

from deploy.docker.credentials.files import KAFKA_HOST
from deploy.docker.credentials.vault import BROKERS, KAFKA_ADMIN
from shared.messaging.topics import SERVICES, principals
from shared.messaging.topics_admin import Cluster
from tests.suites.composition import Composition

SETTINGS = "deploy/docker/kafka/server.properties"
NAMES = [f"kafka-{number}" for number in BROKERS]


def faults(composition: Composition) -> list[str]:
    settings = dict(line.split("=", 1) for line in composition.text(SETTINGS).splitlines() if line[:1] not in ("", "#"))
    ports = {name: int(port) for name, port in re.findall(r"([A-Z]+)://:(\d+)", settings["listeners"])}
    return [
        *_addresses(composition, settings, ports),
        *_encrypted(settings, ports),
        *_principals(composition, settings),
        *_copies(settings),
    ]


def _addresses(composition: Composition, settings: dict[str, str], ports: dict[str, int]) -> list[str]:
    there = sorted(name for name in composition.services if name.startswith("kafka-"))
    found = [] if there == NAMES else [f"the brokers are {there}"]
    bootstrap = ",".join(f"{name}:{ports['SERVICES']}" for name in NAMES)
    for who in (*SERVICES, "topics", "operations"):
        if composition.environment(who)["SAMSPIL_KAFKA_BOOTSTRAP"] != bootstrap:
            found.append(f"{who} looks for Kafka elsewhere")
        if composition.environment(who)["SAMSPIL_KAFKA_CA_FILE"] not in composition.mounted(who, "configs"):
            found.append(f"{who} has no certificate to know Kafka by")
    controllers = ",".join(f"{name}:{ports['CONTROLLERS']}" for name in NAMES)
    if settings["controller.quorum.bootstrap.servers"] != controllers:
        found.append("the controllers look for each other elsewhere")
    voters = composition.made["kafka_format"].splitlines()[3]
    if re.sub(r":[\w-]{22}(?=,|$)", "", voters) != ",".join(
        f"{n}@{name}:{ports['CONTROLLERS']}" for n, name in enumerate(NAMES, 1)
    ):
        found.append("the brokers are formatted for other controllers")
    for number, name in enumerate(NAMES, 1):
        told = composition.environment(name)
        advertised = dict(re.findall(r"([A-Z]+)://([^,]+)", told["SAMSPIL_ADVERTISED"]))
        outside = advertised.pop("APPS", "")
        if advertised != {door: f"{name}:{port}" for door, port in ports.items() if door != "APPS"}:
            found.append(f"{name} says it is elsewhere")
        if f"127.0.0.1:{outside.rpartition(':')[2]}:{ports['APPS']}" not in composition.services[name]["ports"]:
            found.append(f"{name} sends apps to a port that is not published")
        if told["SAMSPIL_BROKER"] != str(number):
            found.append(f"{name} has another's number")
        hosts = certified(composition, f"kafka_{number}_certificate")
        if not {name, outside.rpartition(":")[0], KAFKA_HOST} <= hosts:
            found.append(f"{name} has a certificate for other names")
        if composition.mounted(name, "secrets").get(settings["ssl.keystore.location"]) != f"kafka_{number}_certificate":
            found.append(f"{name} shows another's certificate")
    return found


def _encrypted(settings: dict[str, str], ports: dict[str, int]) -> list[str]:
    protocols = dict(pair.split(":") for pair in settings["listener.security.protocol.map"].split(","))
    found = [f"{door} is open" for door in ports if protocols.get(door) not in ("SASL_SSL", "SSL")]
    for door in ("brokers", "controllers"):
        if settings.get(f"listener.name.{door}.ssl.client.auth") != "required":
            found.append(f"{door} come in without a certificate")
    if settings["sasl.enabled.mechanisms"] != Cluster("", "", "").sasl_mechanism:
        found.append("another mechanism than ours")
    if settings["auto.create.topics.enable"] != "false" or settings["allow.everyone.if.no.acl.found"] != "false":
        found.append("what nobody declared is allowed")
    if not settings["authorizer.class.name"].endswith(".StandardAuthorizer"):
        found.append("nobody asks who may what")
    return found


def _principals(composition: Composition, settings: dict[str, str]) -> list[str]:
    users = json.loads(composition.made["kafka_users"])
    # Apps come later, by `samspil apps add`.
    found = [] if set(users) == set(principals([])) else ["the users made are not those declared"]
    for service in SERVICES:
        told = composition.environment(service)
        if told["SAMSPIL_KAFKA_USERNAME"] != service:
            found.append(f"{service} signs in as somebody else")
        if composition.made[f"{service}_kafka_password"] != users[service]:
            found.append(f"{service} has another's password")
        if told["SAMSPIL_KAFKA_PASSWORD_FILE"] != f"/run/secrets/{service}_kafka_password":
            found.append(f"{service} reads another's password")
    administrator = composition.environment("topics")["SAMSPIL_KAFKA_ADMIN_USERNAME"]
    supers = {f"User:{administrator}", *(f"User:CN={name}" for name in NAMES)}
    if set(settings["super.users"].split(";")) != supers or administrator != KAFKA_ADMIN:
        found.append("others than the brokers and the administrator may do everything")
    if (
        f"name={administrator},password={composition.made['kafka_admin_password']}]"
        not in composition.made["kafka_format"]
    ):
        found.append("the administrator is formatted with another password")
    return found


def _copies(settings: dict[str, str]) -> list[str]:
    wanted = {
        "default.replication.factor": Cluster("", "", "").replication,
        "offsets.topic.replication.factor": 3,
        "transaction.state.log.replication.factor": 3,
        "share.coordinator.state.topic.replication.factor": 3,
        "min.insync.replicas": 2,
        "transaction.state.log.min.isr": 2,
        "share.coordinator.state.topic.min.isr": 2,
    }
    return [f"{name} is not {count}" for name, count in wanted.items() if settings.get(name) != str(count)]


def certified(composition: Composition, file: str) -> set[str]:
    certificate = composition.made[file].split("-----END PRIVATE KEY-----\n")[-1]
    names = x509.load_pem_x509_certificate(certificate.encode()).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    return {str(name.value) for name in names.value}
