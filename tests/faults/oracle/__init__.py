"""What must be true once everything has come to rest, worked out from what the apps were answered and nothing else."""

from tests.faults.oracle.gathering import Marks, gather, marks
from tests.faults.oracle.history import History
from tests.faults.oracle.judging import judge_history
from tests.faults.oracle.rest import at_rest
from tests.faults.oracle.verdict import Verdict

__all__ = ["History", "Marks", "Verdict", "at_rest", "gather", "judge_history", "marks"]
