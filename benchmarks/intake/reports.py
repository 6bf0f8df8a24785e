"""Reports as apps send them: goals for interventions that run, 604 bytes each."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from uuid import uuid4

from benchmarks.growth import people
from benchmarks.growth.people import Person
from benchmarks.place import Place
from shared.identity import Keyring

SERVICE = "kraftcenter"
APP = "kraftcenter-app"
BYTES = 604
ONE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"

_WRITTEN = ("goals", "sub_goals", "receipts", "receipt_events", "receipt_told", "inbox")


async def prepare(place: Place, citizens: int) -> None:
    """So many citizens whose interventions run, each with a key; the service knows nothing else."""
    keyring = Keyring(place.settings(SERVICE).wrapping_key())
    known = [Person(1 + n).id for n in range(citizens)]
    await place.empty(SERVICE)
    async with place.owner(SERVICE) as connection:
        await people.fill(connection, "subjects", people.SUBJECTS, citizens, people.involvement())
        await people.fill(connection, "interventions", people.INTERVENTIONS, citizens)
        keys = [(citizen, keyring.new_key(citizen)[0]) for citizen in known]
        await connection.copy_records_to_table("citizen_keys", records=keys, columns=["citizen_id", "wrapped"])


async def forget(place: Place) -> None:
    """What was reported is gone, and nothing of it is left to be done or written."""
    await place.empty(SERVICE, *_WRITTEN)
    await place.checkpoint()


def goals(number: int, citizens: int) -> list[bytes]:
    """So many reports, of one citizen after the other, in CloudEvents' structured form."""
    return [_goal(Person(1 + n % citizens)) for n in range(number)]


def batched(events: Sequence[bytes], size: int) -> list[bytes]:
    """The same in CloudEvents' batched form."""
    rest = iter(events)
    return [b"[" + b",".join(some) + b"]" for some in iter(lambda: list(islice(rest, size)), [])]


def posted(port: int, bearer: str, kind: str, bodies: Sequence[bytes]) -> list[str]:
    """Each body as a whole request, ready to be written."""
    start = f"POST /events HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: {bearer}\r\ncontent-type: {kind}\r\n"
    return [f"{start}content-length: {len(body)}\r\n\r\n{body.decode()}" for body in bodies]


def _goal(person: Person) -> bytes:
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:samspil:app:{APP}",
        "type": "dk.samspil.indsatsmaal.fastsat.v1",
        "subject": str(person.id),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "datacontenttype": "application/json",
        "data": {
            "goal_id": str(uuid4()),
            "intervention_id": str(person.intervention),
            "themes": ["relationer"],
            "kind": "develop",
        },
        # An attribute that CloudEvents has and Samspil has no use for.
        "dataschema": "https://apps.example/",
    }
    event["dataschema"] = f"{event['dataschema']}{'x' * (BYTES - len(json.dumps(event)))}"
    return json.dumps(event).encode()
