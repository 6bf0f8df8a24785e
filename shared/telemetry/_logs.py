"""One JSON object a line on stdout: when, how bad, what, and ids. What is on no list is dropped, whoever logs it."""

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from opentelemetry import trace

LOG_FIELDS = frozenset(
    {
        "age_s", "app", "attempt", "batch", "causationid", "channel", "consumer", "correlationid", "count",
        "dead_letter_id", "delay_s", "department", "door", "error_at", "error_cause", "error_type", "event",
        "event_id", "event_type", "group", "host", "instance", "kind", "lag", "level", "logger", "method",
        "migration", "notice_id", "offset", "outcome", "partition", "pid", "pointers", "port", "problem", "reason",
        "receipt_id", "report_id", "role", "route", "rows", "seconds", "service", "signal", "span_id", "sqlstate",
        "state", "status", "table", "time", "timer", "topic", "trace_id", "type", "version",
    }
)  # fmt: skip
"""Every field a line may have. A citizen's pseudonym, a name or words are none of them, and never become one."""

_CODE = re.compile(r"[A-Za-z0-9_.:/@+\-\[\]]{0,200}")
_NUMBERED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{6}-?\d{4}|\d{6,}", re.IGNORECASE)
_CPR = re.compile(r"(?<![0-9A-Fa-f])\d{6}-?\d{4}(?![0-9A-Fa-f])")
_REPR = re.compile(r"[<({\[]")
_OURS = ("shared.", "services.", "deploy.")
# Loggers known to put values into arguments and never into the text itself.
_TEXT_IS_CONSTANT = ("uvicorn.error", "aiokafka", "asyncio", "asyncpg", "opentelemetry")
_identity: dict[str, str] = {}


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a module. The message is a constant sentence; values go in fields (see `LOG_FIELDS`)."""
    # "of" becomes "logger" on the line; under that name structlog has a parameter of its own.
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger(of=name)
    return bound


def configure_logs(service: str, instance: str, *, level: int = logging.INFO) -> None:
    """Sends this process's lines, those of libraries included, through the same gate to stdout.

    Paths are never logged: uvicorn's access log is silenced here, and uvicorn itself has to be run with
    `log_config=None`, or it puts its own handlers back.
    """
    _identity.update(service=service, instance=instance)
    structlog.configure(
        processors=[_stamp, keep_listed, _render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Stdout(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Gate()]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "faststream", "aiokafka", "fastapi", "asyncio"):
        library = logging.getLogger(name)
        library.handlers = []
        library.propagate = name != "uvicorn.access"
    for name in ("aiokafka", "faststream", "opentelemetry", "urllib3", "httpx2", "httpcore"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def keep_listed(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The gate: listed fields whose value is a number, an id, a code or a list of these; the rest is counted."""
    exc_info = fields.pop("exc_info", None)
    for attribute in ("stack_info", "positional_args"):
        fields.pop(attribute, None)
    kept: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "event":
            kept[name] = _sentence(value)
        elif name in LOG_FIELDS and (safe := _code(value)) is not None:
            kept[name] = safe
    dropped = sum(value is not None for value in fields.values()) - len(kept)
    if dropped:
        kept["dropped"] = dropped
    exc = sys.exc_info()[1] if exc_info is True else exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(exc, BaseException):
        kept.update(_fault(exc))
    return kept


def _code(value: Any) -> str | int | float | bool | list[Any] | None:
    if isinstance(value, list):
        return [code for item in value if (code := _code(item)) is not None]
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, UUID | datetime):
        return str(value)
    if isinstance(value, str) and _CODE.fullmatch(value) and not _CPR.search(value):
        return value
    return None


def _sentence(value: Any) -> str:
    first = str(value).partition("\n")[0][:200]
    return _NUMBERED.sub("#", first)


def _fault(exc: BaseException) -> dict[str, str]:
    """An exception as its type and place: the message and the stack's lines may repeat what was sent."""
    said = {"error_type": type(exc).__qualname__}
    place = _place(exc.__traceback__)
    if place:
        said["error_at"] = place
    sqlstate = getattr(exc, "sqlstate", None)
    if isinstance(sqlstate, str):
        said["sqlstate"] = sqlstate
    cause = exc.__cause__ or exc.__context__
    if cause is not None:
        said["error_cause"] = type(cause).__qualname__
    return said


def _place(traceback: TracebackType | None) -> str | None:
    """The innermost line of our own, else the innermost of all."""
    ours = innermost = None
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", "?")
        innermost = f"{module}:{traceback.tb_lineno}"
        if str(module).startswith(_OURS):
            ours = innermost
        traceback = traceback.tb_next
    return ours or innermost


def _stamp(_logger: Any, method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    fields["time"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    fields["level"] = "warning" if method == "warn" else "error" if method == "exception" else method
    fields.update(_identity)
    if "of" in fields:
        fields["logger"] = fields.pop("of")
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        fields.setdefault("trace_id", f"{context.trace_id:032x}")
        fields.setdefault("span_id", f"{context.span_id:016x}")
    return fields


def _render(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> str:
    return json.dumps(dict(fields), ensure_ascii=False, separators=(",", ":"))


class _Stdout:
    """Writes to whatever stdout is now, a line in one call, so that lines of two threads never mix."""

    def msg(self, message: str) -> None:
        sys.stdout.write(message + "\n")
        sys.stdout.flush()

    log = debug = info = warn = warning = error = critical = exception = fatal = msg


class _Gate(logging.Handler):
    """The standard library's records in the same shape: the text before its arguments are filled in, never after."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = record.msg if isinstance(record.msg, str) else type(record.msg).__qualname__
            if not record.args and not record.name.startswith((*_TEXT_IS_CONSTANT, *_OURS)):
                # Without arguments the text may have been put together from values already.
                text = f"{record.name} {record.module}:{record.lineno}"
            if record.name.startswith("asyncio"):
                # "Exception in callback <...>" goes on with the callback's arguments.
                text = _REPR.split(text, maxsplit=1)[0].rstrip()
            fields: MutableMapping[str, Any] = {"event": text, "logger": record.name, "exc_info": record.exc_info}
            fields = keep_listed(None, "", _stamp(None, record.levelname.lower(), fields))
            _Stdout().msg(_render(None, "", fields))
        except Exception:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Says that a line was lost; the default prints the record's arguments."""
        sys.stderr.write("a log line could not be written\n")
