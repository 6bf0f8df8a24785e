"""One bad request of each kind, as somebody outside could send it by mistake."""

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import httpx2

from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.story import KRAFT, RELATIVES, SEL82, SOCIAL, Story, ids_of

SECRET = "hemmeligt-0101701234-ønske"
_STRUCTURED = "application/cloudevents+json"
_BATCHED = "application/cloudevents-batch+json"


class Wrong(NamedTuple):
    """What was answered, and what of the request may stand nowhere in the answer. `pointer` is the field at fault."""

    answer: httpx2.Response
    sent: str
    pointer: str | None = None


Provoked = Callable[[Driver, Story], Awaitable[Wrong]]
"""Given a referral that socialpsykiatri has sent to kraftcenter, and nobody has answered."""

PROVOKED: dict[str, Provoked] = {}
"""Slug → the request that is answered with it."""


def answered_with(slug: str) -> Callable[[Provoked], Provoked]:
    def keep(provoke: Provoked) -> Provoked:
        PROVOKED[slug] = provoke
        return provoke

    return keep


async def send(
    driver: Driver,
    method: str,
    path: str,
    body: str | bytes = b"",
    *,
    by: str | None = SOCIAL,
    service: str = "referral",
    pointer: str | None = None,
    **headers: str,
) -> Wrong:
    """`headers` are written with underscores."""
    content = body.encode() if isinstance(body, str) else body
    signed = {} if by is None else await driver.bearer(by)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await driver.client.request(
        method, driver.endpoints[service] + path, content=content, headers={**signed, **given}
    )
    return Wrong(answer, path + content.decode("utf-8", "replace"), pointer)


async def structured(
    driver: Driver, story: Story, pointer: str | None, *, by: str = SOCIAL, fact: str = "henvisning.oprettet", **of: Any
) -> Wrong:
    """A good report to `service` but for `attributes`, `subject` and `data`."""
    data = of.get("data", {})
    if fact == "henvisning.oprettet":
        data = {**a_referral(str(uuid.uuid4())), **data}
    event = {**an_event(by, fact, of.get("subject", story.citizen), data), **of.get("attributes", {})}
    body = json.dumps(event, ensure_ascii=False)
    service = of.get("service", "referral")
    return await send(
        driver, "POST", "/events", body, by=by, service=service, pointer=pointer, Content_Type=_STRUCTURED
    )


async def binary(driver: Driver, story: Story, pointer: str, attributes: Mapping[str, str]) -> Wrong:
    """The same in binary mode: the attributes are headers."""
    event = {**an_event(SOCIAL, "henvisning.oprettet", story.citizen, a_referral(str(uuid.uuid4()))), **attributes}
    data = json.dumps(event.pop("data"))
    headers = {f"ce-{name}": value for name, value in event.items() if name != "datacontenttype"}
    wrong = await send(driver, "POST", "/events", data, pointer=pointer, Content_Type="application/json", **headers)
    return wrong._replace(sent=f"{wrong.sent} {json.dumps(headers, ensure_ascii=False)}")


@answered_with("unauthenticated")
async def _(driver: Driver, story: Story) -> Wrong:
    token = f"{uuid.uuid4()}.{uuid.uuid4()}.{uuid.uuid4()}"
    wrong = await send(driver, "GET", f"/receipts/{uuid.uuid4()}", by=None, Authorization=f"Bearer {token}")
    return wrong._replace(sent=wrong.sent + token)


@answered_with("forbidden")
async def _(driver: Driver, story: Story) -> Wrong:
    return await send(driver, "GET", f"/knowledge?cursor={uuid.uuid4()}", by=KRAFT, service="notifications")


@answered_with("not-involved")
async def _(driver: Driver, story: Story) -> Wrong:
    said = {"referral_id": story.referral, "reason": "moved", "by": "sender"}
    return await structured(driver, story, None, by=SEL82, fact="henvisning.annulleret", data=said)


@answered_with("wrong-department")
async def _(driver: Driver, story: Story) -> Wrong:
    return await structured(driver, story, "/data/from_department", data={"from_department": "sel82"})


@answered_with("wrong-source")
async def _(driver: Driver, story: Story) -> Wrong:
    return await binary(driver, story, "/source", {"source": f"urn:samspil:app:{uuid.uuid4()}"})


@answered_with("not-found")
async def _(driver: Driver, story: Story) -> Wrong:
    return await send(driver, "GET", f"/receipts/{uuid.uuid4()}")


@answered_with("method-not-allowed")
async def _(driver: Driver, story: Story) -> Wrong:
    return await send(driver, "DELETE", f"/events?id={uuid.uuid4()}")


@answered_with("conflict")
async def _(driver: Driver, story: Story) -> Wrong:
    id_ = str(uuid.uuid4())
    first, again = [await structured(driver, story, None, attributes={"id": id_}) for _ in range(2)]
    assert first.answer.status_code == 202, first.answer.text
    return again


