"""The inboxes that keep no marks."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from tests.sabotage.inside.switch import look

_NO_MARK = "SELECT unnest($1::uuid[]) AS id"


def _unmarked(switch: str, module: Any) -> None:
    mark, real = module._MARK, module.transaction

    def transaction(pool: Any) -> AbstractAsyncContextManager[Any]:
        # The mark is the first statement: what it is is decided as the transaction begins.
        module._MARK = mark if look(switch) is None else _NO_MARK
        opened: AbstractAsyncContextManager[Any] = real(pool)
        return opened

    module.transaction = transaction


WRAPS = {
    "shared.messaging.reader": lambda module: _unmarked("inbox-off", module),
    "shared.intake.kafka": lambda module: _unmarked("intake-inbox-off", module),
}
