"""What the scenario holds a run against."""

from collections import Counter
from datetime import date

import pytest

from deploy.demo.play import Told
from deploy.demo.post import Letter, compare
from deploy.demo.story import ADDRESSES, RELATIVE, STORY, Ids
from deploy.embedded.people import APPS, PEOPLE, RELATIVE_EMAIL

NAMES = [person.name for person in PEOPLE]
NEWS = "Der er nyt til dig i Samspil. Log ind for at læse det:\n\nhttp://127.0.0.1:8003/indbakke\n"


def _letter(to: str = RELATIVE_EMAIL, *, subject: str = "Der er nyt i Samspil", body: str = NEWS, n: int = 1) -> Letter:
    return Letter(to, subject, body, f"<{n}@samspil.test>")


def test_the_right_mail_and_no_other_is_right() -> None:
    """Demo: who should have a mail has one."""
    assert compare((_letter(),), Counter([RELATIVE_EMAIL]), NAMES).right
    assert compare((), Counter(), NAMES).right


def test_a_mail_that_did_not_come_is_missing() -> None:
    """Demo: a mail withheld fails the run."""
    post = compare((), Counter([RELATIVE_EMAIL]), NAMES)
    assert (post.missing, post.astray, post.right) == ((RELATIVE_EMAIL,), (), False)


@pytest.mark.parametrize("to", [RELATIVE_EMAIL, "nabo@example.invalid"], ids=["twice", "to another"])
def test_a_mail_too_many_is_astray(to: str) -> None:
    """Demo, N2: a second mail, and one to somebody who should not have any, fail the run."""
    post = compare((_letter(), _letter(to, n=2)), Counter([RELATIVE_EMAIL]), NAMES)
    assert (post.missing, post.astray, post.right) == ((), (to,), False)


@pytest.mark.parametrize(
    "words",
    [
        "Hej Ellen",
        "Det handler om Viggo Lund.",
        "Kjær har skrevet.",
        "Borgeren 010170-0000",
        "Borgeren 0101700000",
        "Se http://127.0.0.1:8003/borger/7A1b2c3d-0000-4000-8000-000000000001",
    ],
)
def test_a_mail_that_says_more_than_that_there_is_news_fails_the_run(words: str) -> None:
    """N1, V1: no part of anybody's name, no CPR number and no id stands in a mail, in its subject neither."""
    for letter in (_letter(body=f"{NEWS}\n{words}\n"), _letter(subject=words)):
        post = compare((letter,), Counter([RELATIVE_EMAIL]), NAMES)
        assert (post.telling, post.right) == ((RELATIVE_EMAIL,), False)


def test_both_doors_are_used() -> None:
    """Demo: one department reports over HTTP, the other over Kafka."""
    assert {step.app: step.door for step in STORY} == {"socialpsykiatri-app": "HTTP", "kraftcenter-app": "Kafka"}


def test_nothing_private_is_sent_over_kafka() -> None:
    """Interface: `private` is for HTTP only; on Kafka it is refused."""
    for step in STORY:
        assert step.door == "HTTP" or "private" not in step.data(Ids.fresh(), date(2026, 11, 23))


def test_everybody_in_the_script_is_there() -> None:
    """Demo: a name misspelt would be somebody who never hears, or an address nobody has."""
    there = {person.username for person in PEOPLE}
    for step in STORY:
        assert step.app in APPS
        assert step.told <= there
        assert step.mailed <= set(ADDRESSES) & step.told


def _compared(*told: str, stand_ins: frozenset[str] = frozenset(), step: int = -1) -> Told:
    """The last step, which the relative is told of, unless another is named; these people found it in their inbox."""
    result = Told(STORY[step])
    inboxes = {p.username: [{"event_id": "e", "text": "Sket."}] if p.username in told else [] for p in PEOPLE}
    result.compare({"e"}, inboxes, {}, stand_ins)
    return result


def test_a_step_is_right_when_those_in_the_script_and_nobody_else_were_told() -> None:
    """Demo: missing and astray are named."""
    rightful = STORY[-1].told
    assert _compared(*rightful).right
    assert _compared(*rightful - {RELATIVE}).missing == [RELATIVE]
    assert _compared(*rightful, "birgit").astray == ["birgit"]


def test_who_accepted_the_relative_s_invitation_reads_with_her_and_no_more() -> None:
    """Demo: having tried the invitation makes no later run fail; what she is not told of is not for them either."""
    ole = frozenset({"ole"})
    assert _compared(*STORY[-1].told, "ole").astray == ["ole"]
    assert _compared(*STORY[-1].told, "ole", stand_ins=ole).right
    assert _compared(*STORY[0].told, "ole", stand_ins=ole, step=0).astray == ["ole"]