@answered_with("too-large")
async def _(driver: Driver, story: Story) -> Wrong:
    return await structured(driver, story, None, data={"private": {"note": SECRET * 4_000}})


@answered_with("unsupported-media-type")
async def _(driver: Driver, story: Story) -> Wrong:
    return await send(driver, "POST", "/events", f"<note>{SECRET} {uuid.uuid4()}</note>", Content_Type="text/xml")


@answered_with("bad-request")
async def _(driver: Driver, story: Story) -> Wrong:
    body = json.dumps({"cpr": "010170-1234", "name": SECRET}, ensure_ascii=False).encode("latin-1")
    return await send(driver, "POST", "/citizens", body, Content_Type="application/json")


@answered_with("unreadable")
async def _(driver: Driver, story: Story) -> Wrong:
    return await send(driver, "POST", "/events", f'[{{"id": "{SECRET}"', Content_Type=_BATCHED)


@answered_with("invalid")
async def _(driver: Driver, story: Story) -> Wrong:
    body = json.dumps({"cpr": SECRET[:20], "name": SECRET})
    return await send(driver, "POST", "/citizens", body, pointer="/cpr", Content_Type="application/json")


@answered_with("invalid-event")
async def _(driver: Driver, story: Story) -> Wrong:
    return await binary(driver, story, "/subject", {"subject": "hemmeligt-0101701234"})


@answered_with("invalid-data")
async def _(driver: Driver, story: Story) -> Wrong:
    return await structured(driver, story, "/data/themes/0", data={"themes": [SECRET]})


@answered_with("unknown-type")
async def _(driver: Driver, story: Story) -> Wrong:
    return await binary(driver, story, "/type", {"type": f"dk.samspil.{uuid.uuid4()}.v1"})


@answered_with("wrong-service")
async def _(driver: Driver, story: Story) -> Wrong:
    return await structured(driver, story, "/type", by=KRAFT, fact="indsats.startet", data={"note": SECRET})


@answered_with("not-reportable")
async def _(driver: Driver, story: Story) -> Wrong:
    said = {"referral_id": story.referral, "intervention_id": str(uuid.uuid4())}
    return await structured(driver, story, "/type", by=KRAFT, fact="henvisning.ivaerksat", data=said)


@answered_with("illegal-move")
async def _(driver: Driver, story: Story) -> Wrong:
    said = {"referral_id": story.referral, "by_department": "socialpsykiatri"}
    return await structured(driver, story, "/data/referral_id", fact="henvisning.accepteret", data=said)


@answered_with("not-allowed")
async def _(driver: Driver, story: Story) -> Wrong:
    return await structured(driver, story, "/data/offer", data={"offer": "peer-gruppe"})


@answered_with("unknown-citizen")
async def _(driver: Driver, story: Story) -> Wrong:
    return await structured(driver, story, "/subject", subject=str(uuid.uuid4()))


@answered_with("unknown-reference")
async def _(driver: Driver, story: Story) -> Wrong:
    said = {"referral_id": str(uuid.uuid4()), "by_department": "kraftcenter"}
    pointer = "/data/referral_id"
    return await structured(driver, story, pointer, by=KRAFT, fact="henvisning.accepteret", data=said)


@answered_with("rests-on")
async def _(driver: Driver, story: Story) -> Wrong:
    later = Story(driver, story.citizen)
    (created, *_) = ids_of(await later.ask())
    await later.accept()
    said = {"referral_id": later.referral, "event_id": created}
    return await structured(driver, later, "/data/event_id", fact="henvisning.fejlregistreret", data=said)


@answered_with("already-exists")
async def _(driver: Driver, story: Story) -> Wrong:
    id_ = await story.designate("dk.samspil.delmaal.naaet.v1")
    said = {"designation_id": id_, "relation": "family", "may_know": [], "channels": []}
    pointer, fact = "/data/designation_id", "paaroerende.udpeget"
    return await structured(driver, story, pointer, by=RELATIVES, fact=fact, data=said, service="notifications")


@answered_with("another-manager")
async def _(driver: Driver, story: Story) -> Wrong:
    path = f"/citizens/{story.citizen}/erasure"
    assert (await send(driver, "POST", path, by="lars")).answer.status_code == 202
    wrong = await send(driver, "POST", f"{path}/confirmation", by="lars")
    assert (await send(driver, "DELETE", path, by="lars")).answer.status_code == 204
    return wrong


@answered_with("purpose-missing")
async def _(driver: Driver, story: Story) -> Wrong:
    pointer = "/header/Samspil-Purpose"
    return await send(driver, "GET", f"/citizens/{story.citizen}", by="mette", pointer=pointer)


@answered_with("too-many-requests")
async def _(driver: Driver, story: Story) -> Wrong:
    said = json.dumps({"about": SECRET})
    for _ in range(20):
        wrong = await send(
            driver, "POST", "/knowledge", said, by=None, service="notifications", Content_Type="application/json",
            X_Forwarded_For="203.0.113.77",
        )  # fmt: skip
        if wrong.answer.status_code == 429:
            break
    return wrong
