"""The geometry of a charted course of events: lanes per department, bars that last, marks that happen. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.dates import ZONE
from shared.contracts.display import department_name, offer_name, type_name, word
from shared.contracts.fact import PREFIX

LEFT, WIDTH, TOP, ROW, PAD = 190, 1000, 34, 30, 10
_MOST_TICKS = 8
_STEPS = (1, 2, 7, 14, 28, 91, 182, 364, 1820)
_CHARACTER = 7.2
"""About how wide one is in a bar."""
_STATES: Final[Mapping[str, str]] = {
    "henvisning.oprettet": "requested",
    "henvisning.accepteret": "accepted",
    "henvisning.ivaerksat": "in-progress",
    "henvisning.sat_i_bero": "on-hold",
    "henvisning.afvist": "rejected",
    "henvisning.gennemfoert": "completed",
    "henvisning.opgivet": "failed",
    "henvisning.annulleret": "cancelled",
}
_LAST: Final = frozenset({"rejected", "completed", "failed", "cancelled"})
_MARKS: Final[Mapping[str, str]] = {
    "afgoerelse.truffet": "decision",
    "indsatsmaal.fastsat": "goal",
    "delmaal.aftalt": "goal",
    "delmaal.naaet": "reached",
    "delmaal.tabt": "lost",
    "opfoelgning.holdt": "followed",
    "henvisning.overskredet": "late",
    "opfoelgning.overskredet": "late",
    "henvisning.modstrid": "late",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasts. `kind` is its style, `said` what it is in full; positions are in the chart's units."""

    x: float
    y: float
    width: float
    kind: str
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens, as a shape of its own for each kind, so that no colour is needed to read it."""

    x: float
    y: float
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: float
    left: int
    lanes: Sequence[Lane]
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    ticks: Sequence[tuple[float, str]]
    now: float | None
    description: str


@dataclass(frozen=True, slots=True)
class _Span:
    thing: str
    lane: str
    start: datetime
    end: datetime | None
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class _Point:
    lane: str
    at: datetime
    kind: str
    said: str


@dataclass
class _Drawing:
    spans: list[_Span] = field(default_factory=list)
    points: list[_Point] = field(default_factory=list)
    lane_of: dict[str, str] = field(default_factory=dict)
    what_of: dict[str, str] = field(default_factory=dict)

    def begin(self, thing: str, at: datetime, kind: str) -> None:
        """The thing's bar goes on in another way."""
        self.end(thing, at)
        self.spans.append(_Span(thing, self.lane_of[thing], at, None, kind, self.what_of[thing]))

    def end(self, thing: str, at: datetime) -> None:
        self.spans = [replace(s, end=at) if s.thing == thing and s.end is None else s for s in self.spans]

    def last(self, thing: str) -> str:
        """How it was before the hold that stands."""
        before = [span.kind for span in self.spans if span.thing == thing and span.kind != "on-hold"]
        return before[-1] if before else "accepted"

    def take(self, entry: TimelineEntry) -> None:
        data, kind = entry.data, entry.event_type.removeprefix(PREFIX).removesuffix(".v1")
        thing = str(data.get("referral_id" if entry.service == "referral" else "intervention_id") or "")
        lane = entry.department or data.get("waiting_for") or self.lane_of.get(thing, "")
        if kind == "henvisning.oprettet":
            self.lane_of[thing], self.what_of[thing] = data["to_department"], f"Henvisning: {offer_name(data['offer'])}"
        elif kind == "indsats.startet":
            self.lane_of[thing], self.what_of[thing] = data["department"], f"Indsats: {offer_name(data['offer'])}"
            self.begin(thing, entry.time, "running")
        elif kind == "indsats.afsluttet" and thing in self.lane_of:
            self.end(thing, entry.time)
        state = _STATES.get(kind)
        if thing in self.lane_of and (state is not None or kind == "henvisning.genoptaget"):
            if state in _LAST:
                self.end(thing, entry.time)
                self.points.append(_Point(self.lane_of[thing], entry.time, "end", entry.text))
            else:
                self.begin(thing, entry.time, state or self.last(thing))
        elif kind in _MARKS:
            self.points.append(_Point(lane, entry.time, _MARKS[kind], f"{type_name(entry.event_type)}. {entry.text}"))
        elif kind.endswith(".fejlregistreret"):
            self.points.append(_Point(lane, entry.time, "wrong", entry.text))


