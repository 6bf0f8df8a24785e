"""What no app should send: every kind of it, as a record and as a request, each to be refused and nothing more."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.faults.load.vendors import Vendors
from tests.integration.driver import a_referral, an_event
from tests.integration.intake.writer import At, KafkaApp, attributes

MEGABYTE = 1_000_000
"""Just within what the broker takes."""

STRUCTURED = "application/cloudevents+json"


@dataclass(frozen=True, slots=True)
class Poison:
    """One record, and the same as a request. `headers` are the record's; over HTTP `ce_` is written `ce-`."""

    kind: str
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    key: bytes = b""

    def request_headers(self) -> list[tuple[bytes, bytes]]:
        """In bytes, as not all of them are text."""
        named = {name.replace("ce_", "ce-").encode(): value for name, value in self.headers}
        return list({b"content-type": b"application/octet-stream", **named}.items())


def every_kind(app: str, citizen: str) -> Iterator[Poison]:
    """Each kind once, in the app's own name and about a citizen there is."""
    good = an_event(app, "henvisning.oprettet", citizen, a_referral(str(uuid4()), from_department="svr"))
    value, key = json.dumps(good["data"]).encode(), citizen.encode()
    binary = tuple(attributes(good))
    structured = (("content-type", STRUCTURED.encode()),)
    yield Poison("bad JSON", value[:-9], binary, key)
    yield Poison("bad JSON, structured", b'{"specversion": "1.0", ', structured, key)
    yield Poison("unknown type", value, _with(binary, ce_type=b"dk.samspil.noget.andet.v1"), key)
    # R5: nobody but sel82 and the citizen may refer to it.
    breach = a_referral(str(uuid4()), from_department="svr", offer="peer-gruppe")
    yield Poison("a rule broken", json.dumps(breach).encode(), binary, key)
    yield Poison("a megabyte", b'{"referral_id": "' + b"x" * (MEGABYTE - 20) + b'"}', binary, key)
    yield Poison("wrong encoding", json.dumps(good, ensure_ascii=False).encode("utf-16"), structured, key)
    yield Poison("wrong encoding of a header", value, _with(binary, ce_id=b"\xff\xfe"), key)
    yield Poison("no headers", value, (), key)
    yield Poison("headers missing", value, tuple(h for h in binary if h[0] not in ("ce_id", "ce_source")), key)


async def write(writer: KafkaApp, poison: Poison) -> At:
    """As a record on the app's topic."""
    return await writer.raw(poison.key, poison.value, headers=list(poison.headers))


async def post(vendors: Vendors, app: str, url: str, poison: Poison) -> tuple[int, Mapping[str, Any]]:
    """As a request: the status, and the problem that was answered."""
    signed_in = [(name.encode(), value.encode()) for name, value in (await vendors.rig.driver.bearer(app)).items()]
    headers = [*signed_in, *poison.request_headers()]
    answer = await vendors.client.post(f"{url}/events", content=poison.value, headers=headers)
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return answer.status_code, answer.json() if is_problem else {}


def _with(headers: tuple[tuple[str, bytes], ...], **changed: bytes) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, changed.get(name, value)) for name, value in headers)
