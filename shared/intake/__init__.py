"""Reports in: checked, decided and answered, the same way whichever door they came through.

`reports` registers a service's handlers, `desk` decides and answers, `again` tries what waited, `receipts` keeps the
answers and what came of them, `reach` how far corrections came. `http` is the door for apps and people, `kafka` the one
for apps alone.
"""

from shared.intake.again import ReportsAgain
from shared.intake.deciding import WAITING
from shared.intake.described import report_body
from shared.intake.desk import Desk
from shared.intake.held import HELD
from shared.intake.http import router
from shared.intake.kafka import INTAKE_TOPICS, KafkaIntake
from shared.intake.leftovers import LEFTOVERS
from shared.intake.reach import note_reach
from shared.intake.receipts import note_told
from shared.intake.reports import Reports

__all__ = [
    "HELD",
    "INTAKE_TOPICS",
    "LEFTOVERS",
    "WAITING",
    "Desk",
    "KafkaIntake",
    "Reports",
    "ReportsAgain",
    "note_reach",
    "note_told",
    "report_body",
    "router",
]
