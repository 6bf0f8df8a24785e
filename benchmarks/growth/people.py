"""A municipality's citizens as rows, a million of them in a minute: each has a referral that was accepted and begun.

What a citizen has is told by their number alone, so that a load can speak of any of them without reading a row.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from uuid import UUID, uuid4

import asyncpg
from uuid_utils.compat import uuid7

from benchmarks.events import AT, UNSAMPLED, themes
from shared.contracts import Event, Fact, GoalSet, InterventionStarted, ReferralAccepted, ReferralCreated
from shared.contracts.event import SOURCE_PREFIX
from shared.contracts.involvement import Involvement

PROVIDER, SENDER = "kraftcenter", "socialpsykiatri"
OFFER = "kraftcenter-traening"
FOLLOW_UP = date(2027, 2, 1)
_NOUNS = ("citizen", "referral", "intervention", "asked", "accepted", "started")


@dataclass(frozen=True, slots=True)
class Person:
    """The citizen of that number, from 1."""

    number: int

    @property
    def id(self) -> UUID:
        return self._named("citizen")

    @property
    def referral(self) -> UUID:
        """Also the loop."""
        return self._named("referral")

    @property
    def intervention(self) -> UUID:
        return self._named("intervention")

    def reported(self) -> tuple[ReferralCreated, ReferralAccepted, InterventionStarted]:
        """What has happened so far, as apps report it: asked by the sender; accepted and begun by the provider."""
        asked = ReferralCreated(
            referral_id=self.referral,
            from_department=SENDER,
            to_department=PROVIDER,
            offer=OFFER,
            priority="routine",
            themes=("relationer",),
            origin="professional",
        )
        accepted = ReferralAccepted(referral_id=self.referral, by_department=PROVIDER)
        begun = InterventionStarted(
            intervention_id=self.intervention,
            referral_id=self.referral,
            department=PROVIDER,
            offer=OFFER,
            follow_up_on=FOLLOW_UP,
        )
        return asked, accepted, begun

    def story(self) -> list[Event[Fact]]:
        """The same as the services publish it."""
        asked, accepted, begun = self.reported()
        return [
            self._event(asked.model_copy(update={"answer_due": AT}), self._named("asked"), SENDER, 1),
            self._event(accepted.model_copy(update={"next_step_due": AT}), self._named("accepted"), PROVIDER, 2),
            self._event(begun, self._named("started"), PROVIDER, 1),
        ]

    def goal(self, version: int = 2) -> Event[Fact]:
        """An ordinary event of 604 bytes on the running intervention; each has ids of its own."""
        data = GoalSet(goal_id=uuid4(), intervention_id=self.intervention, themes=themes(_a_goal), kind="develop")
        return self._event(data, uuid7(), PROVIDER, version)

    def _event(self, fact: Fact, id_: UUID, by: str, version: int) -> Event[Fact]:
        return Event(
            id=id_,
            source=SOURCE_PREFIX + fact.owner,
            subject=self.id,
            time=AT,
            registeredtime=AT,
            version=version,
            causationid=uuid4(),
            correlationid=self.referral,
            department=by,
            traceparent=UNSAMPLED,
            data=fact,
        )

    def _named(self, noun: str) -> UUID:
        return UUID(hex=md5(f"{noun} {self.number}".encode(), usedforsecurity=False).hexdigest())


def _a_goal(chosen: tuple[str, ...]) -> Event[GoalSet]:
    person = Person(0)
    data = GoalSet(goal_id=person.id, intervention_id=person.intervention, themes=chosen, kind="develop")
    return person._event(data, person.id, PROVIDER, 2)  # type: ignore[return-value]  # the same event, its data known


def involvement() -> str:
    """What every service keeps of a citizen, as a text for `format`: `%1$s` and so on, in the order of `_NOUNS`."""
    person, known = Person(0), Involvement()
    for event in person.story():
        known = known.apply(event)
    text = known.dump().replace("%", "%%")
    for place, noun in enumerate(_NOUNS, 1):
        text = text.replace(person._named(noun).hex, f"%{place}$s")
    return text


_NAMES = ", ".join(f"md5('{noun} ' || n)" for noun in _NOUNS)
SUBJECTS = f"""
INSERT INTO subjects (subject, revision, version, involvement)
SELECT md5('citizen ' || n)::uuid, 3, 1, format($2, {_NAMES})::jsonb FROM generate_series(1, $1::int) AS n
"""  # noqa: S608 (constants of this file)
MARKS = "INSERT INTO inbox (id) SELECT uuidv7() FROM generate_series(1, $1::int)"
EVENTS = """
INSERT INTO events (event_id, subject, type, source, department, causationid, correlationid, time, registeredtime,
    version, traceparent, data)
