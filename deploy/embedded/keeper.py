"""Keeps one part running: prepares it, starts it, waits until it answers, and starts it again when it dies."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Mapping

from deploy.embedded.part import CannotStart, Part, PartState, Progress
from deploy.embedded.process import Process

BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_S = 30.0
"""After so long without a fall, the next one counts as the first again."""

FIRST_ATTEMPTS = 2
PROBE_EVERY_S = 0.1
SETTLE_AGAIN_S = 0.5


class Keeper:
    """The life of one part. `ready` is set while others may use it; `state` is kept up to date for whoever watches.

    `variables` are more environment variables by part, looked up at every start.
    """

    def __init__(
        self,
        part: Part,
        needs: frozenset[str],
        state: PartState,
        changed: Callable[[], None],
        variables: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.part = part
        self.needs = needs
        self.ready = asyncio.Event()
        self.state = state
        self._changed = changed
        self._variables = {} if variables is None else variables
        self._task: asyncio.Task[None] | None = None
        self._process: Process | None = None
        self._falls = 0
        self._begun = time.monotonic()

    def begin(self, ready: Mapping[str, asyncio.Event]) -> None:
        """Starts keeping. `ready` has everyone's event, to wait for the ones this part needs."""
        self._begun = time.monotonic()
        self._task = asyncio.create_task(self._keep([ready[name] for name in self.needs]), name=self.part.name)

    async def first_ready(self) -> None:
        """Returns when the part is ready; raises what ended its keeping before that."""
        if self._task is None:
            raise RuntimeError(f"{self.part.name} was not begun")
        ready = asyncio.create_task(self.ready.wait())
        await asyncio.wait({ready, self._task}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._task.done() and not self._task.cancelled() and (error := self._task.exception()) is not None:
            raise error

    async def end(self) -> None:
        """Stops keeping and stops the process, asking first."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, CannotStart, Exception):
                await self._task
            self._task = None
        self.ready.clear()
        if self._process is not None:
            await self._process.stop()
        self.state.pid = None
        self._tell("stopped")

    @property
    def pid(self) -> int | None:
        """The process id while the process lives, ready or not; of one that is frozen, too."""
        return self._process.pid if self._process is not None else None

    def forgive(self) -> None:
        """The next fall counts as the first: for who makes a part fall on purpose and would wait longer each time."""
        self._falls = 0

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    async def _keep(self, needed: list[asyncio.Event]) -> None:
        progress = Progress(self.state, self._changed)
        self._tell("preparing")
        try:
            await self.part.prepare(progress)
            self._tell("waiting")
            for event in needed:
                await event.wait()
            await self._run(progress)
        except CannotStart as error:
            self.state.why = str(error)
            self._tell("failed")
            raise
        except Exception as error:
            self.state.why = type(error).__name__
            self._tell("failed")
            raise CannotStart(f"{self.part.name} kunne ikke startes ({type(error).__name__}: {error})") from error

    async def _run(self, progress: Progress) -> None:
        self._falls = 0
        was_ready = False
        while True:
            self._tell("starting" if not was_ready else "restarting")
            self._process = self.part.process()
            started = time.monotonic()
            try:
                if self._process is not None:
                    more = self._variables.get(self.part.name, {})
                    self._process.environment = {**self._process.environment, **more}
                    await self._process.start()
                await self._until_ready(progress, again=was_ready)
            except (_Fell, TimeoutError) as fall:
                why = str(fall) or "svarede ikke i tide"
                if self._process is not None:
                    await self._process.stop()
            else:
                was_ready = True
                self.state.pid = self._process.pid if self._process else None
                self.state.seconds = round(time.monotonic() - (self._begun if self._falls == 0 else started), 1)
                self._tell("ready")
                self.ready.set()
                if self._process is None:
                    return
                why = how_it_ended(await self._process.wait())
                words = self._process.last_words()
                why = f"{why}: {words}" if words else why
            self._falls = 1 if time.monotonic() - started > STEADY_S else self._falls + 1
            self.ready.clear()
            self.state.pid, self.state.why = None, why
            if not was_ready and self._falls >= FIRST_ATTEMPTS:
                where = f" (se {self._process.log})" if self._process else ""
                raise CannotStart(f"{self.part.name} kunne ikke startes: {why}{where}")
            self.state.restarts += 1
            self._tell("restarting")
            await asyncio.sleep(BACKOFF_S[min(self._falls, len(BACKOFF_S)) - 1])

    async def _until_ready(self, progress: Progress, *, again: bool) -> None:
        """Probes until it answers, then settles it. Raises `_Fell` when the process ends first."""
        settled = asyncio.create_task(self._probe_and_settle(progress, again=again))
        ended = asyncio.create_task(self._process.wait()) if self._process else None
        try:
            await asyncio.wait({settled, *([ended] if ended else [])}, return_when=asyncio.FIRST_COMPLETED)
            if settled.done():
                await settled
                return
            words = self._process.last_words() if self._process else ""
            status = how_it_ended(ended.result()) if ended else ""
            raise _Fell(f"{status}: {words}" if words else status)
        finally:
            for task in (settled, ended):
                if task is not None:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Exception):
                        await task

    async def _probe_and_settle(self, progress: Progress, *, again: bool) -> None:
        async with asyncio.timeout(self.part.patience) as limit:
            while True:
                with contextlib.suppress(Exception):  # whatever the client says while nobody listens yet
                    if await self.part.probe():
                        break
                await asyncio.sleep(PROBE_EVERY_S)
            if not again:
                return await self.part.settle(progress)
            # One that has been ready and answers is not killed for what settling lacks: others may have fallen with it.
            limit.reschedule(None)
            while True:
                try:
                    return await self.part.settle(progress)
                except CannotStart:
                    raise
                except Exception as error:
                    self.state.why = f"er ikke klar endnu ({type(error).__name__})"
                    await asyncio.sleep(SETTLE_AGAIN_S)

    def _tell(self, status: str) -> None:
        self.state.status = status  # type: ignore[assignment] # the callers above name only what there is
        if status != "preparing":
            self.state.doing, self.state.done, self.state.total = "", 0, 0
        self._changed()


class _Fell(Exception):
    """The process ended before it was ready."""


def how_it_ended(status: int) -> str:
    """An exit status in Danish words."""
    if status >= 0:
        return f"afsluttede med kode {status}"
    try:
        return f"blev stoppet af {signal.Signals(-status).name}"
    except ValueError:
        return f"blev stoppet af signal {-status}"
