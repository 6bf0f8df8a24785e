"""Citizens' names: shown where they can be had in time, and done without."""

import asyncio
import time
from uuid import UUID, uuid4

import httpx2

from services.notifications.web.names import Names
from shared.identity import PurposeCode


def _names(answers: dict[UUID, str], *, delay: float = 0.0, status: int = 200) -> tuple[Names, list[httpx2.Request]]:
    asked: list[httpx2.Request] = []

    async def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        await asyncio.sleep(delay)
        ids = map(UUID, request.url.params.get_list("id"))
        items = [{"citizen_id": str(each), "name": answers[each]} for each in ids if each in answers]
        return httpx2.Response(status, json={"items": items})

    return Names("http://referral.test", httpx2.AsyncClient(transport=httpx2.MockTransport(answer))), asked


async def test_each_citizen_is_asked_for_once_as_the_person_with_a_purpose() -> None:
    """V2: a name is read as the person who looks, and referral logs it with its purpose."""
    citizen = uuid4()
    names, asked = _names({citizen: "Viggo Lund"})
    assert await names.of([citizen, citizen], "a-token") == {citizen: "Viggo Lund"}
    (request,) = asked
    assert request.headers["authorization"] == "Bearer a-token"
    assert request.headers["samspil-purpose"] == "sagsbehandling"
    await names.of([citizen], "a-token", purpose=PurposeCode.SUPERVISION)
    assert asked[1].headers["samspil-purpose"] == "tilsyn"


async def test_a_page_survives_without_names() -> None:
    """A page may read another service with the person's own token, and survives without."""
    citizen = uuid4()
    assert await _names({citizen: "Viggo Lund"}, status=503)[0].of([citizen], "t") == {}
    assert await _names({})[0].of([citizen], "t") == {}
    nowhere = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda request: httpx2.Response(200)))
    assert await Names(None, nowhere).of([citizen], "t") == {}


async def test_many_are_asked_for_a_hundred_at_a_time() -> None:
    """Speed: the names of a page are one question; those that are not the reader's to know are left out."""
    citizens = [uuid4() for _ in range(130)]
    names, asked = _names(dict.fromkeys(citizens[:120], "Viggo Lund"))
    assert (await names.of(citizens, "t")).keys() == set(citizens[:120])
    assert [len(request.url.params.get_list("id")) for request in asked] == [100, 30]


async def test_a_slow_service_costs_a_page_a_third_of_a_second_once() -> None:
    """All names together take 0.3 s at most; after that nobody is asked for a while, but by who says how long."""
    citizens = [uuid4() for _ in range(30)]
    names, asked = _names(dict.fromkeys(citizens, "Viggo Lund"), delay=1.0)
    started = time.monotonic()
    assert await names.of(citizens, "t") == {}
    assert await names.of(citizens, "t") == {}
    assert len(asked) == 1
    assert time.monotonic() - started < 0.6
    assert len(await names.of(citizens, "t", seconds=5.0)) == 30


async def test_an_answer_that_is_no_answer_is_no_name() -> None:
    """A page survives whatever the other service says."""
    answers: tuple[object, ...] = (
        [],
        {},
        {"items": [{}]},
        {"items": None},
        {"items": [{"citizen_id": "x", "name": "y"}]},
    )
    for said in answers:

        def answer(_: httpx2.Request, said: object = said) -> httpx2.Response:
            return httpx2.Response(200, json=said)

        client = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
        assert await Names("http://referral.test", client).of([uuid4()], "t") == {}
