"""What the apps keep of their reports and answers, and that the lives they report are such as the system lets be."""

from itertools import islice

from shared.contracts.fact import fact_of
from tests.faults.load.journal import Answer, Report, Status
from tests.faults.load.life import Bundle, Life
from tests.faults.oracle.model import OWNERS, full, told
from tests.integration.story import RELATIVES


def _report(*statuses: Status) -> Report:
    report = Report("1", "indsatsmaal.fastsat", "c", "an-app", "kraftcenter", {}, sent_at=10.0)
    report.answers += [Answer(10.5 + n, "http", status, "r") for n, status in enumerate(statuses)]
    return report


def test_a_report_stands_as_its_last_word_says() -> None:
    """A report that waited and was then accepted is accepted; a late repeat of `waiting` takes nothing back."""
    assert _report().status is None
    assert _report("waiting").status == "waiting"
    assert _report("waiting", "accepted").status == "accepted"
    assert _report("accepted", "waiting").status == "accepted"


def test_how_long_an_answer_took_is_to_the_first() -> None:
    """From the first sending, however often it was repeated."""
    assert _report("waiting", "accepted").answered_in == 0.5
    assert _report().answered_in is None


def _bundles(life: Life) -> list[Bundle]:
    return [*life.beginning(), *islice(life.going_on(), 60)]


def test_every_step_fits_its_contract() -> None:
    """What the apps report is what the catalogue asks for, to the service that owns it."""
    for channels in ((), ("inbox", "mail")):
        for bundle in _bundles(Life("0192aaaa-0000-7000-8000-000000000001", 3, channels)):
            for step in bundle.steps:
                fact = fact_of(full(step.fact))
                assert fact is not None
                fact.model_validate({name: value for name, value in step.data.items() if name != "private"})
                assert (step.service, fact.owner) == (OWNERS[step.fact], OWNERS[step.fact])


def test_a_life_is_the_same_from_the_same_seed() -> None:
    """A run is repeated by its seed."""
    first, second = (_bundles(Life("c", 7, ("mail",))) for _ in range(2))
    assert first == second
    assert _bundles(Life("c", 8, ("mail",))) != first


def test_what_a_step_rests_on_has_been_reported_before_it() -> None:
    """Nothing in a life is refused for what it names: a goal, then what is agreed, then reached, then lost."""
    seen: dict[str, str] = {}
    for bundle in _bundles(Life("c", 11)):
        for step in bundle.steps:
            sub_goal = str(step.data.get("sub_goal_id"))
            if step.fact == "indsatsmaal.fastsat":
                seen[step.data["goal_id"]] = "set"
            elif step.fact == "delmaal.aftalt":
                assert seen[step.data["goal_id"]] == "set"
                seen[sub_goal] = "agreed"
            elif step.fact == "delmaal.naaet":
                assert seen[sub_goal] in ("agreed", "lost")
                seen[sub_goal] = "reached"
            elif step.fact == "delmaal.tabt":
                assert seen[sub_goal] == "reached"
                seen[sub_goal] = "lost"


def test_the_model_tells_nobody_what_they_reported() -> None:
    """The department that reports is never among those told, and the relative is only where one was designated."""
    alone, with_relative = Life("c", 1), Life("c", 1, ("inbox",))
    for bundle in _bundles(with_relative):
        department = bundle.app.removesuffix("-app")
        for step in bundle.steps:
            lines = told(step.fact, with_relative)
            assert f"department:{department}" not in {who.recipient for who in lines}
            if bundle.app != RELATIVES:
                assert not any(who.recipient.startswith("relative:") for who in told(step.fact, alone))
