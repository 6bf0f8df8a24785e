"""The lists of what may leave, held against what the code tries to send."""

import ast
import re

from shared.telemetry import SPAN_ATTRIBUTES
from shared.telemetry._logs import LOG_FIELDS
from tests.unit.sources import nodes

LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
ATTRIBUTE = re.compile(r"(?:samspil|messaging|db)\.[a-z_.]+")
IDENTIFYING = re.compile(r"citizen|subject|cpr|(?:^|[_.])name$|note|words|address|mail|phone|body|path|query")


def test_every_field_the_code_logs_is_on_the_list() -> None:
    """V1: a field that is on no list is dropped without a word; whoever adds one has to ask the list."""
    strays = [
        f"{where}:{node.lineno} {keyword.arg}"
        for where, node in nodes(r"\b_log\b")
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "_log"
        and node.func.attr in LEVELS
        for keyword in node.keywords
        if keyword.arg not in LOG_FIELDS | {"exc_info"}
    ]
    assert strays == []


def test_every_attribute_the_code_sets_is_on_the_list() -> None:
    """V1: the same for spans."""
    strays = [
        f"{where}:{node.lineno} {node.value}"
        for where, node in nodes(r"""["'}](samspil|messaging|db)\.""")
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ATTRIBUTE.fullmatch(node.value)
        and node.value not in SPAN_ATTRIBUTES
    ]
    assert strays == []


def test_no_list_has_a_field_that_could_identify() -> None:
    """V1: the pseudonym, names and words are on neither list; what sounds alike and is not is named here."""
    harmless = {
        "db.operation.name",
        "db.system.name",
        "messaging.consumer.group.name",
        "messaging.destination.name",
        "messaging.operation.name",
        "network.protocol.name",
        "server.address",
    }
    assert {name for name in LOG_FIELDS | SPAN_ATTRIBUTES if IDENTIFYING.search(name)} == harmless
