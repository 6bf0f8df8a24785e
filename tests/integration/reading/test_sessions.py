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
