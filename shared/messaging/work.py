"""What a handler is given: one subject, as known now, and the ways to change it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from shared.contracts.event import SOURCE_PREFIX, Cause, Event
from shared.contracts.fact import Fact
from shared.contracts.involvement import Involvement
from shared.identity import Keyring, Unreadable
from shared.messaging.ids import new_id, read_id
from shared.messaging.outbox import put_in_outbox
from shared.messaging.subjects import CHANGED_SUBJECT, COUNTED_SUBJECT, NEW_SUBJECT, SubjectRow
from shared.messaging.unit import Unit
from shared.messaging.waiting import Item
from shared.postgres import Connection
from shared.postgres.effects import Effect, Row, insert

# Not passed over where one is known: what this decision sealed would be lost with the key that lost the race.
NEW_KEY = insert("citizen_keys", citizen_id="uuid", wrapped="bytea")


class SubjectWork:
    """The part of every service's `Work` that is alike; a service's storage adds its repositories.

    `cause` is what is being decided on just now and changes from one report or event to the next. Nothing reaches the
    database before the unit is written.
    """

    def __init__(self, service: str, unit: Unit, row: SubjectRow, keyring: Keyring) -> None:
        self.unit = unit
        self.row = row
        self.now: datetime = row.now
        self.subject: UUID = row.subject
        self.cause: Cause
        self.waiting: list[Item] = []
        self._service = service
        self._keyring = keyring
        self._key: bytes | None = None
        self._loaded = self._involvement = Involvement.load(row.involvement, read_id)
        self._version = row.version
        self._touched = False

    @property
    def involvement(self) -> Involvement:
        """Who has to do with this citizen, by all that was heard and decided so far."""
        return self._involvement

    def new_id(self) -> UUID:
        """For something this decision makes; later ones sort after earlier ones."""
        return new_id()

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]:
        """Makes the fact an event of this service: next version, in the outbox, and folded into the involvement.

        `correlationid` is the loop; left out, the cause's, else the event's own id.
        """
        id_ = new_id()
        event = Event(
            id=id_,
            source=SOURCE_PREFIX + self._service,
            subject=self.subject,
            time=self.cause.time,
            registeredtime=self.now,
            version=self._version + 1,
            causationid=self.cause.id,
            correlationid=correlationid or self.cause.correlationid or id_,
            department=self.cause.department,
            traceparent=self.cause.traceparent,
            data=fact,
        )
        self._set_version(event.version)
        self.unit.published.append(event)
        self.unit.on_undo(self.unit.published.pop)
        put_in_outbox(self.unit, event)
        self.unit.ring("outbox")
        self.hear(event)
        return event

    def hint(self, sentence: str) -> None:
        """A Danish sentence for who reported, kept with the receipt. It advises and binds nobody.

        It says no more than the reporter knew or may know, and no value of the report.
        """
        self.unit.hints.append(sentence)
        self.unit.on_undo(self.unit.hints.pop)

    def expect(self, event: Event[Any]) -> None:
        """The event will be heard in this unit: storage may load what its handler could ask for, for many at once."""

    def hear(self, event: Event[Any]) -> None:
        """Folds an event into the involvement. The one that says the citizen is erased has everything deleted."""
        before = self._involvement
        after = before.apply(event)
        if after is not before:
            self._involvement = after
            self.unit.on_undo(setattr, self, "_involvement", before)
            self.touch()
            if after.erased:
                self.unit.erase(self.subject)

    def put(self, effect: Effect, key: Any, row: Row) -> None:
        """One row of this subject's state to write."""
        self.unit.put(effect, key, row)
        if not self._touched:
            self.touch()

    def touch(self) -> None:
        """Something a decision could rest on has changed: whoever decides at the same time must decide again."""
        if not self._touched:
            self._touched = True
            self.unit.on_undo(setattr, self, "_touched", False)

    def key(self) -> bytes:
        """The citizen's own key in clear, made now where there was none."""
        key = self._known_key()
        if key is None:
            wrapped, key = self._keyring.new_key(self.subject)
            self._key = key
            self.unit.on_undo(setattr, self, "_key", None)
            self.put(NEW_KEY, self.subject, (self.subject, wrapped))
        return key

    def _known_key(self) -> bytes | None:
        if self._key is None and self.row.wrapped_key is not None:
            self._key = self._keyring.unwrap(self.row.wrapped_key, self.subject)
        return self._key

    def seal(self, words: bytes, associated: bytes) -> bytes:
        """Encrypts under the citizen's key, bound to `associated` (the row the words belong to)."""
        return self._keyring.encrypt(self.key(), words, associated)

    def unseal(self, sealed: bytes, associated: bytes, *before: bytes) -> bytes:
        """The inverse of `seal`; `before` is what rows of an earlier version are bound to.

        Raises Unreadable where it was sealed for another row, or the key is gone.
        """
        key = self._known_key()
        if key is None:
            raise Unreadable
        return self._keyring.decrypt(key, sealed, associated, *before)

    def digest(self, content: bytes) -> bytes:
        """A keyed hash of what was sent, so that the same content can be recognised and nothing else learnt."""
        return self._keyring.digest(self.key(), content)

    @property
    def touched(self) -> bool:
        return self._touched

    def guard_args(self) -> tuple[UUID, int, int, str]:
        """Arguments of `subjects.GUARD`."""
        return self.subject, self.row.revision, self._version, self._involvement.dump()

    def put_subject(self) -> None:
        """Writes the subject's row where it is locked already (in a batch)."""
        if not self._touched:
            return
        counted = (self.subject, self.row.revision + 1, self._version)
        if self.row.revision and self._involvement is self._loaded:
            self.unit.writes.put(COUNTED_SUBJECT, self.subject, counted)
        else:
            effect = CHANGED_SUBJECT if self.row.revision else NEW_SUBJECT
            self.unit.writes.put(effect, self.subject, (*counted, self._involvement.dump()))

    def done(self) -> None:
        """Nothing more is asked of it: its unit is written.

        What it holds points back at it; let go here, it need not be looked for by the garbage collector, which would
        walk over every batch while it is made.
        """
        self.__dict__.clear()

    def _set_version(self, version: int) -> None:
        before = self._version
        self._version = version
        self.unit.on_undo(setattr, self, "_version", before)
        self.touch()


W = TypeVar("W", bound=SubjectWork, covariant=True)


class Storage(Protocol[W]):
    """A service's way of loading what its handlers need."""

    async def open(self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]) -> Mapping[UUID, W]:
        """One `Work` per subject, set-wise: the number of statements does not grow with the number of subjects."""
        ...
