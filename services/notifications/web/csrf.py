"""Proof that a form was ours: a value only a page of this very session can know."""

import base64
import hashlib
import hmac
import secrets

FIELD = "bevis"


def form_proof(session_token: str) -> str:
    """A value for `FIELD`. Another one each time, so that the length of a compressed page gives nothing away."""
    salt = secrets.token_urlsafe(9)
    return f"{salt}.{_digest(session_token, salt)}"


def holds(session_token: str, sent: str | None) -> bool:
    """Whether `sent` was made for this session."""
    salt, _, digest = (sent or "").partition(".")
    return hmac.compare_digest(_digest(session_token, salt).encode(), digest.encode())


def _digest(session_token: str, salt: str) -> str:
    digest = hmac.digest(session_token.encode(), b"samspil form " + salt.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:24]).decode()
