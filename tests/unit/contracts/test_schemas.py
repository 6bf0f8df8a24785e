"""The committed schemas, and what may be done to them."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from shared.contracts import Fact
from shared.contracts.schemas import __main__ as command
from shared.contracts.schemas import as_text, committed, current, problems, write
from tests.unit.contracts.builders import facts

VALIDATORS = {
    type_: jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for type_, schema in current().items()
}
ACCEPTED = "dk.samspil.henvisning.accepteret.v1"


def test_the_committed_schemas_are_the_codes() -> None:
    """The schema of every released type is committed. If this fails, run: python -m shared.contracts.schemas"""
    assert problems() == []
    assert set(committed()) == set(current())


@given(facts())
def test_what_is_published_fits_its_schema(fact: Fact) -> None:
    """A reader that knows only the JSON Schema accepts every event."""
    VALIDATORS[fact.type].validate(json.loads(fact.model_dump_json()))


def test_every_schema_is_a_schema() -> None:
    """The goldens are valid JSON Schema of the draft they name."""
    for schema in committed().values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path)
    return tmp_path


def _edit(folder: Path, **changes: Any) -> None:
    path = folder / f"{ACCEPTED}.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(as_text({**schema, **changes}), encoding="utf-8")


def test_a_new_type_is_written(folder: Path) -> None:
    """A type nobody has seen breaks nobody."""
    (folder / f"{ACCEPTED}.json").unlink()
    assert problems(folder) == [f"{ACCEPTED}: is new; run `python -m shared.contracts.schemas write`"]
    assert write(folder) == []
    assert problems(folder) == []


def test_a_compatible_change_is_written(folder: Path) -> None:
    """An optional field that the committed schema lacks is new: compatible."""
    schema = current()[ACCEPTED]
    _edit(folder, properties={n: s for n, s in schema["properties"].items() if n != "next_step_due"})
    assert problems(folder) == [f"{ACCEPTED}: changed compatibly; run `python -m shared.contracts.schemas write`"]
    assert write(folder) == []
    assert problems(folder) == []


def test_a_breaking_change_is_not_written(folder: Path) -> None:
    """Anything else is the next major; the committed schema stays until it is written as unreleased."""
    _edit(folder, required=["referral_id"])
    (problem,) = problems(folder)
    assert problem.startswith(f"{ACCEPTED}: breaking, make it the next major")
    assert write(folder) == [f"{ACCEPTED}: breaking"]
    assert problems(folder) == [problem]
    assert write(folder, unreleased=True) == []
    assert problems(folder) == []


def test_a_type_taken_away_is_told_of(folder: Path) -> None:
    """Readers of a type that is gone are left behind."""
    gone = "dk.samspil.henvisning.glemt.v1"
    (folder / f"{gone}.json").write_text("{}", encoding="utf-8")
    assert problems(folder) == [f"{gone}: was removed; readers of it are left behind"]
    assert write(folder) == [f"{gone}: was removed"]
    assert write(folder, unreleased=True) == []
    assert problems(folder) == []


def test_the_command_answers(capsys: pytest.CaptureFixture[str]) -> None:
    """It exits 0 where all is well and 1 with what is wrong."""
    assert command.main([]) == command.main(["check"]) == 0
    assert command.main(["hvad"]) == 1
    assert "check" in capsys.readouterr().out