def drawn(entries: Sequence[TimelineEntry], due: Mapping[str, datetime], now: datetime) -> Chart:
    """The chart of these entries, oldest first, and of the deadlines of what is open, by referral. `now` is aware."""
    drawing = _Drawing()
    for entry in entries:
        drawing.take(entry)
    for thing, at in due.items():
        if thing in drawing.lane_of:
            said = f"Frist for {drawing.what_of[thing]}: {_day(at)}"
            drawing.points.append(_Point(drawing.lane_of[thing], at, "missed" if at < now else "due", said))
    first = min(entry.time for entry in entries)
    last = max([now, *(point.at for point in drawing.points)])
    span = max(last - first, timedelta(days=1))

    def x(at: datetime) -> float:
        return round(LEFT + PAD + (WIDTH - LEFT - 2 * PAD) * ((at - first) / span), 1)

    lanes, rows = _laid_out(drawing)
    ends = TOP + sum(lane.height for lane in lanes)
    return Chart(
        width=WIDTH,
        height=ends + PAD,
        left=LEFT,
        lanes=lanes,
        bars=[_bar(each, rows[each.thing], x(each.start), x(each.end or now), now) for each in drawing.spans],
        marks=[Mark(x(each.at), _marks_row(lanes, each.lane), each.kind, each.said) for each in drawing.points],
        ticks=[(x(at), said) for at, said in _named(_ticks(first, first + span))],
        now=x(now) if last > now else None,
        description=_described(drawing, first, last),
    )


def _laid_out(drawing: _Drawing) -> tuple[list[Lane], dict[str, float]]:
    """A lane for each department in the order they come in; in it a row for each thing, and one for marks."""
    named = dict.fromkeys([*drawing.lane_of.values(), *(point.lane for point in drawing.points)])
    lanes: list[Lane] = []
    rows: dict[str, float] = {}
    y = float(TOP)
    for code in named:
        things = [thing for thing, lane in drawing.lane_of.items() if lane == code]
        for number, thing in enumerate(things):
            rows[thing] = y + PAD / 2 + ROW * number
        height = ROW * (len(things) + 1) + PAD
        lanes.append(Lane(department_name(code) if code else "Borgeren og Samspil", y, height))
        y += height
    return lanes, rows


def _marks_row(lanes: Sequence[Lane], code: str) -> float:
    name = department_name(code) if code else "Borgeren og Samspil"
    lane = next(lane for lane in lanes if lane.name == name)
    return lane.y + lane.height - ROW / 2 - PAD / 2


def _bar(span: _Span, y: float, start: float, end: float, now: datetime) -> Bar:
    state = "i gang" if span.kind == "running" else word("referral_state", span.kind)
    until = _day(span.end) if span.end else f"nu ({_day(now)})"
    width = max(end - start, 3)
    label = state if len(state) * _CHARACTER < width else ""
    full = f"{span.what.partition(': ')[2]}, {state}"
    label = full if len(full) * _CHARACTER < width else label
    return Bar(start, y, round(width, 1), span.kind, label, f"{span.what}, {state}, fra {_day(span.start)} til {until}")


def _ticks(first: datetime, last: datetime) -> list[datetime]:
    """Midnights in Denmark, few enough that their dates can be read."""
    days = (last - first) / timedelta(days=1)
    step = next((step for step in _STEPS if days / step <= _MOST_TICKS), _STEPS[-1])
    at = first.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    ticks = []
    while at <= last:
        ticks.append(at)
        at += timedelta(days=step)
    return ticks


def _named(ticks: Sequence[datetime]) -> list[tuple[datetime, str]]:
    """With the year on the first and at each new one: a loop can last for years."""
    years = [None, *(at.year for at in ticks)]
    return [
        (at, f"{at.day}.{at.month}." + (f"{at.year}" if at.year != before else ""))
        for at, before in zip(ticks, years, strict=False)
    ]


def _day(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{local.day}.{local.month}.{local.year}"


def _described(drawing: _Drawing, first: datetime, last: datetime) -> str:
    late = sum(point.kind in ("late", "missed") for point in drawing.points)
    overdue = f" {late} gange er en frist overskredet." if late > 1 else " Én frist er overskredet." if late else ""
    return (
        f"Fra {_day(first)} til {_day(last)}: {'; '.join(drawing.what_of.values()) or 'ingen henvisninger'}.{overdue}"
    )
