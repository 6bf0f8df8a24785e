"""`docker-compose.yml` against the Compose Specification's own schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.suites.composition import Composition

SCHEMA = Path(__file__).parent / "specification" / "compose-spec.json"


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def test_the_file_is_as_the_specification_wants_it(composition: Composition, validator: Any) -> None:
    """No engine is at hand where this is made, so the specification's schema speaks for it."""
    assert [f"{list(each.absolute_path)}: {each.message}" for each in validator.iter_errors(composition.whole)] == []


def test_the_schema_sees_a_word_the_specification_does_not_know(composition: Composition, validator: Any) -> None:
    """The check is one: a misspelt key is refused."""
    broken = composition.copy()
    broken.services["referral"]["enviroment"] = {}
    assert any("enviroment" in each.message for each in validator.iter_errors(broken.whole))


def test_every_config_is_a_file_in_the_repository(composition: Composition) -> None:
    """What is mounted is there; the certificate of the authority is made with the secrets."""
    for name, config in composition.whole["configs"].items():
        assert name == "authority" or composition.text(config["file"])
    assert composition.file("configs", "authority").rpartition("/")[2] in composition.made
