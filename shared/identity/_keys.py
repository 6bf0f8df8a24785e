"""A key per citizen: what is under it is readable while the key is there, and by nobody afterwards."""

import hashlib
import hmac
import os
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from shared.postgres import Connection

_VERSION = b"\x01"
_NONCE = 12
_KEY = 32
WRAPPED = len(_VERSION) + _NONCE + _KEY + 16
"""Bytes of a wrapped key: version, nonce, key and tag."""

_WRAP = b"samspil citizen key\x00"
_ENCRYPTION = b"samspil encryption"
_DIGEST = b"samspil digest"


class Unreadable(Exception):
    """What was stored cannot be read under this key: another citizen's, another row's, altered, or not ours."""


class Keyring:
    """Makes, wraps and uses citizens' keys (AES-256-GCM).

    The wrapping key is 32 bytes from outside the database; `previous` are earlier ones, still able to unwrap. A wrapped
    key is bound to its citizen, so that a row copied to another citizen does not open; what is encrypted under a key is
    bound to what the caller says it belongs to. Raises ValueError for a wrapping key of another length.
    """

    def __init__(self, wrapping_key: bytes, *, previous: Sequence[bytes] = ()) -> None:
        for key in (wrapping_key, *previous):
            if len(key) != _KEY:
                raise ValueError("a key-encryption key is 32 bytes")
        self._wrapping = [AESGCM(key) for key in (wrapping_key, *previous)]

    def new_key(self, citizen_id: UUID) -> tuple[bytes, bytes]:
        """A fresh key: (as it is stored, in clear)."""
        key = os.urandom(_KEY)
        return self.wrap(key, citizen_id), key

    def wrap(self, key: bytes, citizen_id: UUID) -> bytes:
        """The key as it is stored, under the newest wrapping key."""
        return _seal(self._wrapping[0], key, _WRAP + citizen_id.bytes)

    def unwrap(self, wrapped: bytes, citizen_id: UUID) -> bytes:
        """The key in clear. Raises Unreadable."""
        for wrapping in self._wrapping:
            try:
                return _open(wrapping, wrapped, _WRAP + citizen_id.bytes)
            except Unreadable:
                continue
        raise Unreadable

    def rewrapped(self, wrapped: bytes, citizen_id: UUID) -> bytes | None:
        """The same key under the newest wrapping key; None where it stands under that already. Raises Unreadable."""
        with suppress(Unreadable):
            _open(self._wrapping[0], wrapped, _WRAP + citizen_id.bytes)
            return None
        return self.wrap(self.unwrap(wrapped, citizen_id), citizen_id)

    def encrypt(self, key: bytes, plaintext: bytes, associated: bytes) -> bytes:
        """Sealed under the citizen's key and bound to `associated` (which row and field it is)."""
        return _seal(AESGCM(_subkey(key, _ENCRYPTION)), plaintext, associated)

    def decrypt(self, key: bytes, sealed: bytes, associated: bytes, *before: bytes) -> bytes:
        """What was sealed. Raises Unreadable where key or `associated` is another's.

        `before` is what rows of an earlier version are bound to.
        """
        cipher = AESGCM(_subkey(key, _ENCRYPTION))
        for bound in (associated, *before):
            with suppress(Unreadable):
                return _open(cipher, sealed, bound)
        raise Unreadable

    def digest(self, key: bytes, content: bytes) -> bytes:
        """HMAC-SHA-256 (32 bytes) under a subkey of its own: tells same from other, and nothing without the key."""
        return hmac.digest(_subkey(key, _DIGEST), content, hashlib.sha256)

    async def key_of(self, connection: Connection, citizen_id: UUID) -> bytes | None:
        """The citizen's key in clear, None where there is none (never made, or erased)."""
        wrapped = await connection.fetchval("SELECT wrapped FROM citizen_keys WHERE citizen_id = $1", citizen_id)
        return None if wrapped is None else self.unwrap(wrapped, citizen_id)

    async def ensure_key(self, connection: Connection, citizen_id: UUID) -> bytes:
        """The citizen's key in clear, made now where there was none; whoever races gets the same one."""
        key = await self.key_of(connection, citizen_id)
        if key is not None:
            return key
        wrapped, key = self.new_key(citizen_id)
        inserted = await connection.fetchval(
            "INSERT INTO citizen_keys (citizen_id, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true",
            citizen_id,
            wrapped,
        )
        if inserted:
            return key
        key = await self.key_of(connection, citizen_id)
        if key is None:
            raise Unreadable  # made and erased between two statements
        return key


def _subkey(key: bytes, purpose: bytes) -> bytes:
    # The citizen's key is random already: expanding alone keeps the uses apart.
    return HKDFExpand(SHA256(), _KEY, purpose).derive(key)


def _seal(cipher: AESGCM, plaintext: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + cipher.encrypt(nonce, plaintext, _VERSION + associated)


def _open(cipher: AESGCM, sealed: bytes, associated: bytes) -> bytes:
    if sealed[:1] != _VERSION:
        raise Unreadable
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], _VERSION + associated)
    except (InvalidTag, ValueError):
        raise Unreadable from None
