"""Words beside reports, sealed so that the citizen's key and the right row are both needed to read them."""

import json
from dataclasses import asdict
from typing import Protocol
from uuid import UUID

from services.kraftcenter.storage.rows import WORDS
from shared.contracts import Private
from shared.identity import Keyring
from shared.postgres.effects import Effect, Row


class _Sealing(Protocol):
    subject: UUID

    def seal(self, words: bytes, associated: bytes) -> bytes: ...
    def put(self, effect: Effect, key: UUID, row: Row) -> None: ...


class SealedWords:
    """Words on their way to the table `words`."""

    def __init__(self, work: _Sealing) -> None:
        self._work = work

    def keep(self, event_id: UUID, private: Private) -> None:
        sealed = self._work.seal(json.dumps(asdict(private), ensure_ascii=False).encode(), _bound_to(event_id))
        self._work.put(WORDS, event_id, (self._work.subject, event_id, sealed))


def citizen_words(keyring: Keyring, key: bytes, event_id: UUID, sealed: bytes) -> str | None:
    """The citizen's own words beside this event; None where others' alone were kept."""
    words: str | None = json.loads(keyring.decrypt(key, sealed, _bound_to(event_id), event_id.bytes))["citizen_words"]
    return words


def _bound_to(event_id: UUID) -> bytes:
    return b"words.sealed\x00" + event_id.bytes
