"""The mail of a run, held against what should have come."""

from collections import Counter

import pytest

from deploy.demo.post import Letter, compare
from deploy.embedded.people import PEOPLE, RELATIVE_EMAIL

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
