"""A step is done through the doors, and ends when what should come of it has come."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deploy.demo.cast import Cast, Line
from deploy.demo.doing import Stage, do
from deploy.demo.doors import Rejected
from deploy.demo.judging import Told
from deploy.demo.log import Log
from deploy.demo.naming import Naming
from deploy.demo.story import Call, Citizen, Id, Step, Story, reports, tells
from tests.unit.deploy.demo.playing import EVERYONE, arrival

ACCEPTS = reports("svr-app", "henvisning.accepteret", referral_id=Id("henvisningen"), by_department="svr")
ACCEPTED = tells("henvisning.accepteret", "borgeren", "mette")
STORY = Story("prøve", "", "", {"borgeren": Citizen("Prøve Person")}, ())
LINES = (("department", "socialpsykiatri"), ("citizen", None))


def _publish(log: Log, fact: str, id_: str, *told: tuple[str, str | None]) -> None:
    """As it stands on Kafka, and word of who was told."""
    log.note({"ce_id": id_, "ce_type": f"dk.samspil.{fact}.v1", "ce_subject": "c"}, b"{}")
    log.told[id_] |= {Line(kind, department, "inbox") for kind, department in told}


@dataclass
class FakeDoors:
    """Answers what it is told to, each answer once and the last again, and publishes when a report is taken."""

    log: Log
    receipts: list[Mapping[str, Any]] = field(default_factory=lambda: [receipt("accepted")])
    answers: list[dict[str, Any]] = field(default_factory=list)
    problem: str | None = None
    asked: list[str] = field(default_factory=list)

    async def report(self, by: str, service: str, type_: str, subject: str, data: Mapping[str, Any]) -> Any:
        if self.problem is not None:
            raise Rejected(self.problem)
        _publish(self.log, type_.removeprefix("dk.samspil.").removesuffix(".v1"), "e", *LINES)
        return self._next(self.receipts)

    async def receipt(self, by: str, service: str, receipt_id: str) -> Any:
        return self._next(self.receipts)

    async def call(self, by: str | None, service: str, method: str, path: str, body: Any) -> tuple[Any, str]:
        self.asked.append(path)
        if self.problem is not None:
            raise Rejected(self.problem)
        return self._next(self.answers), "t"

    @staticmethod
    def _next(answers: list[Any]) -> Any:
        return answers.pop(0) if len(answers) > 1 else answers[0]


def receipt(status: str, **more: Any) -> dict[str, Any]:
    return {"receipt_id": "r", "status": status, "trace_id": "t", "hints": [], "errors": [], **more}


def _stage(doors: FakeDoors, *told_live: str) -> Stage:
    naming = Naming(date(2026, 11, 23), {"borgeren": "c"}, {})
    arrived = {(name, "e"): arrival() for name in told_live}
    return Stage(doors, {}, doors.log, arrived, Cast.of(STORY, EVERYONE, "t"), naming, patience=0.1)  # type: ignore[arg-type] # a fake


def _done(step: Step, doors: FakeDoors, *told_live: str) -> Told:
    return asyncio.run(do(step, _stage(doors, *told_live)))


def test_it_ends_when_everybody_has_been_told() -> None:
    """Demo: the event is the step's, and its time is the last rightful notice's."""
    told = _done(Step("", ACCEPTS, (ACCEPTED,)), FakeDoors(Log()), "mette")
    assert (told.came[0].event_id, told.wrong) == ("e", [])
    assert told.seconds is not None


def test_it_is_not_done_while_somebody_is_not_told() -> None:
    """Demo: waiting ends, and the step has no time; whoever is missing is found when it is judged."""
    assert _done(Step("", ACCEPTS, (ACCEPTED,)), FakeDoors(Log())).seconds is None
    more = tells("henvisning.accepteret", "borgeren", "mette", "birgit")
    assert _done(Step("", ACCEPTS, (more,)), FakeDoors(Log()), "mette", "birgit").seconds is None


def test_an_event_that_never_comes_is_not_claimed() -> None:
    """Demo: neither another type nor another citizen's event stands in for it."""
    told = _done(Step("", ACCEPTS, (ACCEPTED, tells("indsats.startet"))), FakeDoors(Log()), "mette")
    assert [came.event_id for came in told.came] == ["e", None]


