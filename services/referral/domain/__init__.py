"""The nouns and their rules: a referral and the moves it may make, who may refer to what, and a citizen."""

from services.referral.domain.begun import Agreed, Begun, Place, PlaceOver
from services.referral.domain.by_itself import asked_about, collides, follows, too_late
from services.referral.domain.citizen import NewCitizen, person_name
from services.referral.domain.correction import never_begun, resting_on, taken_back, with_its_use, without
from services.referral.domain.journal import Clock, ClockKind, Entry, Position, fold, reported_by, withdrawn
from services.referral.domain.moves import MOVES, Move, Party, legal_moves
from services.referral.domain.offers import entrance
from services.referral.domain.referral import Referral

__all__ = [
    "MOVES",
    "Agreed",
    "Begun",
    "Clock",
    "ClockKind",
    "Entry",
    "Move",
    "NewCitizen",
    "Party",
    "Place",
    "PlaceOver",
    "Position",
    "Referral",
    "asked_about",
    "collides",
    "entrance",
    "fold",
    "follows",
    "legal_moves",
    "never_begun",
    "person_name",
    "reported_by",
    "resting_on",
    "taken_back",
    "too_late",
    "with_its_use",
    "withdrawn",
    "without",
]
