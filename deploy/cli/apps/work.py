"""What `add`, `rotate` and `remove` do, in an order that leaves nothing half done for good.

The register comes last when an app comes, and after the wait when it goes: an app that is registered is whole, and one
that is not can be added again or removed, whatever a crash left of it.
"""

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from deploy.cli.apps.names import check_department, check_form, check_free, check_place
from deploy.cli.apps.ports import House, Secrets
from deploy.embedded.part import CannotStart
from deploy.register import Unreadable

P = ParamSpec("P")
R = TypeVar("R")

LOOK_EVERY_S = 1.0
STEADY_LOOKS = 13
"""Where a record has no final answer, so many looks in a row must find everything read and no new answer: an answer may
still stand in an outbox, whose relay passes a topic that was closed to it over for ten seconds."""


@dataclass(frozen=True, slots=True)
class Added:
    """`secrets` is None where the app was there already and nothing was changed. `mended` is what Kafka lacked."""

    department: str
    secrets: Secrets | None
    mended: int


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What of an app's reports is still to be read, per service, and to be decided; and whether more may be coming."""

    unread: dict[str, int]
    undecided: int
    unsure: bool = False

    @property
    def anything(self) -> bool:
        return self.unsure or self.undecided > 0 or any(self.unread.values())


@dataclass(frozen=True, slots=True)
class Removed:
    """`left` is None where all is gone; else what had no answer in time, and register and topics are still there."""

    found: bool
    left: Outstanding | None = None
    webhook_gone: bool = True
    """False where the service that has webhooks could not be asked."""


def _alone(command: Callable[Concatenate[House, str, P], R]) -> Callable[Concatenate[House, str, P], R]:
    """Holds the register meanwhile; raises `CannotStart` where another holds it or it cannot be written."""

    @wraps(command)
    def inside(house: House, app: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with ExitStack() as held:
            try:
                held.enter_context(house.register.held())
            except BlockingIOError:
                raise CannotStart("en anden er i gang med apps lige nu: prøv igen om lidt") from None
            except OSError as error:
                where = f"{house.register.path} ({error.strerror})"
                raise CannotStart(f"registret over apps kan ikke skrives: {where}") from None
            return command(house, app, *args, **kwargs)

    return inside


def registered(house: House) -> dict[str, str]:
    """App → department. Raises `CannotStart` where the register cannot be read."""
    try:
        return house.register.all()
    except Unreadable:
        raise CannotStart(f"registret over apps kan ikke læses: ret {house.register.path}") from None


@_alone
def add(house: House, app: str, department: str) -> Added:
    """Makes everything an app needs. Again, it completes what is missing and changes no secret that works."""
    check_form(app)
    check_free(app, house.taken)
    check_department(department)
    there = registered(house)
    known = there.get(app)
    if known is not None and known != department:
        raise CannotStart(f"--department: {app} er der allerede og handler for {known}")
    check_place(app, there)
    if known is not None and house.kafka.standing(app).user:
        # The secrets that work stay; only what somebody took away by hand comes back.
        return Added(department, None, len(house.kafka.open(app, there, None)))
    words = Secrets(_secret(), _secret())
    # The issuer first: it may know the name as somebody else's, and then nothing of the app's is left lying.
    house.clients.put(app, department, words.client)
    mended = house.kafka.open(app, there, words.kafka)
    house.keeping.keep(app, words.kafka, words.client)
    house.register.put({app: department})
    house.keeping.registered()
    return Added(department, words, len(mended))


@_alone
def rotate(house: House, app: str) -> Secrets:
    """New secrets for both doors; the old ones end at once. Again, it makes new ones again."""
    check_free(app, house.taken)
    department = registered(house).get(app)
    if department is None:
        raise CannotStart(f"NAVN: {app} er ikke registreret: se `samspil apps list`")
    if not house.kafka.standing(app).user:
        # Half removed: a new client and a user without rights would only look like an app.
        raise CannotStart(f"NAVN: {app} er ved at blive fjernet: kør `samspil apps remove {app}` eller `add`")
    words = Secrets(_secret(), _secret())
    house.clients.rotate(app, department, words.client)
    house.kafka.new_password(app, words.kafka)
    house.keeping.keep(app, words.kafka, words.client)
    house.keeping.registered()
    return words


@_alone
def remove(
    house: House,
    app: str,
    *,
    wait: float,
    force: bool = False,
    told: Callable[[Outstanding], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Removed:
    """Access first, then everything once each report has been answered, or after `wait` seconds not.

    `force` waits for nothing. `told` hears of each look at what is outstanding.
    """
    check_free(app, house.taken)
    if app in house.fixed:
        raise CannotStart(f"NAVN: {app} hører til demoen, som har den igen ved næste start: den kan ikke fjernes")
    known = app in registered(house)
    if not known:
        check_form(app)
    standing = house.kafka.standing(app)
    # Kafka first: where its user is gone, `add` makes everything anew, the client too.
    house.kafka.shut(app)
    client = house.clients.remove(app)
    # While it is registered still: of an app that is not, the service knows nothing.
    webhook_gone = house.webhooks.remove(app) if known else True
    if known and standing.topics and not force:
        left = _until_answered(house, app, wait, told, sleep, now)
        if left.anything:
            return Removed(True, left, webhook_gone)
    house.register.take(app)
    house.kafka.clear(app)
    house.keeping.keep(app, None, None)
    house.keeping.registered()
    return Removed(known or client or standing.anything, webhook_gone=webhook_gone)


def _until_answered(
    house: House,
    app: str,
    wait: float,
    told: Callable[[Outstanding], None],
    sleep: Callable[[float], None],
    now: Callable[[], float],
) -> Outstanding:
    until = now() + wait
    seen, steady = -1, 0
    while True:
        unread = house.kafka.unread([app]).get(app, {})
        # Reading every answer takes a while: only once there can be no further one.
        undecided, answers = (0, -1) if any(unread.values()) else house.kafka.undecided(app)
        left = Outstanding(unread, undecided)
        if not left.anything and (steady == 0 or answers != seen) and house.kafka.all_answered(app):
            return left
        steady = steady + 1 if not left.anything and answers == seen else 0
        seen = answers
        if steady >= STEADY_LOOKS:
            return left
        if now() >= until:
            return replace(left, unsure=True)
        told(left)
        sleep(LOOK_EVERY_S)


def _secret() -> str:
    # Hexadecimal: it goes through shells, URLs and configuration files, where other signs would need quoting.
    return secrets.token_hex(24)