SELECT uuidv7(), md5('citizen ' || n)::uuid, 'dk.samspil.indsatsmaal.fastsat.v1', 'urn:samspil:kraftcenter',
    'kraftcenter', uuidv7(), md5('referral ' || n)::uuid, now(), now(), 2, $2,
    jsonb_build_object('goal_id', uuidv7(), 'intervention_id', md5('intervention ' || n)::uuid, 'kind', 'develop',
        'themes', jsonb_build_array('relationer'))
FROM generate_series(1, $1::int) AS n
"""
NOTICES = """
INSERT INTO notices (id, event_id, subject, correlationid, recipient, channel, because, created_at, traceparent,
    read_at, read_by)
SELECT uuidv7(), e.event_id, e.subject, e.correlationid, r.recipient, 'inbox', 'involved', e.time, e.traceparent,
    CASE WHEN e.seq % 4 > 0 THEN e.time END, CASE WHEN e.seq % 4 > 0 THEN 'Mette Holm' END
FROM events e CROSS JOIN LATERAL (VALUES ('department:socialpsykiatri'), ('citizen:' || e.subject)) AS r (recipient)
ORDER BY e.seq
"""
INTERVENTIONS = f"""
INSERT INTO interventions (citizen_id, intervention_id, event_id, loop, department, offer, referral_id, started_on,
    follow_up_on)
SELECT md5('citizen ' || n)::uuid, md5('intervention ' || n)::uuid, md5('started ' || n)::uuid,
    md5('referral ' || n)::uuid, '{PROVIDER}', '{OFFER}', md5('referral ' || n)::uuid, '{AT:%Y-%m-%d}', '{FOLLOW_UP}'
FROM generate_series(1, $1::int) AS n
"""  # noqa: S608 (constants of this file)
RECEIPTS = """
INSERT INTO receipts (receipt_id, subject, source, event_id, type, reporter, department, status, digest, loop,
    published, hints, errors, trace_id)
SELECT uuidv7(), md5('citizen ' || n)::uuid, 'urn:samspil:app:kraftcenter-app', gen_random_uuid(),
    'dk.samspil.indsats.startet.v1', 'app:kraftcenter-app', 'kraftcenter', 'accepted', decode(md5(n::text), 'hex'),
    md5('referral ' || n)::uuid, jsonb_build_array(md5('started ' || n)::uuid), '[]', '[]', md5('trace ' || n)
FROM generate_series(1, $1::int) AS n
"""
# As long as a key that is wrapped; whoever is spoken of gets a real one.
KEYS = """
INSERT INTO citizen_keys (citizen_id, wrapped)
SELECT md5('citizen ' || n)::uuid, decode(repeat(md5(n::text), 4), 'hex') FROM generate_series(1, $1::int) AS n
"""
_INDEXES = """
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index
WHERE indrelid = $1::regclass AND NOT indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


async def hear(connection: "asyncpg.Connection[asyncpg.Record]", number: int) -> None:
    """The notifications service has heard of so many citizens, and told two of each."""
    await fill(connection, "subjects", SUBJECTS, number, involvement())
    await fill(connection, "inbox", MARKS, number)
    await fill(connection, "events", EVENTS, number, UNSAMPLED)
    await fill(connection, "notices", NOTICES)


async def start(connection: "asyncpg.Connection[asyncpg.Record]", number: int) -> None:
    """The kraftcenter service has begun an intervention for so many citizens."""
    await fill(connection, "subjects", SUBJECTS, number, involvement())
    await fill(connection, "interventions", INTERVENTIONS, number)
    await fill(connection, "receipts", RECEIPTS, number)
    await fill(connection, "citizen_keys", KEYS, number)


async def fill(
    connection: "asyncpg.Connection[asyncpg.Record]", table: str, statement: str, *arguments: object
) -> None:
    """Runs one of the statements above on a table that is empty."""
    async with without_indexes(connection, table):
        await connection.execute(statement, *arguments, timeout=None)


@asynccontextmanager
async def without_indexes(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> AsyncIterator[None]:
    """Its indexes are made when the rows are there, which takes a third of the time; then it is settled."""
    indexes = await connection.fetch(_INDEXES, table)
    await connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    yield
    for index in indexes:
        await connection.execute(index["made"], timeout=None)
    await connection.execute(f"VACUUM (ANALYZE, FREEZE) {table}", timeout=None)
