"""All SQL of the service. Writing goes through the work on one citizen or course; every read of a
citizen is for somebody, and leaves a trace."""

from services.kraftcenter.storage.courses import PostgresCourses
from services.kraftcenter.storage.held import HELD
from services.kraftcenter.storage.load import load, next_due
from services.kraftcenter.storage.reads import PostgresReads
from services.kraftcenter.storage.work import KraftcenterStorage, KraftcenterWork

__all__ = ["HELD", "KraftcenterStorage", "KraftcenterWork", "PostgresCourses", "PostgresReads", "load", "next_due"]
