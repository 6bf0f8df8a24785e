"""What a broker's configuration file says. One broker or several differ only in the list of brokers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"

FAILOVER = {
    "broker.session.timeout.ms": 2000,
    "broker.heartbeat.interval.ms": 400,
    "controller.quorum.fetch.timeout.ms": 1000,
    "controller.quorum.election.timeout.ms": 500,
}
"""Others take over a dead broker's partitions after 2 to 4 seconds; by default it takes about 9."""

ALONE = {
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
}
"""One started again is not let in before the one that died is given up: by default that takes 9 seconds."""


@dataclass(frozen=True, slots=True)
class Broker:
    """One broker, which is a controller, too."""

    node_id: int
    port: int
    controller_port: int
    folder: Path


def properties(
    broker: Broker,
    brokers: list[Broker],
    admin: str,
    passwords: Mapping[str, str],
    more: Mapping[str, str] | None = None,
) -> str:
    """The text of `server.properties` for one of `brokers`; `more` stands beside the ordinary settings or for them.

    Clients and brokers come in by SCRAM. Controllers speak PLAIN among themselves, since the users SCRAM knows stand in
    the very log the controllers must first agree on.
    """
    copies = min(3, len(brokers))
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule"
    plain = "org.apache.kafka.common.security.plain.PlainLoginModule"
    login = f'username="{admin}" password="{passwords[admin]}"'
    settings = {
        "process.roles": "broker,controller",
        "node.id": broker.node_id,
        "controller.quorum.bootstrap.servers": ",".join(f"{HOST}:{each.controller_port}" for each in brokers),
        "listeners": f"SASL_PLAINTEXT://{HOST}:{broker.port},CONTROLLER://{HOST}:{broker.controller_port}",
        "advertised.listeners": f"SASL_PLAINTEXT://{HOST}:{broker.port},CONTROLLER://{HOST}:{broker.controller_port}",
        "listener.security.protocol.map": "SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "SASL_PLAINTEXT",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.sasl_plaintext.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config": f"{scram} required {login};",
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": (
            f'{plain} required {login} user_{admin}="{passwords[admin]}";'
        ),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": f"User:{admin}",
        "auto.create.topics.enable": "false",
        "log.dirs": broker.folder,
        "default.replication.factor": copies,
        "min.insync.replicas": max(1, copies - 1),
        "offsets.topic.replication.factor": copies,
        "offsets.topic.num.partitions": 6,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": max(1, copies - 1),
        "transaction.state.log.num.partitions": 3,
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": max(1, copies - 1),
        # A first member need not wait for others: the services start at their own pace and rebalancing is cheap here.
        "group.initial.rebalance.delay.ms": 0,
        # Sized for one machine of two cores: the defaults would take 128 MB for cleaning a log nobody compacts.
        "num.network.threads": 2,
        "num.io.threads": 4,
        "background.threads": 2,
        "log.cleaner.dedupe.buffer.size": 4194304,
        "log.cleaner.threads": 1,
    }
    settings |= FAILOVER if len(brokers) > 1 else ALONE
    settings |= more or {}
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def format_arguments(brokers: list[Broker], directory_ids: list[str]) -> list[str]:
    """How `StorageTool format` is told who the first controllers are; every broker is told the same."""
    if len(brokers) == 1:
        return ["--standalone"]
    voters = (
        f"{broker.node_id}@{HOST}:{broker.controller_port}:{directory}"
        for broker, directory in zip(brokers, directory_ids, strict=True)
    )
    return ["--initial-controllers", ",".join(voters)]
