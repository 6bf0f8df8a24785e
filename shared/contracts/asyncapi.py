"""The AsyncAPI 3 document of one service: what it publishes, hears, takes in and answers, from the catalogue."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from shared.contracts.display import type_name
from shared.contracts.fact import Fact, Owner, every_fact
from shared.contracts.json_schema import json_schema

Document = dict[str, Any]

EVENT_PARTITIONS = 12
INTAKE_PARTITIONS = 3

_UUID = {"type": "string", "format": "uuid"}
_MOMENT = {"type": "string", "format": "date-time"}
_TEXT = {"type": "string"}
_REPORT_HEADERS: dict[str, Any] = {
    "ce_specversion": {"const": "1.0"},
    "ce_id": _UUID,
    "ce_source": _TEXT,
    "ce_type": _TEXT,
    "ce_subject": _UUID,
    "ce_time": _MOMENT,
    "content-type": {"const": "application/json"},
}
_EVENT_HEADERS: dict[str, Any] = {
    **_REPORT_HEADERS,
    "ce_registeredtime": _MOMENT,
    "ce_version": {"type": "string", "pattern": "^[1-9][0-9]*$"},
    "ce_causationid": _UUID,
    "ce_correlationid": _UUID,
}
_TRACE: dict[str, Any] = {"ce_traceparent": _TEXT}


def asyncapi_document(service: Owner, *, hears: Iterable[Owner] = (), version: str = "1") -> Document:
    """For `service`; `hears` names the services whose events it reads. Nothing in it names a server or a secret."""
    hears = tuple(hears)
    own = _facts(service)
    reports = tuple(fact for fact in own if fact.reported)
    read = {other: _facts(other) for other in hears}
    every = dict.fromkeys((*own, *(fact for facts in read.values() for fact in facts), *_facts("intake")))
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:samspil:{service}",
        "info": {
            "title": f"Samspil: {service}",
            "version": version,
            "description": "CloudEvents 1.0 in binary mode; the record key is the subject.",
        },
        "defaultContentType": "application/json",
        "channels": {
            **{_channel(owner): _events_channel(owner) for owner in (service, *hears)},
            "intake": _intake_channel("intake.{app}", "What an app reports on its own topic.", reports),
            "receipts": _intake_channel("intake.{app}.receipts", "The answers to one app.", _facts("intake")),
        },
        "operations": {
            "publish": _operation("send", _channel(service), own),
            **{f"hear-{other}": _operation("receive", _channel(other), facts) for other, facts in read.items()},
            "take-in": _operation("receive", "intake", reports),
            "answer": _operation("send", "receipts", _facts("intake")),
        },
        "components": _components(tuple(every), reports),
    }


@cache
def _facts(owner: Owner) -> tuple[type[Fact], ...]:
    return tuple(fact for fact in every_fact() if fact.owner == owner)


def _channel(owner: Owner) -> str:
    return f"{owner}-events"


def _reported(fact: type[Fact]) -> str:
    return f"{fact.__name__}Reported"


def _events_channel(owner: Owner) -> Document:
    return {
        "address": f"{owner}.events",
        "description": "Authoritative events, in order per subject.",
        "messages": {fact.__name__: _ref("messages", fact.__name__) for fact in _facts(owner)},
        "bindings": {"kafka": {"topic": f"{owner}.events", "partitions": EVENT_PARTITIONS}},
    }


def _intake_channel(address: str, description: str, facts: Iterable[type[Fact]]) -> Document:
    names = [_message_name(address, fact) for fact in facts]
    return {
        "address": address,
        "description": description,
        "parameters": {"app": {"description": "The app's registered name."}},
        "messages": {name: _ref("messages", name) for name in names},
        "bindings": {"kafka": {"partitions": INTAKE_PARTITIONS}},
    }


def _message_name(address: str, fact: type[Fact]) -> str:
    return _reported(fact) if address == "intake.{app}" else fact.__name__


def _operation(action: str, channel: str, facts: Iterable[type[Fact]]) -> Document:
    names = [_reported(fact) if channel == "intake" else fact.__name__ for fact in facts]
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
    }


def _components(every: tuple[type[Fact], ...], reports: tuple[type[Fact], ...]) -> Document:
    schemas: dict[str, Any] = {}
    for fact in every:
        schema = json_schema(fact, ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[fact.__name__] = schema
    messages = {fact.__name__: _message(fact, _headers(fact)) for fact in every}
    messages |= {_reported(fact): _message(fact, _object(_REPORT_HEADERS, _TRACE)) for fact in reports}
    return {"messages": messages, "schemas": schemas}


def _headers(fact: type[Fact]) -> Document:
    if fact.owner == "intake":
        required = {name: schema for name, schema in _REPORT_HEADERS.items() if name != "ce_subject"}
        return _object(required, {"ce_subject": _UUID, "ce_causationid": _UUID, **_TRACE})
    return _object(_EVENT_HEADERS, {"ce_department": _TEXT, **_TRACE})


def _object(required: Document, optional: Document) -> Document:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def _message(fact: type[Fact], headers: Document) -> Document:
    return {
        "name": fact.type,
        "title": type_name(fact.type),
        "summary": (fact.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "headers": headers,
        "payload": _ref("schemas", fact.__name__),
        "bindings": {"kafka": {"key": _UUID}},
    }


def _ref(kind: str, name: str) -> Document:
    return {"$ref": f"#/components/{kind}/{name}"}
