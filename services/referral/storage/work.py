"""The work on one citizen, loaded set-wise and written in one statement."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.referral.domain import Referral
from services.referral.storage.rows import COLUMNS, PARTY, REFERRAL, WORDS, bound_to, referral_from, row_of
from shared.identity import Keyring
from shared.messaging.rows import Rows
from shared.messaging.subjects import SubjectRow
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Connection
from shared.timers import ClockLengths, Timed

_LOAD = f"""
SELECT q.subject, c.citizen_id IS NOT NULL AS known, {COLUMNS}
FROM unnest($1::uuid[]) AS q(subject)
LEFT JOIN citizens c ON c.citizen_id = q.subject
LEFT JOIN referrals r ON r.citizen_id = q.subject
ORDER BY r.created_at
"""  # noqa: S608 (constants of this service)


class ReferralWork(Timed, SubjectWork):
    """One citizen's referrals and what is written with them."""

    def __init__(
        self,
        service: str,
        unit: Unit,
        row: SubjectRow,
        keyring: Keyring,
        clock_lengths: ClockLengths,
        known: bool,
        loaded: Sequence[Referral],
    ) -> None:
        super().__init__(service, unit, row, keyring)
        self.clock_lengths = clock_lengths
        self.citizen_known = known
        self.referrals = Rows(unit, ((r.id, r) for r in loaded), self._write)
        self.words = SealedWords(self)

    def _write(self, referral: Referral) -> None:
        provider = None if referral.begun is None else referral.begun.provider
        self.put(REFERRAL, (self.subject, referral.id), row_of(self.subject, referral))
        for department in filter(None, (referral.sender, referral.receiver, provider)):
            key = (department, self.subject, referral.loop)
            self.put(PARTY, key, key)


class SealedWords:
    """Words on their way to `referral_words`."""

    def __init__(self, work: ReferralWork) -> None:
        self._work = work

    def keep(self, referral_id: UUID, event_id: UUID, words: bytes) -> None:
        sealed = self._work.seal(words, bound_to(event_id))
        self._work.put(WORDS, event_id, (self._work.subject, referral_id, event_id, sealed))


class ReferralStorage:
    """How the referral service loads what its handlers need: one statement for any number of citizens."""

    def __init__(self, service: str, keyring: Keyring, clock_lengths: ClockLengths) -> None:
        self._service = service
        self._keyring = keyring
        self._clock_lengths = clock_lengths

    async def open(self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]) -> Mapping[UUID, ReferralWork]:
        known: set[UUID] = set()
        loaded: dict[UUID, list[Referral]] = {row.subject: [] for row in rows}
        for r in await connection.fetch(_LOAD, list(loaded)):
            if r["known"]:
                known.add(r["subject"])
            if r["referral_id"] is not None:
                loaded[r["subject"]].append(referral_from(r))
        return {
            row.subject: ReferralWork(
                self._service, unit, row, self._keyring, self._clock_lengths, row.subject in known, loaded[row.subject]
            )
            for row in rows
        }
