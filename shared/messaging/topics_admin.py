"""Holds a Kafka cluster against the declaration: creates what is missing, says what differs.

confluent-kafka is imported inside, because only the administrator's command needs it: aiokafka's admin client can
write neither users nor rights.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.messaging.topics import Grant, Topic, grants, topics

TIMEOUT_S = 20.0
SCRAM_ITERATIONS = 4096


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the brokers are and who administers them. `replication` is lowered to the number of brokers."""

    bootstrap: str
    username: str
    password: str
    security_protocol: str = "SASL_PLAINTEXT"
    sasl_mechanism: str = "SCRAM-SHA-512"
    ca_file: str | None = None
    replication: int = 3

    def client(self) -> dict[str, Any]:
        """What any client of confluent-kafka's needs to sign in as the administrator."""
        settings: dict[str, Any] = {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": self.security_protocol,
            "sasl.mechanism": self.sasl_mechanism,
            "sasl.username": self.username,
            "sasl.password": self.password,
            "socket.timeout.ms": int(TIMEOUT_S * 1000),
            "log_level": 2,
        }
        return {**settings, **({"ssl.ca.location": self.ca_file} if self.ca_file else {})}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was not as declared. `mended` tells whether it is now."""

    kind: str
    name: str
    what: str
    mended: bool


def apply(
    cluster: Cluster,
    apps: Iterable[str],
    *,
    passwords: Mapping[str, str] | None = None,
    check: bool = False,
    prune: bool = False,
) -> list[Difference]:
    """Creates topics, users and rights that are missing, and returns every difference found; running it again is safe.

    `passwords` maps principals to their passwords; users not in it are left alone. `check` changes nothing. `prune`
    also takes away rights nobody declared. A topic's partition count is never changed: it would break the order of
    what is keyed. Raises `confluent_kafka.KafkaException` where the cluster cannot be reached or refuses.
    """
    names = list(apps)
    admin = connect(cluster)
    return [
        *ensure_users(admin, passwords or {}, check),
        *ensure_topics(admin, topics(names), cluster.replication, check),
        *ensure_rights(admin, grants(names), check, prune=prune),
    ]


def connect(cluster: Cluster) -> Any:
    """confluent-kafka's `AdminClient`, signed in as the administrator once it is used."""
    from confluent_kafka.admin import AdminClient

    return AdminClient(cluster.client())


def ensure_users(admin: Any, passwords: Mapping[str, str], check: bool = False) -> list[Difference]:
    """Gives each user its password; an earlier one ends. The differences are the users that were not there."""
    from confluent_kafka.admin import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion

    if not passwords:
        return []
    known = admin.describe_user_scram_credentials(request_timeout=TIMEOUT_S).result()
    missing = sorted(set(passwords) - set(known))
    if not check:
        # Every password is written, not only the missing ones: whether one still holds cannot be asked.
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS)
        wanted = [UserScramCredentialUpsertion(user, info, word.encode()) for user, word in sorted(passwords.items())]
        for future in admin.alter_user_scram_credentials(wanted, request_timeout=TIMEOUT_S).values():
            future.result()
    return [Difference("user", user, "missing", mended=not check) for user in missing]


def ensure_topics(admin: Any, declared: list[Topic], replication: int, check: bool = False) -> list[Difference]:
    """Creates the topics that are missing and sets right what may be of those that are there."""
    from confluent_kafka.admin import NewTopic

    metadata = admin.list_topics(timeout=TIMEOUT_S)
    copies = min(replication, len(metadata.brokers))
    missing = [topic for topic in declared if topic.name not in metadata.topics]
    there = [topic for topic in declared if topic.name in metadata.topics]
    if missing and not check:
        created = admin.create_topics(
            [
                NewTopic(
                    topic.name,
                    num_partitions=topic.partitions,
                    replication_factor=copies,
                    config={**_config(topic), "min.insync.replicas": str(max(1, copies - 1))},
                )
                for topic in missing
            ],
            request_timeout=TIMEOUT_S,
        )
        for future in created.values():
            future.result()
    found = [Difference("topic", topic.name, "missing", mended=not check) for topic in missing]
    for topic in there:
        count = len(metadata.topics[topic.name].partitions)
        if count != topic.partitions:
            found.append(Difference("topic", topic.name, f"{count} partitions, not {topic.partitions}", mended=False))
    return found + _configs(admin, there, check)


