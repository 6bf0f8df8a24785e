"""Reads for people and apps: authorised where the data is, logged in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.referral.domain import Referral, with_its_use, withdrawn
from services.referral.ports import Look, Seen, SeenCitizen, Wanted
from services.referral.storage.index import PostgresIndex
from services.referral.storage.looking import record
from services.referral.storage.rows import COLUMNS, bound_to, note_in, referral_from
from services.referral.storage.work import ReferralWork
from services.referral.storage.yearly import PostgresOverviews
from shared.contracts.involvement import Involvement
from shared.identity import Keyring
from shared.messaging.glass import Glass, tried_again
from shared.postgres import Connection, Pool

_ONE = f"""
SELECT {COLUMNS}, s.involvement, now() AS now FROM referrals r JOIN subjects s ON s.subject = r.citizen_id
WHERE r.referral_id = $1 ORDER BY r.created_at
"""  # noqa: S608 (constants of this service)
_MANY = f"""
SELECT {COLUMNS}, s.involvement, now() AS now FROM referrals r JOIN subjects s ON s.subject = r.citizen_id
WHERE ($1::text IS NULL OR EXISTS (
    SELECT FROM loop_parties p WHERE p.department = $1 AND p.citizen_id = r.citizen_id AND p.loop = r.loop))
