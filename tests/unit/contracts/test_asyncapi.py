"""The AsyncAPI document of each service."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from shared.contracts import Owner, every_fact
from shared.contracts.asyncapi import asyncapi_document

SERVICES: tuple[Owner, ...] = tuple(owner for owner in get_args(Owner) if owner != "intake")


@cache
def _document(service: Owner) -> dict[str, Any]:
    return asyncapi_document(service, hears=tuple(other for other in SERVICES if other != service))


def _refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref":
                yield value
            else:
                yield from _refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _refs(value)


@pytest.mark.parametrize("service", SERVICES)
def test_every_reference_leads_somewhere(service: Owner) -> None:
    """The page shows each message and schema, whole, from the one document."""
    document = json.loads(json.dumps(_document(service)))
    for ref in _refs(document):
        node = document
        for part in ref.removeprefix("#/").split("/"):
            node = node[part]


@pytest.mark.parametrize("service", SERVICES)
def test_it_is_an_asyncapi_3_document(service: Owner) -> None:
    """Held against a model of AsyncAPI 3 that others wrote."""
    assert ApplicationSchema.model_validate(_document(service)).asyncapi == "3.0.0"


@pytest.mark.parametrize("service", SERVICES)
def test_it_tells_what_the_service_publishes_and_takes_in(service: Owner) -> None:
    """Each own type is sent, each reportable one is received on the apps' topics, and nothing else."""
    document = _document(service)
    channels = document["channels"]
    own = {fact.__name__ for fact in every_fact() if fact.owner == service}
    reported = {f"{fact.__name__}Reported" for fact in every_fact() if fact.owner == service and fact.reported}
    assert channels[f"{service}-events"]["address"] == f"{service}.events"
    assert set(channels[f"{service}-events"]["messages"]) == own
    assert set(channels["intake"]["messages"]) == reported
    assert set(channels["receipts"]["messages"]) == {"ReceiptAccepted", "ReceiptWaiting", "ReceiptRefused"}
    assert document["operations"]["publish"]["action"] == "send"
    assert document["operations"]["take-in"]["action"] == "receive"


def test_it_names_no_server() -> None:
    """The page gives nobody an address to write to."""
    assert "servers" not in _document("referral")
