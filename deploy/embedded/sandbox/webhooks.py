"""Webhooks that arrive here: whether they are signed as Standard Webhooks specifies, and what they hold."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from deploy.embedded.sandbox.lines import Line, Problem, Tone

SHOWN_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type", "user-agent", "traceparent")
TOLERANCE_S = 5 * 60
PREFIX = "whsec_"
_LIMIT = 200


class BadSecret(Exception):
    """What was pasted is no secret of the specification's form."""


def key_of(secret: str) -> bytes:
    """The key inside a `whsec_…` secret. Raises `BadSecret`."""
    try:
        key = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret from None
    if not key:
        raise BadSecret
    return key


def signed(keys: Sequence[bytes], headers: Mapping[str, str], body: bytes, at: datetime) -> str | None:
    """None where one of the keys made one of the signatures, and just now; else why not, in Danish."""
    named = [headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")]
    if not all(named):
        return "Headerne webhook-id, webhook-timestamp og webhook-signature skal alle være der."
    id_, moment, signatures = named
    if not moment.isdecimal() or abs(int(moment[:12]) - at.timestamp()) > TOLERANCE_S:
        return "Tidspunktet i webhook-timestamp ligger mere end fem minutter fra nu."
    text = b".".join((id_.encode(), moment.encode(), body))
    made = {f"v1,{base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()}" for key in keys}
    given = signatures.split()
    if any(hmac.compare_digest(one.encode(), other.encode()) for one in made for other in given):
        return None
    return "Ingen af underskrifterne passer til hemmeligheden."


def line_of(
    app: str, number: int, headers: Mapping[str, str], body: bytes, at: datetime, keys: Sequence[bytes], status: int
) -> Line:
    """What one webhook adds to the page; `status` is what it is answered with."""
    try:
        event = json.loads(body)
        if not isinstance(event, dict):
            raise ValueError
    except ValueError:
        problem = Problem("", "Indholdet er ikke et JSON-objekt.")
        return Line(f"webhook-{number}", app, at, "webhook", None, "bad", "Kan ikke læses", problems=(problem,))
    why = signed(keys, headers, body, at) if keys else None
    tone: Tone = "bad" if why or status >= 300 else "good" if keys else "open"
    words = "Underskriften passer" if keys and not why else "Underskriften passer ikke" if why else "Ikke efterprøvet"
    if status >= 300:
        words += f"; svaret her var {status}"
    details = [(name, headers[name][:_LIMIT]) for name in SHOWN_HEADERS if name in headers]
    kind = event.get("type")
    trace = str(event.get("traceparent", "")).split("-")
    return Line(
        f"webhook-{number}",
        app,
        at.astimezone(UTC),
        "webhook",
        kind if isinstance(kind, str) else None,
        tone,
        words,
        problems=(Problem("", why),) if why else (),
        details=tuple(details),
        body=json.dumps(event, indent=2, ensure_ascii=False),
        trace_id=trace[1] if len(trace) == 4 else None,
    )
