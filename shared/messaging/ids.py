"""Ids in the driver's own form: `UUID`s like any other, but read, hashed, written and sent several times as fast."""

from uuid import UUID

import uuid_utils
from asyncpg.pgproto.pgproto import UUID as _DriversUUID


def read_id(text: str) -> UUID:
    """From text, with or without hyphens. Raises ValueError."""
    return _DriversUUID(text)


def new_id() -> UUID:
    """A new one (version 7): later ones sort after earlier ones."""
    return _DriversUUID(uuid_utils.uuid7().bytes)
