"""What lies in the database of a relative: sealed under the designation's own key, and gone with it."""

import hashlib
import json
from uuid import UUID, uuid4

import pytest

from services.notifications.storage.designations import COLUMNS, FROM, contact_from
from shared.contracts import Refused, RelativeDesignated
from shared.identity import Keyring, Unreadable
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_invitations import the_token
from tests.suites.notifications_story import changing, citizen, designating, revoking, says
from tests.suites.notifications_world import WORK

ONE = f"SELECT {COLUMNS} FROM {FROM} WHERE d.citizen_id = $1"  # noqa: S608 (constants of the service)


async def designated(world: RealWorld, anna: UUID) -> UUID:
    fact = designating(channels=("mail",))
    await world.report(says(citizen(anna), anna, fact, name="Eva Holm", email="eva@example.org"))
    return fact.designation_id


async def test_the_contact_stands_under_a_key_of_its_own(world: RealWorld, keyring: Keyring) -> None:
    """People: neither name nor address lies in clear, and the citizen's key does not open them."""
    anna = uuid4()
    id_ = await designated(world, anna)
    row = await world.pool.fetchrow(ONE, anna)
    assert row is not None
    assert b"Eva" not in row["contact"]
    assert b"eva@" not in row["contact"]
    contact = contact_from(row, keyring)
    assert contact is not None
    assert (contact.name, contact.email) == ("Eva Holm", "eva@example.org")
    async with world.pool.acquire() as connection:
        citizens = await keyring.ensure_key(connection, anna)
    for bound in (b"designations.contact\x00" + id_.bytes, b"designations.contact\x00" + anna.bytes + id_.bytes):
        with pytest.raises(Unreadable):
            keyring.decrypt(citizens, row["contact"], bound)


async def test_a_contact_copied_to_another_citizen_does_not_open(world: RealWorld, keyring: Keyring) -> None:
    """People: what is sealed is bound to its row, also where two citizens' reporters chose the same id."""
    anna, bo = uuid4(), uuid4()
    await designated(world, anna)
    row = await world.pool.fetchrow(ONE, anna)
    assert row is not None
    with pytest.raises(Unreadable):
        contact_from({**row, "citizen_id": bo}, keyring)  # type: ignore[arg-type]  # a row that was tampered with


async def test_a_revocation_takes_key_and_contact(world: RealWorld, keyring: Keyring) -> None:
    """P2: nothing is readable any more, in a backup of the contact neither: the key is gone, and so is the link."""
    anna = uuid4()
    id_ = await designated(world, anna)
    before = await world.pool.fetchrow(ONE, anna)
    assert before is not None
    await world.report(says(citizen(anna), anna, revoking(id_)))
    after = await world.pool.fetchrow(ONE, anna)
    assert after is not None
    assert (after["contact"], after["own_key"], after["standing"]) == (None, None, False)
    assert contact_from({**before, "own_key": None, "citizens_key": None}, keyring) is None  # type: ignore[arg-type]
    assert await world.pool.fetchval("SELECT count(*) FROM invitations WHERE citizen_id = $1", anna) == 0


async def _designated_before(world: RealWorld, keyring: Keyring, anna: UUID, fact: RelativeDesignated) -> None:
    """The contact is kept as it was before designations had keys of their own: under the citizen's key."""
    await world.report(says(citizen(anna), anna, fact))
    async with world.pool.acquire() as connection:
        key = await keyring.ensure_key(connection, anna)
    words = json.dumps({"name": "Eva", "email": "eva@example.org", "phone": None}).encode()
    old = keyring.encrypt(key, words, b"designations.contact\x00" + fact.designation_id.bytes)
    await world.pool.execute("UPDATE designations SET contact = $2 WHERE citizen_id = $1", anna, old)


