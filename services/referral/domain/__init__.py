"""The nouns and their rules: a referral and the moves it may make, who may refer to what, and a citizen."""

from services.referral.domain.citizen import NewCitizen, person_name
from services.referral.domain.moves import MOVES, TAKEN, Move, Party, legal_moves
from services.referral.domain.offers import entrance
from services.referral.domain.referral import Clock, Referral

__all__ = [
    "MOVES",
    "TAKEN",
    "Clock",
    "Move",
    "NewCitizen",
    "Party",
    "Referral",
    "entrance",
    "legal_moves",
    "person_name",
]
