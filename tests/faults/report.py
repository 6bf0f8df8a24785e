"""The table's lines, and each row as it stands in the JSON."""

from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.results import Row
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial

_FORM = "{:<4} {:<58.58} {:>8} {:>9} {:>5} {:>7} {:>9} {:>9} {:>6}  {}"
_COLUMNS = ("row", "what strikes", "accepted", "delivered", "lost", "doubled", "reordered", "recovered", "took", "met")
HEAD = _FORM.format(*_COLUMNS)
SHOWN = 8
"""So many of a row's faults are printed; all are counted."""


@dataclass(frozen=True, slots=True)
class Result:
    """One row's trial and what is to be said of it. `broke` is how the row itself failed, None where it ran."""

    spec: RowSpec
    trial: Trial
    seconds: float
    broke: str | None = None

    @property
    def met(self) -> bool:
        # Where nothing was accepted, nothing was shown.
        if self.broke is not None or self.trial.claims or not self.trial.verdict.accepted:
            return False
        if self.spec.bites is not None:
            return bool(getattr(self.trial.verdict, self.spec.bites))
        return not self.trial.verdict.faults

    @property
    def complaints(self) -> list[str]:
        """Why it is not met, a sentence each; nothing where it is."""
        if self.met:
            return []
        found = [] if self.broke is None else [f"the row broke off: {self.broke}"]
        found += self.trial.claims
        if self.broke is None and not self.trial.verdict.accepted:
            found.append("nothing was accepted, so nothing was shown")
        if self.spec.bites is None:
            found += self.trial.verdict.faults
        elif self.broke is None:
            found.append(f"the oracle was to find something {self.spec.bites}, and did not")
        return found

    def lines(self) -> list[str]:
        """As printed."""
        verdict, recovered = self.trial.verdict, self.trial.recovered_s
        word = ("bites" if self.spec.bites else "yes") if self.met else "NO"
        counts = (verdict.accepted, verdict.delivered, verdict.lost, verdict.doubled, verdict.reordered)
        after = "–" if recovered is None else f"{recovered:.1f} s"
        line = _FORM.format(self.spec.number, self.spec.name, *map(str, counts), after, f"{self.seconds:.0f} s", word)
        complaints = self.complaints
        more = [f"     … and {len(complaints) - SHOWN} more"] if len(complaints) > SHOWN else []
        return [line, *(f"     {complaint}" for complaint in complaints[:SHOWN]), *more]

    @property
    def at_rest(self) -> bool:
        """Whether another row may go on with the same rig."""
        return self.met and not self.trial.history.dead

    def row(self) -> Row:
        verdict = self.trial.verdict
        detail: dict[str, Any] = {
            "accepted": verdict.accepted,
            "delivered": verdict.delivered,
            "lost": verdict.lost,
            "doubled": verdict.doubled,
            "reordered": verdict.reordered,
            "recovered_s": self.trial.recovered_s,
            "seconds": round(self.seconds, 1),
            **self.trial.figures,
            "complaints": self.complaints,
        }
        found = verdict.lost + verdict.doubled + verdict.reordered
        if self.spec.bites is None:
            return Row(self.spec.name, self.spec.number, "0 faults", len(verdict.faults), self.met, detail)
        return Row(self.spec.name, self.spec.number, f"the oracle finds {self.spec.bites}", found, self.met, detail)


@dataclass(frozen=True, slots=True)
class NotRun:
    """A row that never began, and why: this machine cannot run it (`met` is None), or its rig did not start (False)."""

    spec: RowSpec
    why: str
    met: Literal[False] | None = None

    def lines(self) -> list[str]:
        """As printed."""
        line = _FORM.format(self.spec.number, self.spec.name, *"–––––––", "not run" if self.met is None else "NO")
        return [line, f"     {self.why}"]

    def row(self) -> Row:
        return Row(self.spec.name, self.spec.number, "0 faults", None, self.met, {"why": self.why})
