"""Sessions of the pages, for who may end another's."""

from typing import Protocol


class EndingSessions(Protocol):
    async def shut_out(self, who: str, department: str | None = None) -> None:
        """Ends every session of the person the issuer calls `who`, and the mail about their inbox; of that department
        alone where one is given. No error where there is none."""
        ...
