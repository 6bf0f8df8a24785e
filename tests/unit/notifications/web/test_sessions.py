"""How long somebody stays signed in, with an issuer whose access tokens are short."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from services.notifications.web.granted import Granted
from services.notifications.web.sealing import Sealer
from services.notifications.web.sessions import EARLY_SECONDS, IDLE, LONGEST, Sessions
from shared.identity import Actor, IssuerUnavailable, Keyring, Unauthenticated, Verifier
from tests.unit.notifications.web.samples import MemorySessions

GRANTED = Granted("first", 300.0, "identity", "refresh")


class AnyToken(Verifier):
    """Takes every token; the bearer's name is the token."""

    def __init__(self) -> None:
        super().__init__("http://issuer.test", client=httpx2.AsyncClient(transport=httpx2.MockTransport(_nobody)))

    async def verify(self, token: str) -> Actor:
        return Actor(token, frozenset({"coordinator"}), "kraftcenter")


def _nobody(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("nobody is asked")


class Issuer:
    """Gives a new access token each time, or says why not."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.answer: Exception | None = None

    async def renew(self, granted: Granted) -> Granted:
        self.asked.append(granted.refresh_token)
        await asyncio.sleep(0)
        if self.answer is not None:
            raise self.answer
        number = len(self.asked)
        return replace(
            granted, access_token=f"new-{number}", until=granted.until + 300, refresh_token=f"refresh-{number}"
        )


class World:
    """Sessions in memory at a time of one's own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.rows = MemorySessions()
        self.issuer = Issuer()
        self.sessions = self.instance()

    def instance(self) -> Sessions:
        """One more process over the same rows."""
        return Sessions(self.rows, Sealer(Keyring(bytes(32))), AnyToken(), self.issuer, lambda: self.now)

    async def bearer(self, token: str, sessions: Sessions | None = None) -> str | None:
        found = await (sessions or self.sessions).find(token)
        return None if found is None else found.access_token


@pytest.fixture
def world() -> World:
    return World()


async def test_an_access_token_is_used_until_shortly_before_it_ends(world: World) -> None:
    """The issuer is not asked at every page."""
    token, lifetime = await world.sessions.open(GRANTED)
    world.now = GRANTED.until - EARLY_SECONDS - 1
    assert (await world.bearer(token), world.issuer.asked) == ("first", [])
    assert lifetime == LONGEST


async def test_a_session_outlives_its_access_tokens(world: World) -> None:
    """A short access token ends no working day: each is followed by another, and the refresh token with it."""
    token, _ = await world.sessions.open(GRANTED)
    ((_, ends_at),) = world.rows.rows.values()
    for number, now in ((1, 280.0), (2, 580.0)):
        world.now = now
        assert await world.bearer(token) == f"new-{number}"
    assert world.issuer.asked == ["refresh", "refresh-1"]
    assert [end for _, end in world.rows.rows.values()] == [ends_at]


async def test_pages_opened_at_once_renew_once(world: World) -> None:
    """An issuer that takes a refresh token only once would end the session at the second use."""
    token, _ = await world.sessions.open(GRANTED)
    world.now = 280.0
    assert await asyncio.gather(*(world.bearer(token) for _ in range(5))) == ["new-1"] * 5
    assert world.issuer.asked == ["refresh"]


async def test_what_another_instance_renewed_is_used(world: World) -> None:
    """Two instances may ask at the same time; the one that comes second and is refused takes what the first got."""
    token, _ = await world.sessions.open(GRANTED)
    world.now = 280.0
    other = world.instance()

    class Second(Issuer):
        async def renew(self, granted: Granted) -> Granted:
            await world.bearer(token, other)
            raise Unauthenticated("refresh")

    slow = Sessions(world.rows, Sealer(Keyring(bytes(32))), AnyToken(), Second(), lambda: world.now)
    assert await world.bearer(token, slow) == "new-1"


async def test_a_sign_in_the_issuer_ended_ends_the_session(world: World) -> None:
    """Signed out or locked out at the issuer, a person is out here, too, when the access token ends at the latest."""
    token, _ = await world.sessions.open(GRANTED)
    world.now, world.issuer.answer = 280.0, Unauthenticated("refresh")
    assert await world.bearer(token) is None
    assert not world.rows.rows


async def test_an_issuer_that_is_away_signs_nobody_out(world: World) -> None:
    """The access token is used to its end; then the pages say that they cannot answer, and the session is kept."""
    token, _ = await world.sessions.open(GRANTED)
    world.issuer.answer = IssuerUnavailable()
    world.now = 280.0
    assert await world.bearer(token) == "first"
    world.now = 301.0
    with pytest.raises(IssuerUnavailable):
        await world.bearer(token)
    world.issuer.answer = None
    assert await world.bearer(token) == "new-3"


async def test_without_a_refresh_token_the_session_ends_with_the_access_token(world: World) -> None:
    """What an issuer does not let renew is not kept longer than it holds."""
    world.now = 100.0
    _, lifetime = await world.sessions.open(replace(GRANTED, refresh_token=None))
    assert lifetime == timedelta(seconds=200)


async def test_a_session_that_ends_meanwhile_is_not_brought_back(world: World) -> None:
    """Signing out wins over a renewal under way."""
    token, _ = await world.sessions.open(GRANTED)
    world.now = 280.0

    class Slow(Issuer):
        async def renew(self, granted: Granted) -> Granted:
            assert await world.sessions.end(token) == "identity"
            return replace(granted, access_token="new", until=900.0)

    sessions = Sessions(world.rows, Sealer(Keyring(bytes(32))), AnyToken(), Slow(), lambda: world.now)
    await sessions.find(token)
    assert not world.rows.rows


async def test_what_is_kept_in_an_older_form_asks_for_sign_in_again(world: World) -> None:
    """A session from before an update is no error, only over."""
    token, _ = await world.sessions.open(GRANTED)
    ((digest, (_, ends_at)),) = world.rows.rows.items()
    world.rows.rows[digest] = (Sealer(Keyring(bytes(32))).seal(b"an access token alone", digest), ends_at)
    assert await world.bearer(token) is None


async def test_a_session_nobody_uses_ends(world: World) -> None:
    """Half an hour without a request by hand, and what stands open on the screen is no way in for the next one; a page
    that asks by itself (the stream) keeps nobody signed in, a person at work stays so."""
    token, _ = await world.sessions.open(replace(GRANTED, until=1e12))
    for _ in range(3):
        world.rows.ahead += IDLE - timedelta(seconds=1)
        assert await world.sessions.find(token) is not None
    world.rows.ahead += IDLE / 2
    assert await world.sessions.find(token, by_hand=False) is not None
    world.rows.ahead += IDLE / 2 + timedelta(seconds=1)
    assert await world.sessions.find(token) is None


async def test_somebody_at_work_all_day_signs_in_again(world: World) -> None:
    """However busy: eight hours after signing in it is over."""
    token, _ = await world.sessions.open(replace(GRANTED, until=1e12))
    while world.rows.ahead < LONGEST:
        assert await world.sessions.find(token) is not None
        world.rows.ahead += IDLE / 2
    assert await world.sessions.find(token) is None


async def test_a_person_signs_out_everywhere(world: World) -> None:
    """A computer left behind: all of one's sessions end, and nobody else's."""
    (mine, _), (elsewhere, _) = await world.sessions.open(GRANTED), await world.sessions.open(GRANTED)
    other, _ = await world.sessions.open(replace(GRANTED, access_token="second"))
    found = await world.sessions.find(mine)
    assert found is not None
    await world.sessions.end_everywhere(found.actor)
    assert [await world.bearer(token) for token in (mine, elsewhere, other)] == [None, None, "second"]
