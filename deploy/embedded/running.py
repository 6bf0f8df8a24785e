"""Runs the stack in this terminal or behind it, and stops the one that runs."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import psutil
from rich.console import Console

from deploy.embedded.choice import Choice
from deploy.embedded.claim import ALREADY, is_claimed
from deploy.embedded.kafka.quorum import directory_ids
from deploy.embedded.layout import REPOSITORY, Layout, read_json
from deploy.embedded.part import CannotStart, PartState
from deploy.embedded.services import command
from deploy.embedded.show import Show
from deploy.embedded.stack import Stack
from deploy.embedded.supervisor import StackState

STOP_PATIENCE_S = 60.0


Scenario = Callable[[Mapping[str, Any]], Awaitable[bool]]


async def here(
    layout: Layout,
    clocks: Mapping[str, str],
    console: Console,
    scenario: Scenario | None = None,
    *,
    services: Sequence[str] | None = None,
    choice: Choice | None = None,
    stay: bool = True,
) -> bool:
    """Runs the stack until it is told to stop (Ctrl-C, SIGTERM, or the terminal closing); leaves nothing running.

    A `scenario` is played once everything is up, with what `endpoints.json` says; its answer is returned (True without
    one). With `stay` false the stack is stopped when it has been played.
    """
    told = asyncio.Event()
    chosen = choice or Choice()
    stack = Stack(
        layout.root, services, identity=chosen.identity, sandbox=chosen.sandbox, brokers=chosen.brokers, clocks=clocks
    )
    work = asyncio.create_task(_work(stack, console, scenario, told if stay else None))

    def on_signal() -> None:
        if told.is_set():
            stack.kill()  # told twice: at once
        told.set()
        work.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, on_signal)
    right = False
    try:
        right = await work
    except asyncio.CancelledError:
        if not told.is_set():
            raise
    finally:
        if stack.runs:
            console.print("Stopper …", highlight=False)
        await stack.stop()
    return right


async def _work(stack: Stack, console: Console, scenario: Scenario | None, told: asyncio.Event | None) -> bool:
    with Show(console) as show:
        stack.watch(show.update)
        await stack.start()
        stack.watch(None)
    right = await scenario(stack.endpoints) if scenario is not None else True
    if told is not None:
        greet(stack.endpoints, stack.remarks, console)
        console.print("Stop med Ctrl-C.", highlight=False)
        await told.wait()
    return right


def behind(
    layout: Layout,
    clocks: Mapping[str, str],
    console: Console,
    services: Sequence[str] | None = None,
    choice: Choice | None = None,
) -> list[str]:
    """Starts the stack as a process of its own and returns its remarks when it is up. Raises `CannotStart`."""
    if is_claimed(layout):
        raise CannotStart(ALREADY)
    layout.make()
    directory_ids(layout, (choice or Choice()).brokers)  # here, where whoever asks for another number can read why not
    layout.state.unlink(missing_ok=True)
    arguments = ["up", *(part for name, length in clocks.items() for part in ("--clock", f"{name}={length}"))]
    arguments += [part for name in (() if services is None else services or ("none",)) for part in ("--service", name)]
    arguments += (choice or Choice()).arguments()
    with (layout.logs / "supervisor.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            command(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "SAMSPIL_STACK": str(layout.root)},
            cwd=REPOSITORY,
            start_new_session=True,
        )
    with Show(console) as show:
        while True:
            state = state_of(layout)
            if state is not None and state.pid == process.pid:
                show.update(state)
                if state.phase == "up":
                    return state.remarks
                if state.phase == "failed":
                    raise CannotStart(state.why)
            if process.poll() is not None:
                raise CannotStart(f"stakken stoppede under starten (se {layout.logs / 'supervisor.log'})")
            time.sleep(0.1)


def stop(layout: Layout) -> bool:
    """Stops the stack of this checkout and waits until it is gone; False where none ran."""
    if not is_claimed(layout):
        return False
    state = state_of(layout)
    if state is None or not state.pid:
        raise CannotStart("stakken kører, men siger ikke, hvilken proces den er: stop den der, hvor den blev startet")
    os.kill(state.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_PATIENCE_S
    while is_claimed(layout):
        if time.monotonic() > until:
            os.kill(state.pid, signal.SIGKILL)  # its parts die with it
            until = time.monotonic() + STOP_PATIENCE_S
        time.sleep(0.05)
    with contextlib.suppress(psutil.Error):
        psutil.Process(state.pid).wait(STOP_PATIENCE_S)  # the claim is given up a moment before the process ends
    return True


def state_of(layout: Layout) -> StackState | None:
    """What the supervisor last wrote of itself, whether it lives or not."""
    kept: dict[str, Any] | None = read_json(layout.state)
    if kept is None:
        return None
    parts = {name: PartState(**part) for name, part in kept.pop("parts").items()}
    return StackState(**kept, parts=parts)


def greet(endpoints: Mapping[str, Any], remarks: list[str], console: Console) -> None:
    """The addresses a person needs, and who there is to sign in as."""
    lines = [
        ("Indbakke", endpoints["pages"]["inbox"]),
        ("Spor", f"{endpoints['traces']}/zipkin/"),
        ("Postkasse", endpoints["mail"]),
        *([("Sandkasse", endpoints["sandbox"])] if "sandbox" in endpoints else []),
    ]
    people = endpoints["people"].values()
    for role, word in (("coordinator", "koordinatorer"), ("manager", "ledere")):
        who = (
            f"{person['name']} ({person['department']}){_password(person)}"
            for person in people
            if person["role"] == role
        )
        lines.append((f"Log ind som {word}", ", ".join(who)))
    others = (
        person["name"] + _password(person) for person in people if person["role"] not in {"coordinator", "manager"}
    )
    lines.append(("Borger, pårørende, drift", ", ".join(others)))
    for what, words in lines:
        console.print(f"{what + ':':<27} {words}", highlight=False, soft_wrap=True)
    for remark in remarks:
        console.print(f"Bemærk: {remark}", highlight=False, soft_wrap=True)


def _password(person: Mapping[str, Any]) -> str:
    """What to type at Keycloak; nothing where people are only picked."""
    return f" {person['client_id']}/{person['password']}" if "password" in person else ""
