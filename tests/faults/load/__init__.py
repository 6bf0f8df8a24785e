"""Apps as vendors would write them, at work: what they report, and everything they were answered."""

from tests.faults.load.journal import Answer, Journal, Report
from tests.faults.load.life import Life
from tests.faults.load.load import Load
from tests.faults.load.vendors import Vendors

__all__ = ["Answer", "Journal", "Life", "Load", "Report", "Vendors"]
