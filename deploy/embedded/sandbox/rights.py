"""What the sandbox may do on Kafka: read the apps' topics and their answers, and write nothing."""

from shared.messaging.topics import Grant, intake_topic
from shared.messaging.topics_admin import Cluster, connect, ensure_rights, ensure_users

PRINCIPAL = "sandbox"
GRANTS = (Grant(PRINCIPAL, "topic", intake_topic(""), ("read", "describe"), prefixed=True),)
"""Declared here and not with the others, because no other stack has them. It reads without a group."""


def permit(cluster: Cluster, password: str) -> None:
    """Makes the user, with this password from now on, and gives it its rights. Raises KafkaException."""
    admin = connect(cluster)
    ensure_users(admin, {PRINCIPAL: password})
    ensure_rights(admin, list(GRANTS), extras=False)
