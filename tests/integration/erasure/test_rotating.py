"""Keys are changed while a service runs and answers, as docs/operations.md says; then the old key is taken away."""

import asyncio
import os
import sys
from base64 import b64decode, b64encode

import asyncpg
import pytest

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack
from shared.identity import Keyring, Unreadable
from tests.integration.command import Ran, samspil
from tests.integration.driver import Driver
from tests.integration.story import Story

SERVICE = "kraftcenter"
SAID = "Jeg cyklede til Ærø."
KEY, PREVIOUS = "SAMSPIL_KEY_ENCRYPTION_KEY", "SAMSPIL_PREVIOUS_KEY_ENCRYPTION_KEYS"


async def _restarted(stack: Stack, key: str, *previous: str) -> None:
    """The service runs with these keys and no others."""
    await stack.stop_part(SERVICE)
    with stack.changed_environment(SERVICE, **{KEY: key, PREVIOUS: ",".join(previous)}):
        await stack.start_part(SERVICE)


async def _rotate(stack: Stack, key: str, *previous: str) -> Ran:
    """The command, told by the environment alone."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAMSPIL_")}
    environment |= stack.environment(SERVICE) | {KEY: key, PREVIOUS: ",".join(previous)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", "keys", "rotate", SERVICE),
        cwd=REPOSITORY,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return Ran(process.returncode or 0, said.decode())


async def _opened(stack: Stack, key: str) -> tuple[int, int]:
    """How many citizens' keys this wrapping key opens, and of how many."""
    ring, opened = Keyring(b64decode(key)), 0
    connection = await asyncpg.connect(stack.environment(SERVICE)["SAMSPIL_DATABASE_URL"])
    try:
        rows = await connection.fetch("SELECT citizen_id, wrapped FROM citizen_keys")
    finally:
        await connection.close()
    for row in rows:
        try:
            ring.unwrap(row["wrapped"], row["citizen_id"])
        except Unreadable:
            continue
        opened += 1
    return opened, len(rows)


async def _story(driver: Driver) -> Story:
    """A citizen who has said something, kept under their key."""
    story = await Story(driver, await driver.citizen()).under_way()
    await story.set_goal()
    await story.agree()
    await story.reach(private={"citizen_words": SAID})
    return story


async def _read(driver: Driver, story: Story) -> str:
    answer = await driver.get("anne", SERVICE, f"/citizens/{story.citizen}/goals")
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_key_is_changed_while_the_service_runs(stack: Stack, driver: Driver) -> None:
    """V1: in the order of the page every word stays readable; afterwards the new key opens all, the old one nothing."""
    old = stack.environment(SERVICE)[KEY]
    new = b64encode(os.urandom(32)).decode()
    before = await _story(driver)
    try:
        await _restarted(stack, old, new)
        assert SAID in await _read(driver, before)
        await _restarted(stack, new, old)
        ran, beside = await asyncio.gather(_rotate(stack, new, old), _story(driver))
        assert ran.code == 0, ran.said
        assert "nøgler er pakket om. Alt står nu under den nyeste, og de gamle kan tages væk." in ran.said
        assert SAID in await _read(driver, beside)
        await _restarted(stack, new)
        for story in (before, beside):
            assert SAID in await _read(driver, story)
        opened, keys = await _opened(stack, new)
        assert opened == keys > 1
        assert await _opened(stack, old) == (0, keys)
        again = await _rotate(stack, new, old)
        assert (again.code, again.said.split(" af ")[0]) == (0, f"{SERVICE}: 0")
    finally:
        # The stack is everybody's: it goes on under the key it was made with.
        await _restarted(stack, new, old)
        assert (await _rotate(stack, old, new)).code == 0
        await stack.stop_part(SERVICE)
        await stack.start_part(SERVICE)
    assert SAID in await _read(driver, before)


async def test_without_the_old_key_the_command_says_what_is_missing(stack: Stack, driver: Driver) -> None:
    """V1: exit 1, everything is as it was, and nobody is told that the old key may go."""
    await _story(driver)
    old = stack.environment(SERVICE)[KEY]
    ran = await _rotate(stack, b64encode(os.urandom(32)).decode())
    assert ran.code == 1
    assert "kan ingen af nøglerne åbne. Behold de gamle" in ran.said
    opened, keys = await _opened(stack, old)
    assert opened == keys


async def test_the_embedded_stack_is_restarted_in_between(tmp_path_factory: pytest.TempPathFactory) -> None:
    """V1: `keys new` gives it a key; before it is restarted `keys rotate` would lock the running services out."""
    root = tmp_path_factory.mktemp("keys")
    async with Stack(root, services=(), parts={"postgres"}) as running:
        assert (await samspil(running, "migrate", SERVICE)).code == 0
        assert (await samspil(running, "keys", "new", SERVICE)).code == 0
        early = await samspil(running, "keys", "rotate", SERVICE)
        assert early.code == 1
        assert "genstart stakken" in early.said
    async with Stack(root, services=(), parts={"postgres"}) as running:
        assert PREVIOUS in running.environment(SERVICE)
        late = await samspil(running, "keys", "rotate", SERVICE)
        assert late.code == 0, late.said
    async with Stack(root, services=(), parts={"postgres"}) as running:
        assert PREVIOUS not in running.environment(SERVICE)
