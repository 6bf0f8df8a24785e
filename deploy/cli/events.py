"""`samspil events tail`: the authoritative events as they are published."""

import asyncio
import contextlib
import json
import os
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from deploy.cli.place import endpoints
from shared.messaging.topics import SERVICES, events_topic

app = typer.Typer(help="De autoritative hændelser.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `tail` a command of its own while it is the only one."""


@app.command()
def tail(
    citizen: Annotated[UUID | None, typer.Option(help="Kun denne borgers hændelser.")] = None,
    since: Annotated[bool, typer.Option("--all", help="Begynd ved den ældste, der stadig står på Kafka.")] = False,
) -> None:
    """Følger hændelserne, til du trykker Ctrl-C: tidspunkt, tjeneste, type, version, borger og data.

    Læser som den bruger, der står i SAMSPIL_KAFKA_*; uden dem som `auditor` i stakken i denne mappe.
    """
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_follow(access(), citizen, since))


def access() -> dict[str, Any]:
    """How to read the topics, as aiokafka's keywords."""
    if "SAMSPIL_KAFKA_BOOTSTRAP" in os.environ:
        from deploy.cli.cluster import secret

        told = {
            "bootstrap_servers": os.environ["SAMSPIL_KAFKA_BOOTSTRAP"],
            "security_protocol": os.environ.get("SAMSPIL_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
            "sasl_mechanism": os.environ.get("SAMSPIL_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"),
            "sasl_plain_username": secret("SAMSPIL_KAFKA_USERNAME"),
            "sasl_plain_password": secret("SAMSPIL_KAFKA_PASSWORD"),
        }
        if told["security_protocol"] == "SASL_SSL":
            from aiokafka.helpers import create_ssl_context

            told["ssl_context"] = create_ssl_context(cafile=os.environ.get("SAMSPIL_KAFKA_CA_FILE"))
        return told
    kafka = endpoints()["kafka"]
    return {
        "bootstrap_servers": kafka["bootstrap"],
        "security_protocol": kafka["security_protocol"],
        "sasl_mechanism": kafka["sasl_mechanism"],
        "sasl_plain_username": kafka["auditor"]["username"],
        "sasl_plain_password": kafka["auditor"]["password"],
    }


async def _follow(told: dict[str, Any], citizen: UUID | None, since: bool) -> None:
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        *(events_topic(service) for service in SERVICES),
        group_id=None,  # everyone who looks sees everything, and leaves no trace on the broker
        auto_offset_reset="earliest" if since else "latest",
        enable_auto_commit=False,
        **told,
    )
    await consumer.start()
    try:
        async for record in consumer:
            if citizen is None or (record.key or b"").decode("ascii", "replace") == str(citizen):
                typer.echo(line(record.headers, record.key, record.value))
    finally:
        await consumer.stop()


def line(headers: Any, key: bytes | None, value: bytes | None) -> str:
    """One event as one line."""
    attributes = {name: content.decode("utf-8", "replace") for name, content in headers}
    moment = attributes.get("ce_time", "")
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(moment).astimezone().strftime("%d.%m. %H:%M:%S")
    try:
        data = json.dumps(json.loads(value or b"null"), ensure_ascii=False)
    except ValueError:
        data = "(ulæselig)"
    return "  ".join(
        (
            moment,
            attributes.get("ce_source", "?").removeprefix("urn:samspil:"),
            attributes.get("ce_type", "?").removeprefix("dk.samspil."),
            attributes.get("ce_version", "?"),
            (key or b"").decode("ascii", "replace"),
            data,
        )
    )