AND ($2::uuid IS NULL OR r.citizen_id = $2)
AND ($3::text IS NULL OR r.state = $3)
AND ($4::boolean IS NULL OR (r.overdue_level > 0) = $4)
AND ($5::text IS NULL OR r.offer = $5)
AND ($6::timestamptz IS NULL OR (r.created_at, r.citizen_id, r.referral_id) < ($6, $7::uuid, $8::uuid))
ORDER BY r.created_at DESC, r.citizen_id DESC, r.referral_id DESC LIMIT $9
"""  # noqa: S608 (constants of this service)
_WORDS = """
SELECT w.citizen_id, w.referral_id, w.event_id, w.sealed, k.wrapped
FROM referral_words w JOIN unnest($1::uuid[], $2::uuid[]) AS q(citizen_id, referral_id) USING (citizen_id, referral_id)
JOIN citizen_keys k ON k.citizen_id = w.citizen_id ORDER BY w.seq
"""
_CITIZENS = """
SELECT citizen_id, c.name, k.wrapped, s.involvement, now() AS now FROM citizens c JOIN citizen_keys k USING (citizen_id)
LEFT JOIN subjects s ON s.subject = citizen_id WHERE citizen_id = ANY($1::uuid[])
"""
_NUMBERED = """
SELECT c.citizen_id, s.involvement, now() AS now FROM citizens c
LEFT JOIN subjects s ON s.subject = c.citizen_id WHERE c.cpr_index = $1
"""


class PostgresReads:
    """See `ports.Reads`. `index` is the citizen index beside it, `overviews` the yearly ones, `glass` its door."""

    def __init__(self, pool: Pool, keyring: Keyring, index: PostgresIndex, glass: Glass[ReferralWork]) -> None:
        self.index = index
        self.overviews = PostgresOverviews(pool)
        self.glass = glass
        self._keyring = keyring

    @tried_again
    async def referral(self, look: Look, referral_id: UUID) -> Seen | None:
        async with self.glass.reading(look.reader, breaks_the_glass=look.breaks_the_glass) as connection:
            rows = await connection.fetch(_ONE, referral_id)
            open_to_reader = [row for row in rows if _may_see(look, row)][:1]
            seen = await self._with_notes(connection, open_to_reader)
            await record(connection, look, (s.citizen_id for s in seen), "/referrals/{referral_id}", self._keyring)
        return seen[0] if seen else None

    @tried_again
    async def referrals(self, look: Look, wanted: Wanted) -> Sequence[Seen]:
        department = None if look.breaks_the_glass else look.reader.department
        if department is None and not look.breaks_the_glass:
            return []
        found: list[Record] = []
        narrowed = (wanted.citizen_id, wanted.state, wanted.overdue, wanted.offer)
        after, enough = wanted.after or (None, None, None), wanted.limit + 1
        async with self.glass.reading(look.reader, breaks_the_glass=look.breaks_the_glass) as connection:
            while len(found) < enough:
                rows = await connection.fetch(_MANY, department, *narrowed, *after, enough)
                found += [row for row in rows if _may_see(look, row)]
                if len(rows) < enough:
                    break
                # Some of a full page may be closed for too long: the next rows then fill it up.
                after = (rows[-1]["created_at"], rows[-1]["citizen_id"], rows[-1]["referral_id"])
            seen = await self._with_notes(connection, found[:enough])
            shown = seen[: wanted.limit]
            await record(connection, look, (s.citizen_id for s in shown), "/referrals", self._keyring)
        return seen

    @tried_again
    async def citizen(self, look: Look, citizen_id: UUID) -> SeenCitizen | None:
        seen = await self._citizens(look, [citizen_id], "/citizens/{citizen_id}")
        return seen[0] if seen else None

    @tried_again
    async def citizens(self, look: Look, citizens: Sequence[UUID]) -> Sequence[SeenCitizen]:
        return await self._citizens(look, citizens, "/citizens")

    @tried_again
    async def find(self, look: Look, cpr: str) -> UUID | None:
        async with self.glass.reading(look.reader, breaks_the_glass=look.breaks_the_glass) as connection:
            row = await connection.fetchrow(_NUMBERED, self.index.place(cpr))
            if row is None or not _may_read_name(look, row):
                return None
            citizen_id: UUID = row["citizen_id"]
            await record(connection, look, [citizen_id], "/citizens/search", self._keyring)
        return citizen_id

    async def _citizens(self, look: Look, citizens: Sequence[UUID], route: str) -> list[SeenCitizen]:
        async with self.glass.reading(look.reader, breaks_the_glass=look.breaks_the_glass) as connection:
            rows = [row for row in await connection.fetch(_CITIZENS, citizens) if _may_read_name(look, row)]
            await record(connection, look, (row["citizen_id"] for row in rows), route, self._keyring)
        return [self._citizen(look, row) for row in rows]

    def _citizen(self, look: Look, row: Record) -> SeenCitizen:
        key = self._keyring.unwrap(row["wrapped"], row["citizen_id"])
        name = self._keyring.decrypt(key, row["name"], b"citizens.name").decode()
        involvement = Involvement.load(row["involvement"])
        shown = involvement if look.breaks_the_glass else _without_quiet(involvement, look.reader.department)
        return SeenCitizen(row["citizen_id"], tuple(sorted(shown.departments())), name)

    async def _with_notes(self, connection: Connection, rows: Sequence[Record]) -> list[Seen]:
        seen = {(r["citizen_id"], r["referral_id"]): _in_use(r) for r in rows}
        wrong = {place: withdrawn(referral.history) for place, referral in seen.items()}
        notes: dict[tuple[UUID, UUID], list[str]] = {}
        keys: dict[UUID, bytes] = {}
        citizens, referrals = [r["citizen_id"] for r in rows], [r["referral_id"] for r in rows]
        for w in await connection.fetch(_WORDS, citizens, referrals) if rows else ():
            citizen_id, place = w["citizen_id"], (w["citizen_id"], w["referral_id"])
            if w["event_id"] in wrong[place]:
                continue
            key = keys.get(citizen_id) or keys.setdefault(citizen_id, self._keyring.unwrap(w["wrapped"], citizen_id))
            note = note_in(self._keyring.decrypt(key, w["sealed"], bound_to(w["event_id"])))
            if note is not None:
                notes.setdefault(place, []).append(note)
        return [Seen(place[0], referral, _paragraphs(notes.get(place, ()))) for place, referral in seen.items()]


def _may_read_name(look: Look, row: Record) -> bool:
    return look.breaks_the_glass or Involvement.load(row["involvement"]).may_read_name(
        look.reader.department, row["now"]
    )


def _may_see(look: Look, row: Record) -> bool:
    now: datetime = row["now"]
    involvement = Involvement.load(row["involvement"])
    return look.breaks_the_glass or involvement.may_read_loop(look.reader.department, row["loop"], now)


def _in_use(row: Record) -> Referral:
    referral = referral_from(row)
    # The involvement is long, and of others it tells nothing that is asked for here.
    return with_its_use(referral, Involvement.load(row["involvement"])) if referral.application else referral


def _paragraphs(notes: Iterable[str]) -> str | None:
    return "\n\n".join(notes) or None


def _without_quiet(involvement: Involvement, reader: str | None) -> Involvement:
    """I2: that a citizen has referred themselves to an offer without assessment shows to its receiver alone."""
    loops = involvement.loops
    heard = {r.loop for r in loops.referrals.values()} | {i.loop for i in loops.interventions.values()}
    quiet = {id_ for id_ in heard if (loop := loops.loop(id_)) and loop.quiet and reader not in loop.parties}
    return replace(
        involvement,
        loops=replace(
            loops,
            referrals={id_: r for id_, r in loops.referrals.items() if r.loop not in quiet},
            interventions={id_: i for id_, i in loops.interventions.items() if i.loop not in quiet},
        ),
    )
