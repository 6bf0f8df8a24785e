"""`samspil demo --once` against the stack that runs: its exit code is the truth."""

import asyncio
from uuid import uuid4

from deploy.cli.demo import NAMES
from deploy.demo import STORIES
from deploy.embedded.stack import Stack
from tests.integration.command import samspil
from tests.integration.driver import Driver
from tests.integration.owner import trigger
from tests.integration.story import REACHED, RELATIVES

KRAFTCENTER = ("--story", "kraftcenter")
# One notice of the story's: the answer with a word is told of, too, and would be a second fault.
ANNES = "NEW.recipient = 'department:kraftcenter' AND NEW.event_type <> 'dk.samspil.besked.kvitteret.v1'"
WITHHELD = f"IF {ANNES} THEN RETURN NULL; END IF; RETURN NEW;"
ASTRAY = f"""
IF {ANNES} THEN
    INSERT INTO notices (id, event_id, subject, correlationid, recipient, channel, because, created_at)
    VALUES (gen_random_uuid(), NEW.event_id, NEW.subject, NEW.correlationid, 'department:sel82', NEW.channel,
            NEW.because, NEW.created_at);
END IF;
RETURN NULL;
"""  # noqa: S608 (constants of this test)

UNMAILED = f"IF NEW.event_type = '{REACHED}' THEN RETURN NULL; END IF; RETURN NEW;"
MAILED_ASTRAY = f"""
IF NEW.event_type = '{REACHED}' AND NEW.subject <> '%(citizen)s' THEN
    INSERT INTO deliveries
        (id, channel, recipient, lane, event_id, event_type, subject, correlationid, because, created_at, next_at)
    VALUES (gen_random_uuid(), NEW.channel, 'relative:%(citizen)s/%(designation)s', NEW.lane, NEW.event_id,
            NEW.event_type, '%(citizen)s', NEW.correlationid, NEW.because, NEW.created_at, NEW.next_at);
END IF;
RETURN NULL;
"""  # noqa: S608 (constants of this test)


async def test_it_ends_well_when_the_right_people_and_only_they_were_told(stack: Stack) -> None:
    """Demo: exit 0, every story is right; the traces of each step are named, by which door it came in, and the mail."""
    ran = await samspil(stack, "demo", "--once")
    assert ran.code == 0, ran.said
    assert [line.split()[:2] for line in ran.said.splitlines() if "  rigtigt  " in line] == [
        [n, "rigtigt"] for n in NAMES
    ]
    steps = [step for story in STORIES.values() for step in story.steps]
    assert ran.said.count("/zipkin/traces/") == sum(len(step.does) for step in steps)
    assert "henvisning.oprettet indberettet af socialpsykiatri-app over HTTP" in ran.said
    assert "henvisning.accepteret indberettet af kraftcenter-app over Kafka, på intake.kraftcenter-app" in ran.said
    assert "Mail til Ellen Lund (pårørende): Der er nyt i Samspil" in ran.said
    assert f"postkassen: {stack.endpoints['mail']}" in ran.said
    assert "FEJL" not in ran.said


async def test_it_fails_when_somebody_who_should_know_was_not_told(stack: Stack) -> None:
    """Demo: exit 1 when a notice is withheld from someone who should have it, and it says from whom."""
    async with trigger(stack, "notifications", "notices", "BEFORE INSERT", WITHHELD):
        ran = await samspil(stack, "demo", "--once", *KRAFTCENTER)
    assert ran.code == 1, ran.said
    assert "FEJL: Anne Kjær (koordinator i Kraftcenter) skulle have besked" in ran.said
    assert ran.said.count("FEJL:") == 1


async def test_it_fails_when_somebody_was_told_who_should_not_know(stack: Stack) -> None:
    """Demo: exit 1 when a notice reaches someone who should not have it, and it says whom."""
    async with trigger(stack, "notifications", "notices", "AFTER INSERT", ASTRAY):
        ran = await samspil(stack, "demo", "--once", *KRAFTCENTER)
    assert ran.code == 1, ran.said
    assert "FEJL: Birgit Skov (koordinator i §82-indgangen) skulle ikke have besked" in ran.said
    assert ran.said.count("FEJL:") == 1


async def test_it_fails_when_a_mail_is_withheld(stack: Stack) -> None:
    """Demo: exit 1 when the relative who asked for a mail gets none, and it says who."""
    async with trigger(stack, "notifications", "deliveries", "BEFORE INSERT", UNMAILED):
        ran = await samspil(stack, "demo", "--once", *KRAFTCENTER)
    assert ran.code == 1, ran.said
    assert "FEJL: Ellen Lund (pårørende) skulle have haft en mail" in ran.said
    assert ran.said.count("FEJL:") == 1


async def test_it_fails_when_a_mail_reaches_somebody_who_should_not_have_it(stack: Stack) -> None:
    """Demo: exit 1 when another citizen's relative is mailed of this one's event, and it says at which address."""
    address, designation = f"{uuid4().hex}@example.invalid", str(uuid4())
    async with Driver.open(stack) as driver:
        citizen = await driver.citizen(RELATIVES)
        designated = {
            "designation_id": designation,
            "relation": "neighbour",
            "may_know": [REACHED],
            "channels": ["mail"],
            "private": {"contact": {"name": "Nabo", "email": address}},
        }
        await driver.accepted(RELATIVES, "notifications", "paaroerende.udpeget", citizen, designated)
        # The invitation is rightly theirs, and must not come in the middle of the run.
        async with asyncio.timeout(60):
            while True:
                if address in (await driver.client.get(f"{stack.endpoints['mail']}/messages")).text:
                    break
                await asyncio.sleep(0.1)
        body = MAILED_ASTRAY % {"citizen": citizen, "designation": designation}
        async with trigger(stack, "notifications", "deliveries", "AFTER INSERT", body):
            ran = await samspil(stack, "demo", "--once", *KRAFTCENTER)
        revoked = {"designation_id": designation}
        await driver.accepted(RELATIVES, "notifications", "paaroerende.tilbagekaldt", citizen, revoked)
    assert ran.code == 1, ran.said
    assert f"FEJL: {address} skulle ikke have haft en mail" in ran.said
    assert ran.said.count("FEJL:") == 1
