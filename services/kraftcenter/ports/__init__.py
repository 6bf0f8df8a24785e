"""What the use cases need: the work on one citizen, and reads on behalf of somebody."""

from services.kraftcenter.ports.courses import Courses, WorkOf
from services.kraftcenter.ports.reads import Look, Reads, SeenGoal, SeenIntervention, Wanted
from services.kraftcenter.ports.seen_course import SeenCourse
from services.kraftcenter.ports.work import Journal, Kept, TimerRanOut, Words, Work

__all__ = [
    "Courses",
    "Journal",
    "Kept",
    "Look",
    "Reads",
    "SeenCourse",
    "SeenGoal",
    "SeenIntervention",
    "TimerRanOut",
    "Wanted",
    "Words",
    "Work",
    "WorkOf",
]
