"""Sessions of the pages, as the database keeps them."""

from datetime import timedelta
from uuid import uuid4

from services.notifications.storage import WebSessions
from services.notifications.web.sessions import IDLE, LONGEST
from tests.integration.notifications_world import RealWorld as Notifications


async def test_a_session_ends_by_itself_by_hand_and_by_others(notifications: Notifications) -> None:
    """One not used for half an hour is over; a use counts, a page's own asking does not. A person's end all at once; a
    manager ends those of the own department's people alone."""
    rows, pool = WebSessions(notifications.pool), notifications.pool
    who, digest = f"sub-{uuid4()}", uuid4().bytes
    back = "UPDATE web_sessions SET used_at = now() - $2::interval WHERE digest = $1"

    async def there(*, by_hand: bool = False) -> bool:
        return await rows.get(digest, IDLE, by_hand=by_hand) is not None

    await rows.put(digest, b"sealed", LONGEST, who, "kraftcenter")
    await pool.execute(back, digest, IDLE - timedelta(minutes=1))
    assert await there()
    used = "SELECT now() - used_at < interval '1 minute' FROM web_sessions WHERE digest = $1"
    assert not await pool.fetchval(used, digest)
    assert await there(by_hand=True)
    assert await pool.fetchval(used, digest)
    await pool.execute(back, digest, IDLE)
    assert not await there(by_hand=True)
    await pool.execute(back, digest, timedelta())
    await rows.end(who, "svr")
    await rows.end("somebody else")
    assert await there()
    await rows.end(who, "kraftcenter")
    assert not await there()


async def test_the_issuer_ends_a_sign_in_or_a_persons(notifications: Notifications) -> None:
    """Back-channel logout: the sessions of that sign-in; without one the person's; of whose sign-in nothing is known,
    with any of the person's. Nobody else's, and none where nothing is named."""
    rows, who = WebSessions(notifications.pool), f"sub-{uuid4()}"
    kept = {"one": "sign-in 1", "other": "sign-in 2", "unnamed": None, "somebody's": "sign-in 1"}

    async def left(*ended: str | None) -> set[str]:
        digests = {name: uuid4().bytes for name in kept}
        for name, sid in kept.items():
            whose = f"{who}-else" if name == "somebody's" else who
            sid = sid and f"{who} {sid}"
            await rows.put(digests[name], b"sealed", LONGEST, whose, None, sid)
        await rows.logged_out(*ended)
        return {name for name, digest in digests.items() if await rows.get(digest, IDLE, by_hand=False) is not None}

    assert await left(who, f"{who} sign-in 1") == {"other", "somebody's"}
    assert await left(None, f"{who} sign-in 1") == {"other", "unnamed"}
    assert await left(who, None) == {"somebody's"}
    assert await left(None, None) == set(kept)
