"""What the pages keep or hand out for a while, readable only with the key from outside the database."""

from uuid import UUID, uuid4

from shared.identity import WRAPPED, Keyring, Unreadable

_ID = 16


class Sealer:
    """Seals under a key of its own each time, wrapped by the key-encryption key; bound to what it is for."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, plaintext: bytes, purpose: bytes) -> bytes:
        key_id = uuid4()
        wrapped, key = self._keyring.new_key(key_id)
        return key_id.bytes + wrapped + self._keyring.encrypt(key, plaintext, purpose)

    def unseal(self, sealed: bytes, purpose: bytes) -> bytes:
        """What was sealed for that very purpose. Raises Unreadable."""
        if len(sealed) <= _ID + WRAPPED:
            raise Unreadable
        key = self._keyring.unwrap(sealed[_ID : _ID + WRAPPED], UUID(bytes=sealed[:_ID]))
        return self._keyring.decrypt(key, sealed[_ID + WRAPPED :], purpose)
