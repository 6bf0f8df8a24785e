"""The three interfaces, asked by a machine for everything their OpenAPI documents promise, and for what they do not."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.driver import Driver
from tests.integration.security.planted import WHO, Planted

EXAMPLES = int(os.environ.get("SAMSPIL_FUZZ_EXAMPLES", "3"))
"""Requests made up per operation, half of them breaking its schema; each is sent by everybody."""

WITHOUT_END = {"/inbox/stream"}
"""Answered until the reader goes: test_notifications_stream.py reads them."""

_CHECKS: list[Any] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize("service", ["referral", "kraftcenter", "notifications"])
async def test_nobody_gets_an_answer_that_was_not_promised(driver: Driver, planted: Planted, service: str) -> None:
    """Interface: whatever is sent and whoever sends it, no 5xx, and status, type and body stand in the document."""
    bearers = {role: {} if name is None else await driver.bearer(name) for role, name in WHO.items()}
    address = driver.endpoints[service]
    document = (await driver.client.get(f"{address}/openapi.json")).json()
    breaches, asked = await asyncio.to_thread(_ask_all, address, document, bearers, planted.values)
    assert breaches == []
    # A document that promises nothing would pass: each operation was asked by each role at least once.
    operations = {
        (verb, path) for path, verbs in document["paths"].items() for verb in verbs if path not in WITHOUT_END
    }
    assert asked == {(verb, path, role) for verb, path in operations for role in WHO}


@pytest.mark.parametrize(
    "broken",
    [
        {"status": 500, "body": {"type": "/problems/internal"}},
        {"status": 418, "body": {}},
        {"status": 200, "body": {"items": "none"}},
    ],
    ids=["a server error", "a status not promised", "a body not promised"],
)
def test_the_check_sees_each_breach(broken: dict[str, Any]) -> None:
    """Interface: the check above can fail: an answer with one thing wrong is one breach."""
    schema = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array"}}}
    answers = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {"/things": {"get": {"responses": answers}}},
    }
    (operation,) = _operations(document)
    answered = requests.Response()
    answered.status_code, answered._content = broken["status"], str(broken["body"]).replace("'", '"').encode()
    answered.headers["Content-Type"] = "application/json"
    answered.request = requests.Request("GET", "http://127.0.0.1/things").prepare()
    case = operation.Case(method="GET")
    assert _breaches(case, answered)


def _operations(document: dict[str, Any]) -> Iterator[Any]:
    found: Any
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()
        if operation.path not in WITHOUT_END:
            yield operation


def _ask_all(
    address: str, document: dict[str, Any], bearers: dict[str, dict[str, str]], known: dict[str, str]
) -> tuple[list[str], set[tuple[str, str, str]]]:
    breaches: list[str] = []
    asked: set[tuple[str, str, str]] = set()
    session = requests.Session()
    session.trust_env = False

    def ask(case: Any) -> None:
        for role, bearer in bearers.items():
            answer = case.call(base_url=address, session=session, headers=bearer)
            asked.add((case.method.lower(), case.operation.path, role))
            breaches.extend(f"{role}: {breach}" for breach in _breaches(case, answer))

    for operation in _operations(document):
        for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:
            _made_up(operation, mode, known, ask)
    return breaches, asked


def _made_up(operation: Any, mode: GenerationMode, known: dict[str, str], ask: Any) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    def run(case: Any, real: bool) -> None:
        if real and mode is GenerationMode.POSITIVE:
            _aim(case, known)
        ask(case)

    try:
        run()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, operation.label  # nothing of it can be wrong: it takes nothing


def _aim(case: Any, known: dict[str, str]) -> None:
    """Made-up ids are nobody's: half the good requests name what is there."""
    for named in case.path_parameters, case.query, case.body:
        if isinstance(named, dict):
            named.update({name: known[name] for name in named if name in known})


def _breaches(case: Any, answer: Any) -> list[str]:
    try:
        case.validate_response(answer, checks=_CHECKS)
    except FailureGroup as found:
        what = "; ".join(f"{failure.title}: {failure.message}"[:300] for failure in found.exceptions)
        return [f"{case.method} {case.operation.path} {answer.status_code}: {what} | {case.as_curl_command()[:600]}"]
    return []
