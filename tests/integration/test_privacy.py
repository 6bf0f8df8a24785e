"""What identifies a citizen, and what was said in words, stands nowhere it must not."""

import base64
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_cpr, a_referral
from tests.integration.inboxes import listed
from tests.integration.leaks import citizens, found, in_tables, logs, metrics, on_topics, pseudonyms
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, SOCIAL, Story, until
from tests.integration.traces import all_traces

NAME = "Ølgod Prøvedatter Xylander"
NOTE = "Ønsker at komme ud blandt andre, helst zygotisk tidligt"
WORDS_SAID = "Jeg vandrede selv til quinoamarkedet"
RELATIVE = "Wanda Kvækerdal"
EMAIL = "wanda.kvaekerdal@example.invalid"
PHONE = "+45 70121416"
ACKNOWLEDGED = "Vi bringer udkvistede havtorn med"
REASON = "Akut bekymring for xenofil adfærd"


@pytest.fixture(scope="module")
async def lived(driver: Driver) -> dict[str, str]:
    """A citizen with words said in every place words may be said, some refused, read and looked up; all at rest."""
    cpr = a_cpr()
    answer = await driver.client.post(
        f"{driver.endpoints['referral']}/citizens",
        json={"cpr": cpr, "name": NAME},
        headers=await driver.bearer(SOCIAL),
    )
    assert answer.status_code == 200, answer.text
    story = Story(driver, answer.json()["citizen_id"])
    await story.designate(
        "dk.samspil.delmaal.naaet.v1", private={"contact": {"name": RELATIVE, "email": EMAIL, "phone": PHONE}}
    )
    await story.ask(private={"note": NOTE})
    # It waits, with its words, until the acceptance is heard.
    start = await story.begin(private={"note": NOTE})
    assert start["status"] == "waiting"
    await story.accept()
    await driver.decided(KRAFT, "kraftcenter", start)
    await story.set_goal()
    await story.agree()
    await story.reach(private={"citizen_words": WORDS_SAID, "note": NOTE})
    await at_rest(driver)
    for field in ("from_department", "offer", "referral_id", "priority", "unknown", "themes"):
        refused = {**a_referral(str(uuid4())), field: NOTE}
        answer = await driver.report(SOCIAL, "referral", "henvisning.oprettet", story.citizen, refused)
        assert answer.status_code in (403, 422)
        assert not found({"note": NOTE}, answer.content, "the answer")
    stranger = a_referral(str(uuid4()), private={"note": NOTE})
    answer = await driver.report(KRAFT, "referral", "henvisning.oprettet", story.citizen, stranger)
    assert answer.status_code == 403
    acknowledged = 0
    for notice in await until(lambda: listed(driver, "mette", story.citizen)):
        address = f"{driver.endpoints['notifications']}/inbox/{notice['notice_id']}"
        await driver.client.post(f"{address}/read", headers=await driver.bearer("mette"))
        if notice["answers_to"] == "kraftcenter":
            word = {"words": ACKNOWLEDGED}
            said = await driver.client.post(
                f"{address}/acknowledgement", json=word, headers=await driver.bearer("mette")
            )
            assert said.status_code == 204, said.text
            acknowledged += 1
    assert acknowledged, "there was nothing to acknowledge"
    glass = {"Samspil_Purpose": "noedadgang", "Samspil_Reason": quote(REASON)}
    for service, path in (
        ("referral", f"/citizens/{story.citizen}"),
        ("referral", f"/referrals?citizen_id={story.citizen}"),
        ("kraftcenter", f"/citizens/{story.citizen}/goals"),
        ("notifications", f"/citizens/{story.citizen}/timeline"),
        ("notifications", f"/citizens/{story.citizen}/designations"),
    ):
        answer = await driver.get("karen", service, path, **glass)
        assert answer.status_code == 200, answer.text
    await at_rest(driver)
    return {"citizen": story.citizen, "cpr": cpr}


def _identity(lived: dict[str, str]) -> dict[str, str]:
    cpr = lived["cpr"]
    return {
        "the CPR number": cpr,
        "the CPR number as written": f"{cpr[:6]}-{cpr[6:]}",
        "the name": NAME,
        "a note": NOTE,
        "the citizen's words": WORDS_SAID,
        "a relative's name": RELATIVE,
        "a relative's address": EMAIL,
        "a relative's number": PHONE,
        "an acknowledgement's words": ACKNOWLEDGED,
        "a reason": REASON,
    }


async def test_the_search_finds_what_is_there() -> None:
    """A check that never bites proves nothing: it sees a word in clear, in hexadecimal, escaped and in base64."""
    words = {"a note": NOTE}
    for text in (NOTE, NOTE.upper(), NOTE.encode().hex(), NOTE.encode("unicode_escape").decode()):
        assert found(words, f"x {text} y".encode(), "here") == ["a note in here"]
    for before in ("", "a", "ab"):
        assert found(words, base64.b64encode(f"{before}{NOTE}".encode()), "here")
    assert found(words, b"nothing of it", "here") == []
    citizen = uuid4()
    for text in (str(citizen), citizen.hex.upper()):
        assert pseudonyms({citizen}, f'x"{text}"'.encode(), "here") == ["a pseudonym in here"]
    assert pseudonyms({uuid4()}, str(citizen).encode(), "here") == []


async def test_no_log_file_names_a_citizen(stack: Stack, driver: Driver, lived: dict[str, str]) -> None:
    """V1: no pseudonym of the whole run and nothing that identifies or was said stands in a log, refusals or not."""
    everyone = await citizens(driver)
    assert UUID(lived["citizen"]) in everyone
    for name, content in logs(stack).items():
        assert found(_identity(lived), content, name) == []
        assert pseudonyms(everyone, content, name) == []


async def test_no_metric_names_a_citizen(driver: Driver, lived: dict[str, str]) -> None:
    """V1: metrics carry codes and counts alone."""
    everyone = await citizens(driver)
    for name, content in (await metrics(driver)).items():
        assert b"samspil_" in content
        assert found(_identity(lived), content, name) == []
        assert pseudonyms(everyone, content, name) == []


async def test_no_span_names_a_citizen(driver: Driver, lived: dict[str, str]) -> None:
    """V1: in all traces of the run there is no pseudonym, and nothing that identifies or was said."""

    async def traced() -> object:
        return "process notifications.events" in await all_traces(driver)

    await until(traced)
    spans = (await all_traces(driver)).encode()
    assert found(_identity(lived), spans, "a span") == []
    assert pseudonyms(await citizens(driver), spans, "a span") == []


async def test_nothing_that_identifies_stands_on_kafka(stack: Stack, lived: dict[str, str]) -> None:
    """V1: events are thin: on no topic a number, a name, a contact or a word said."""
    faults, count = await on_topics(stack, _identity(lived))
    assert faults == []
    assert count > 20


async def test_nothing_that_identifies_stands_in_clear_in_any_table(stack: Stack, lived: dict[str, str]) -> None:
    """V1: at rest the number, names, contacts and words are sealed under the citizen's key, in every database."""
    assert await in_tables(stack, _identity(lived)) == []