async def test_a_contact_from_before_is_read_and_moved(world: RealWorld, keyring: Keyring) -> None:
    """A row from before keys of their own reads under the citizen's key, until the contact is given anew."""
    anna = uuid4()
    fact = designating()
    await _designated_before(world, keyring, anna, fact)
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=("mail",))))
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert (shown.name, shown.channels) == ("Eva", ("mail",))
    await world.report(says(citizen(anna), anna, changing(fact.designation_id), name="Eva Holm"))
    row = await world.pool.fetchrow(ONE, anna)
    assert row is not None
    assert row["own_key"] is not None
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert shown.name == "Eva Holm"


async def test_a_contact_from_before_is_moved_where_it_brings_an_invitation(world: RealWorld, keyring: Keyring) -> None:
    """A link follows from the designation's own key, so that it gets one when channels to be read here are named."""
    anna = uuid4()
    fact = designating(channels=())
    await _designated_before(world, keyring, anna, fact)
    await world.report(says(citizen(anna), anna, changing(fact.designation_id, channels=("mail",))))
    (delivery,) = await world.out(anna)
    letter = await world.letters.of(delivery)
    assert letter is not None
    assert letter.to == "eva@example.org"
    assert await world.acceptance.holds(letter.token or "")


async def test_an_address_nothing_is_sent_to_any_more_keeps_nobody_from_changing(
    world: RealWorld, keyring: Keyring
) -> None:
    """P2: what a relative may know can be narrowed whatever address is kept; one given is looked at."""
    anna = uuid4()
    id_ = await designated(world, anna)
    async with world.pool.acquire() as connection:
        key = await keyring.ensure_key(connection, anna)
    words = json.dumps({"name": "Eva", "email": "eva@localhost", "phone": None}).encode()
    old = keyring.encrypt(key, words, b"designations.contact\x00" + id_.bytes)
    await world.pool.execute("UPDATE designations SET contact = $2, own_key = NULL WHERE citizen_id = $1", anna, old)
    await world.report(says(citizen(anna), anna, changing(id_, channels=())))
    (shown,) = await world.reads.designations(citizen(anna), anna, WORK)
    assert shown.channels == ()
    with pytest.raises(Refused):
        await world.report(says(citizen(anna), anna, changing(id_), email="eva@localhost"))


async def test_what_cannot_be_read_can_still_be_revoked(world: RealWorld) -> None:
    """P2: revocable at any time, also where the key that opened the contact is lost."""
    anna = uuid4()
    id_ = await designated(world, anna)
    await world.pool.execute("UPDATE designations SET own_key = '\\x01' WHERE citizen_id = $1", anna)
    await world.report(says(citizen(anna), anna, revoking(id_)))
    row = await world.pool.fetchrow(ONE, anna)
    assert row is not None
    assert (row["contact"], row["standing"]) == (None, False)


async def test_of_a_token_only_a_digest_is_kept(world: RealWorld) -> None:
    """People: who reads the database finds no link to open."""
    anna = uuid4()
    await designated(world, anna)
    token = await the_token(world, anna)
    row = await world.pool.fetchrow("SELECT * FROM invitations WHERE citizen_id = $1", anna)
    assert row is not None
    assert row["digest"] == hashlib.sha256(token.encode()).digest()
    assert token not in str(dict(row))


async def test_an_expired_one_holds_no_more(world: RealWorld) -> None:
    """People: a link is good for 14 days by the database's clock, and its mail is not sent afterwards."""
    anna = uuid4()
    await designated(world, anna)
    token = await the_token(world, anna)
    days = await world.pool.fetchval("SELECT expires_at - now() FROM invitations WHERE citizen_id = $1", anna)
    assert 13.9 < days.total_seconds() / 86_400 <= 14
    (delivery,) = await world.out(anna)
    await world.pool.execute("UPDATE invitations SET expires_at = now() WHERE citizen_id = $1", anna)
    assert not await world.acceptance.holds(token)
    assert not await world.acceptance.accept(token, "eva")
    assert await world.letters.of(delivery) is None