def test_an_event_is_of_one_step_alone() -> None:
    """Demo: what an earlier step became is not taken for a later one's."""

    async def twice() -> list[str | None]:
        stage = _stage(FakeDoors(Log()), "mette")
        step = Step("", ACCEPTS, (ACCEPTED,))
        _publish(stage.log, "henvisning.accepteret", "earlier")
        first = await do(step, stage)
        stage.log.events.clear()
        return [first.came[0].event_id, (await do(step, stage)).came[0].event_id]

    assert asyncio.run(twice()) == ["e", None]


def test_a_refusal_is_wrong_but_where_the_story_has_one() -> None:
    """Demo: and where it has one, being taken is wrong."""
    refusing, taking = FakeDoors(Log(), problem="Nej."), FakeDoors(Log())
    assert _done(Step("", ACCEPTS), refusing).wrong
    assert not _done(Step("", ACCEPTS, refused=True), refusing).wrong
    assert _done(Step("", ACCEPTS, refused=True), taking).wrong


def test_a_report_that_waits_is_waited_for() -> None:
    """Demo: it names what its service has not heard of yet; refused in the end, it is wrong."""
    refused = receipt("refused", errors=[{"detail": "Kendes ikke."}])
    heard = FakeDoors(Log(), [receipt("waiting"), receipt("waiting"), receipt("accepted")])
    assert not _done(Step("", ACCEPTS, (ACCEPTED,)), heard, "mette").wrong
    told = _done(Step("", ACCEPTS, (ACCEPTED,)), FakeDoors(Log(), [receipt("waiting"), refused]), "mette")
    assert told.said == "Kendes ikke."
    assert told.wrong


def test_a_hint_the_story_has_must_stand_in_the_receipt() -> None:
    """R8: the sender is reminded of what is less intrusive."""
    hinting = FakeDoors(Log(), [receipt("accepted", hints=["Overvej et mindre indgribende tilbud."])])
    told = _done(Step("", ACCEPTS, hinted=True), hinting)
    assert (told.hints, told.wrong) == (["Overvej et mindre indgribende tilbud."], [])
    assert _done(Step("", ACCEPTS, hinted=True), FakeDoors(Log())).wrong


def test_an_answer_must_be_the_story_s() -> None:
    """Demo: what a sign-up comes to; who is patient asks again."""
    step = Step("", (Call("lone", "kraftcenter", "POST", "/x", answers={"outcome": "place"}),))
    assert not _done(step, FakeDoors(Log(), answers=[{"outcome": "place"}])).wrong
    assert _done(step, FakeDoors(Log(), answers=[{"outcome": "closed"}])).wrong
    late = [{"outcome": "closed"}, {"outcome": "place"}]
    assert _done(step, FakeDoors(Log(), answers=list(late))).wrong
    patient = Step("", (Call("lone", "kraftcenter", "POST", "/x", answers={"outcome": "place"}, patient=True),))

    async def asked_again() -> Told:
        stage = _stage(FakeDoors(Log(), answers=list(late)))
        return await do(patient, Stage(stage.doors, {}, stage.log, {}, stage.cast, stage.naming, patience=2))

    assert not asyncio.run(asked_again()).wrong


def test_what_is_found_in_a_list_is_named_from_then_on() -> None:
    """Demo: knowledge has no name before somebody looks."""
    looks = Call(None, "notifications", "GET", "/knowledge", answers={"words": "b"}, finds=("viden", "id"))
    matches = Call("lone", "notifications", "POST", "/knowledge/{viden}/match")
    pages: list[dict[str, Any]] = [
        {"items": [{"words": "a", "id": "1"}], "next": "n"},
        {"items": [{"words": "b", "id": "2"}], "next": None},
    ]
    doors = FakeDoors(Log(), answers=[*pages, {}])
    assert not _done(Step("", (looks, matches)), doors).wrong
    assert doors.asked == ["/knowledge", "/knowledge?cursor=n", "/knowledge/2/match"]
    assert _done(Step("", (looks, matches)), FakeDoors(Log(), answers=[{"items": [], "next": None}])).wrong
