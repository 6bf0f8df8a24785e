"""`samspil demo --once` against the stack that runs: its exit code is the truth."""

from deploy.embedded.stack import Stack
from tests.integration.command import samspil
from tests.integration.owner import trigger

WITHHELD = "IF NEW.recipient = 'department:kraftcenter' THEN RETURN NULL; END IF; RETURN NEW;"
ASTRAY = """
IF NEW.recipient = 'department:kraftcenter' THEN
    INSERT INTO notices (id, event_id, subject, correlationid, recipient, channel, because, created_at)
    VALUES (gen_random_uuid(), NEW.event_id, NEW.subject, NEW.correlationid, 'department:sel82', NEW.channel,
            NEW.because, NEW.created_at);
END IF;
RETURN NULL;
"""


async def test_it_ends_well_when_the_right_people_and_only_they_were_told(stack: Stack) -> None:
    """Demo: exit 0, and the trace of each step is named."""
    ran = await samspil(stack, "demo", "--once")
    assert ran.code == 0, ran.said
    assert ran.said.count("/zipkin/traces/") == 6
    assert "FEJL" not in ran.said


async def test_it_fails_when_somebody_who_should_know_was_not_told(stack: Stack) -> None:
    """Demo: exit 1 when a notice is withheld from someone who should have it, and it says from whom."""
    async with trigger(stack, "notifications", "notices", "BEFORE INSERT", WITHHELD):
        ran = await samspil(stack, "demo", "--once")
    assert ran.code == 1, ran.said
    assert "FEJL: Anne Kjær (koordinator i Kraftcenter) skulle have besked" in ran.said
    assert ran.said.count("FEJL:") == 1


async def test_it_fails_when_somebody_was_told_who_should_not_know(stack: Stack) -> None:
    """Demo: exit 1 when a notice reaches someone who should not have it, and it says whom."""
    async with trigger(stack, "notifications", "notices", "AFTER INSERT", ASTRAY):
        ran = await samspil(stack, "demo", "--once")
    assert ran.code == 1, ran.said
    assert "FEJL: Birgit Skov (koordinator i §82-indgangen) skulle ikke have besked" in ran.said
    assert ran.said.count("FEJL:") == 1
