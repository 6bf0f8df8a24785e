"""Who is nobody gets in nowhere, and who is somebody does not administer."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, SaslAuthenticationFailed, UnsupportedSaslMechanismError
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from shared.messaging.topics import AUDITOR
from tests.integration.acls.attempts import Principal
from tests.integration.acls.conftest import ADDED, Broker

PATIENCE_S = 30.0
REFUSED = {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}


@pytest.mark.parametrize(
    ("name", "right_word", "other", "error"),
    [
        ("svr-app", False, {}, SaslAuthenticationFailed),
        ("nobody", False, {}, SaslAuthenticationFailed),
        ("admin", False, {}, SaslAuthenticationFailed),
        ("svr-app", True, {"sasl_mechanism": "PLAIN"}, UnsupportedSaslMechanismError),
        ("svr-app", True, {"sasl_mechanism": "SCRAM-SHA-256"}, UnsupportedSaslMechanismError),
    ],
    ids=["wrong password", "unknown user", "administrator", "password in clear", "weaker hash"],
)
async def test_a_stranger_is_not_let_in(
    broker: Broker, name: str, right_word: bool, other: dict[str, str], error: type[Exception]
) -> None:
    """The broker authenticates everybody, by SCRAM-SHA-512 alone."""
    word = broker.passwords[name] if right_word else "a-guess"
    with pytest.raises(error):
        async with Principal.signed_in(broker.cluster.bootstrap, name, word, **other):
            pass


async def test_nothing_is_answered_to_who_does_not_sign_in(broker: Broker) -> None:
    """A connection that names nobody is closed on its first question."""
    with pytest.raises(KafkaConnectionError):
        async with Principal.signed_in(
            broker.cluster.bootstrap, "svr-app", "", security_protocol="PLAINTEXT"
        ) as nobody:
            await nobody.reads(["referral.events"])


@pytest.mark.parametrize("name", ["referral", "svr-app", ADDED, AUDITOR])
async def test_nobody_but_the_administrator_administers(broker: Broker, name: str) -> None:
    """Topics, rights and users are the administrator's: no principal can give itself more than it has."""
    admin = AdminClient(
        {
            "bootstrap.servers": broker.cluster.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": name,
            "sasl.password": broker.passwords[name],
            "log_level": 0,
        }
    )
    assert await asyncio.to_thread(_administers, admin, name) == []


def _administers(admin: AdminClient, name: str) -> list[str]:
    """What the user could do with the cluster itself."""
    anything = AclBindingFilter(
        ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY
    )
    word = UserScramCredentialUpsertion("admin", ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), b"a-guess")
    tried: dict[str, Any] = {
        "create a topic": lambda: admin.create_topics([NewTopic(f"intake.{name}.more", 1, 1)]).values(),
        "delete a topic": lambda: admin.delete_topics(["referral.events"]).values(),
        "take rights": lambda: admin.delete_acls([anything]).values(),
        "change a password": lambda: admin.alter_user_scram_credentials([word]).values(),
    }
    seen = ["see rights"] if admin.describe_acls(anything).result(PATIENCE_S) else []
    return seen + [what for what, attempt in tried.items() if not _refused(attempt)]


def _refused(attempt: Any) -> bool:
    """Raises whatever the cluster says other than that the user may not."""
    try:
        for future in attempt():
            future.result(PATIENCE_S)
    except KafkaException as error:
        if error.args[0].code() not in REFUSED:
            raise
        return True
    return False
