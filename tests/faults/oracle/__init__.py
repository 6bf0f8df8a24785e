"""What must be true once everything has come to rest, worked out from what the apps were answered and nothing else."""

from tests.faults.load import Journal, Vendors
from tests.faults.oracle.gathering import Marks, gather, marks
from tests.faults.oracle.history import History
from tests.faults.oracle.judging import judge_history
from tests.faults.oracle.rest import at_rest
from tests.faults.oracle.verdict import Verdict
from tests.faults.rig import Rig

__all__ = ["History", "Marks", "Verdict", "at_rest", "gather", "judge", "judge_history", "marks"]


async def judge(rig: Rig, vendors: Vendors, journal: Journal, since: Marks) -> Verdict:
    """To be asked when all is at rest."""
    return judge_history(await gather(rig, vendors, journal, since))
