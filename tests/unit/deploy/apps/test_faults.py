"""What breaks half-way is one line that says how to go on."""

import pytest

from deploy.cli.apps.faults import unfinished
from deploy.embedded.part import CannotStart


def test_a_fault_half_way_is_one_line_with_the_way_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never half done: who reads it knows that it is not finished and what finishes it; no value is repeated."""
    monkeypatch.delenv("SAMSPIL_TRACEBACK", raising=False)
    with pytest.raises(CannotStart) as said, unfinished("kør samme kommando igen"):
        raise RuntimeError("a secret")
    assert str(said.value).endswith("det er ikke gjort færdigt: kør samme kommando igen")
    assert "secret" not in str(said.value)
    assert "\n" not in str(said.value)


def test_what_the_person_can_mend_is_said_as_it_is() -> None:
    """A wrong name needs no word about half-way: nothing was begun."""
    with pytest.raises(CannotStart, match=r"^NAVN: nej$"), unfinished("kør samme kommando igen"):
        raise CannotStart("NAVN: nej")
