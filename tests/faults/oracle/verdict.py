"""What the oracle says in the end."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Verdict:
    """`accepted` reports; `delivered` notices that should be there and are. `faults` are a sentence each.

    `lost`, `doubled` and `reordered` count what is missing, what is there more than once or should not be, and what
    came out of order. There may be faults of other kinds.
    """

    accepted: int = 0
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    faults: list[str] = field(default_factory=list)

    def missing(self, sentence: str) -> None:
        self.lost += 1
        self.faults.append(sentence)

    def surplus(self, sentence: str) -> None:
        self.doubled += 1
        self.faults.append(sentence)

    def disorder(self, sentence: str) -> None:
        self.reordered += 1
        self.faults.append(sentence)