def _config(topic: Topic) -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(topic.retention_ms),
        # The broker's clock, not the writer's: one far behind would have its records expire before they are read, and
        # one an hour ahead would have them refused.
        "message.timestamp.type": "LogAppendTime",
    }


def _configs(admin: Any, there: list[Topic], check: bool) -> list[Difference]:
    from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

    if not there:
        return []
    asked = {topic.name: ConfigResource(ResourceType.TOPIC, topic.name) for topic in there}
    answers = {
        resource.name: future.result()
        for resource, future in admin.describe_configs(list(asked.values()), request_timeout=TIMEOUT_S).items()
    }
    found: list[Difference] = []
    changes: list[Any] = []
    for topic in there:
        wrong = {k: v for k, v in _config(topic).items() if answers[topic.name][k].value != v}
        if wrong:
            entries = [
                ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET) for name, value in wrong.items()
            ]
            changes.append(ConfigResource(ResourceType.TOPIC, topic.name, incremental_configs=entries))
            found.append(Difference("topic", topic.name, f"{', '.join(sorted(wrong))} differs", mended=not check))
    if changes and not check:
        for future in admin.incremental_alter_configs(changes, request_timeout=TIMEOUT_S).values():
            future.result()
    return found


def ensure_rights(
    admin: Any, declared: list[Grant], check: bool = False, *, prune: bool = False, extras: bool = True
) -> list[Difference]:
    """Gives the rights that are missing. Rights nobody declared are told of where `extras`, taken where `prune`."""
    from confluent_kafka.admin import (
        AclBindingFilter,
        AclOperation,
        AclPermissionType,
        ResourcePatternType,
        ResourceType,
    )

    everything = AclBindingFilter(
        ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY
    )
    there = {_plain(acl): acl for acl in admin.describe_acls(everything, request_timeout=TIMEOUT_S).result()}
    wanted = {_plain(acl): acl for grant in declared for acl in _bindings(grant)}
    missing = sorted(wanted.keys() - there.keys())
    extra = sorted(there.keys() - wanted.keys()) if extras else []
    if missing and not check:
        for future in admin.create_acls([wanted[key] for key in missing], request_timeout=TIMEOUT_S).values():
            future.result()
    if extra and prune and not check:
        filters = [AclBindingFilter(*_parts(there[key])) for key in extra]
        for future in admin.delete_acls(filters, request_timeout=TIMEOUT_S).values():
            future.result()
    return [
        *(Difference("right", " ".join(key), "missing", mended=not check) for key in missing),
        *(Difference("right", " ".join(key), "not declared", mended=prune and not check) for key in extra),
    ]


def take_rights(admin: Any, grants: Iterable[Grant]) -> None:
    """Takes exactly these rights away; those that are not there are passed over."""
    from confluent_kafka.admin import AclBindingFilter

    filters = [AclBindingFilter(*_parts(acl)) for grant in grants for acl in _bindings(grant)]
    for future in admin.delete_acls(filters, request_timeout=TIMEOUT_S).values():
        future.result()


def _bindings(grant: Grant) -> list[Any]:
    from confluent_kafka.admin import AclBinding, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

    kind = ResourceType.TOPIC if grant.kind == "topic" else ResourceType.GROUP
    pattern = ResourcePatternType.PREFIXED if grant.prefixed else ResourcePatternType.LITERAL
    return [
        AclBinding(
            kind,
            grant.name,
            pattern,
            f"User:{grant.principal}",
            "*",
            AclOperation[operation.upper()],
            AclPermissionType.ALLOW,
        )
        for operation in grant.operations
    ]


def _parts(acl: Any) -> tuple[Any, ...]:
    return (
        acl.restype,
        acl.name,
        acl.resource_pattern_type,
        acl.principal,
        acl.host,
        acl.operation,
        acl.permission_type,
    )


def _plain(acl: Any) -> tuple[str, ...]:
    """An ACL as words, so that what the broker says and what is declared compare alike."""
    return tuple(part if isinstance(part, str) else part.name for part in _parts(acl))
