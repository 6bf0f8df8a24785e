"""All SQL of the service. Writing goes through one citizen's work; every read is for somebody, and leaves a trace."""

from services.kraftcenter.storage.reads import PostgresReads
from services.kraftcenter.storage.work import KraftcenterStorage, KraftcenterWork

__all__ = ["KraftcenterStorage", "KraftcenterWork", "PostgresReads"]
