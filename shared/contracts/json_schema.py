"""JSON Schema of one type, without the titles that only repeat the fields' names."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from shared.contracts.fact import Fact


class _Plain(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema(
    fact: type[Fact], *, ref_template: str = "#/$defs/{model}", mode: JsonSchemaMode = "validation"
) -> dict[str, Any]:
    """Draft 2020-12, open to unknown fields, as reading is. `readOnly` marks what only Samspil fills in."""
    return fact.model_json_schema(ref_template=ref_template, schema_generator=_Plain, mode=mode)
