"""One line of the page: a report, an answer or a webhook, with what came of it in Danish words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from shared.contracts.display import type_name
from shared.contracts.fact import fact_of

Kind = Literal["report", "answer", "webhook", "delivery"]
Door = Literal["http", "kafka"]
Tone = Literal["open", "waiting", "good", "bad"]

KINDS: dict[Kind, str] = {
    "report": "Indberetning",
    "answer": "Svar på Kafka",
    "webhook": "Webhook modtaget her",
    "delivery": "Webhook fra Samspil",
}
DOORS: dict[Door, str] = {"http": "HTTP", "kafka": "Kafka"}
UNKNOWN_TYPE = "Ukendt type"
TRIAL, TRIAL_NAME = "dk.samspil.webhook.proeve.v1", "Prøve"
"""What `samspil apps webhook test` sends; it stands in no catalogue."""

_ZONE = ZoneInfo("Europe/Copenhagen")

GOOD, WAITS, BAD = "Godtaget", "Venter på noget, der ikke er hørt endnu", "Afvist"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `pointer` is a field's place in the report (empty for the whole), `words` say what."""

    pointer: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """`key` is the same for all that is told of one thing. `details` are (what, value) pairs, `body` is JSON text."""

    key: str
    app: str
    at: datetime
    kind: Kind
    type: str | None
    tone: Tone
    words: str
    door: Door | None = None
    problems: Sequence[Problem] = ()
    details: Sequence[tuple[str, str]] = ()
    body: str = ""
    trace_id: str | None = None
    revision: int = 0

    @property
    def title(self) -> str:
        """The type's name. What nobody registered can be anything, so it is not repeated."""
        if self.type == TRIAL:
            return TRIAL_NAME
        return type_name(self.type) if self.type is not None and fact_of(self.type) is not None else UNKNOWN_TYPE

    @property
    def when(self) -> str:
        return clock(self.at)

    @property
    def what(self) -> str:
        """What kind of line it is, and through which door it came."""
        return KINDS[self.kind] if self.door is None else f"{KINDS[self.kind]} over {DOORS[self.door]}"


def clock(at: datetime) -> str:
    """The hour as the inbox shows it, wherever the machine is; with seconds, as things happen close together."""
    return f"kl. {at.astimezone(_ZONE):%H.%M.%S}"


def merged(old: Line, new: Line) -> Line:
    """What two sources tell of one report: the record itself, its answer, its receipt.

    A record on Kafka says which door it was, whenever it is read; what is decided stays decided, whatever is read late.
    """
    kafka = next((line for line in (new, old) if line.door == "kafka"), new)
    told = old if _says_less(new, old) else new
    return replace(
        new,
        at=min(old.at, new.at),
        type=new.type or old.type,
        door=kafka.door,
        details=kafka.details or new.details,
        tone=told.tone,
        words=told.words,
        problems=told.problems,
        trace_id=new.trace_id or old.trace_id,
    )


def _says_less(new: Line, old: Line) -> bool:
    return new.tone == "open" or (new.tone == "waiting" and old.tone in ("good", "bad"))
