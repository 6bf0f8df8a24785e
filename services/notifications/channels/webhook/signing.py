"""What a receiver can verify: the headers of the Standard Webhooks specification."""

import hmac
from base64 import b64encode
from collections.abc import Iterable
from uuid import UUID

from services.notifications.domain.webhook import key_of


def signed(id_: UUID, timestamp: int, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """Id, time (seconds since 1970) and one `v1` signature for each secret; any one of them that verifies will do."""
    content = f"{id_}.{timestamp}.".encode() + body
    signatures = (b64encode(hmac.digest(key_of(secret), content, "sha256")).decode() for secret in secrets)
    return {
        "webhook-id": str(id_),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
