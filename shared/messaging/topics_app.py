"""One app's part of the cluster: its two topics, its user, its rights and the services' rights to its topics.

What it should be is `topics`' to say; here it comes and goes one app at a time, while everything runs.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shared.messaging.backlog import backlog_by_topic
from shared.messaging.topics import SERVICES, grants, intake_group, intake_topic, receipts_topic, topics
from shared.messaging.topics_admin import (
    TIMEOUT_S,
    Cluster,
    Difference,
    connect,
    ensure_rights,
    ensure_topics,
    ensure_users,
)

QUIET_S = 10.0
"""So long may a topic that has records left keep them back before reading it is given up."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the cluster has of an app: which of its topics, whether its user, and how many of its own rights."""

    topics: frozenset[str] = field(default_factory=frozenset)
    user: bool = False
    rights: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.topics) or self.user or self.rights > 0


class AppTopics:
    """Every call raises `confluent_kafka.KafkaException` where the cluster cannot be reached or refuses.

    Names are taken as they come: whoever calls has made sure that `app` is an app's and no service's.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    @cached_property
    def _admin(self) -> Any:
        return connect(self._cluster)

    def standing(self, app: str) -> Standing:
        return self.standings([app])[app]

    def standings(self, apps: Iterable[str]) -> dict[str, Standing]:
        """What there is of each, asked for at once."""
        topics = self._admin.list_topics(timeout=TIMEOUT_S).topics
        users = self._admin.describe_user_scram_credentials(request_timeout=TIMEOUT_S).result()
        rights = self._admin.describe_acls(_of_principal(None), request_timeout=TIMEOUT_S).result()
        count = Counter(right.principal.removeprefix("User:") for right in rights)
        return {
            app: Standing(frozenset(name for name in _names(app) if name in topics), app in users, count[app])
            for app in apps
        }

    def all(self) -> set[str]:
        """Every app that has a topic, registered or not."""
        known = self._admin.list_topics(timeout=TIMEOUT_S).topics
        found = (name.removeprefix("intake.").removesuffix(".receipts") for name in known if name.startswith("intake."))
        return set(found)

    def open(self, app: str, registered: Iterable[str], password: str | None) -> list[Difference]:
        """Creates what is missing for the app beside those registered, and gives its user that password.

        With None the user is left as it is. The services' rights come before the app's own: what it writes can be read
        from the first record on.
        """
        admin = self._admin
        everyone = {*registered, app}
        declared = [topic for topic in topics(everyone) if topic.name in _names(app)]
        rights = [grant for grant in grants(everyone) if grant.name in _names(app) or grant.principal == app]
        return [
            *ensure_topics(admin, declared, self._cluster.replication),
            *ensure_rights(admin, [grant for grant in rights if grant.principal != app], extras=False),
            *ensure_users(admin, {} if password is None else {app: password}),
            *ensure_rights(admin, [grant for grant in rights if grant.principal == app], extras=False),
        ]

    def new_password(self, app: str, password: str) -> None:
        """Gives the user another password. Connections that are open live on; the next one needs the new word."""
        ensure_users(connect(self._cluster), {app: password})

    def shut(self, app: str) -> None:
        """Nothing new comes in: the right to write and the user go. What the app reads already, it may read on."""
        from confluent_kafka.admin import AclOperation, ScramMechanism, UserScramCredentialDeletion

        admin = self._admin
        # The right first: a connection that is open outlives its user, and only the right stops it.
        _done(admin.delete_acls([_of_principal(app, AclOperation.WRITE)], request_timeout=TIMEOUT_S))
        if app in admin.describe_user_scram_credentials(request_timeout=TIMEOUT_S).result():
            ends = [UserScramCredentialDeletion(app, ScramMechanism.SCRAM_SHA_512)]
            _done(admin.alter_user_scram_credentials(ends, request_timeout=TIMEOUT_S))

    def unread(self, apps: Iterable[str]) -> dict[str, dict[str, int]]:
        """App → service → records of the app's that the service has not read yet; for apps whose topic is there."""
        by_topic = {intake_topic(app): app for app in apps}
        counted = backlog_by_topic(self._cluster, {intake_group(service): by_topic for service in SERVICES})
        result: dict[str, dict[str, int]] = {}
        for service in SERVICES:
            for topic, count in counted[intake_group(service)].items():
                result.setdefault(by_topic[topic], {})[service] = count
        return result

    def undecided(self, app: str) -> tuple[int, int]:
        """How many reports were told to wait and have had no final answer yet, and how many answers there are."""
        answers = list(self._answers(app))
        waiting = {place for kind, place in answers if kind == "venter"}
        return len(waiting - {place for kind, place in answers if kind != "venter"}), len(answers)

    def clear(self, app: str) -> None:
        """Takes away the topics with all that stands in them, and every right to them or of the app's."""
        from confluent_kafka.admin import AclBindingFilter, AclOperation, AclPermissionType
        from confluent_kafka.admin import ResourcePatternType as Pattern
        from confluent_kafka.admin import ResourceType as Kind

        admin = self._admin
        there = [name for name in _names(app) if name in admin.list_topics(timeout=TIMEOUT_S).topics]
        if there:
            _done(admin.delete_topics(there, operation_timeout=TIMEOUT_S, request_timeout=TIMEOUT_S))
        anything = (None, None, AclOperation.ANY, AclPermissionType.ANY)
        to_topics = [AclBindingFilter(Kind.TOPIC, name, Pattern.LITERAL, *anything) for name in _names(app)]
        _done(admin.delete_acls([*to_topics, _of_principal(app)], request_timeout=TIMEOUT_S))

    def _answers(self, app: str) -> Iterable[tuple[str, tuple[int, int]]]:
        """Every answer on the app's receipts topic: its kind, and the partition and offset of what it answers."""
        from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

        topic = receipts_topic(app)
        known = self._admin.list_topics(timeout=TIMEOUT_S).topics
        if topic not in known:
            return
        settings = {
            "group.id": "samspil-apps",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "fetch.wait.max.ms": 50,
        }
        consumer = Consumer({**self._cluster.client(), **settings})
        try:
            left = set(known[topic].partitions)
            consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in left])
            while left:
                message = consumer.poll(QUIET_S)
                if message is None:
                    raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
                error = message.error()
                if error is None:
                    yield from _answer(message)
                elif error.code() == KafkaError._PARTITION_EOF:
                    left.discard(message.partition())
                else:
                    raise KafkaException(error)
        finally:
            consumer.close()


def _answer(message: Any) -> Iterable[tuple[str, tuple[int, int]]]:
    kind = dict(message.headers() or ()).get("ce_type", b"").decode("utf-8", "replace")
    told = json.loads(message.value() or b"{}")
    if kind.startswith("dk.samspil.kvittering.") and isinstance(told, dict) and told.get("offset") is not None:
        yield kind.split(".")[3], (int(told["partition"]), int(told["offset"]))


def _names(app: str) -> tuple[str, str]:
    return intake_topic(app), receipts_topic(app)


def _of_principal(app: str | None, operation: Any = None) -> Any:
    from confluent_kafka.admin import (
        AclBindingFilter,
        AclOperation,
        AclPermissionType,
        ResourcePatternType,
        ResourceType,
    )

    return AclBindingFilter(
        ResourceType.ANY,
        None,
        ResourcePatternType.ANY,
        None if app is None else f"User:{app}",
        None,
        AclOperation.ANY if operation is None else operation,
        AclPermissionType.ANY,
    )


def _done(futures: dict[Any, Any]) -> None:
    for future in futures.values():
        future.result()
