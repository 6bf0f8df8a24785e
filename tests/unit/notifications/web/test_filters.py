"""What an inbox's address asks for."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from services.notifications.domain.muting import mutable
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.wanted import Wanted
from services.notifications.web.filters import UNREAD, Filters
from shared.contracts import GlassBrokenOnTimeline
from shared.contracts.fact import PREFIX
from tests.unit.notifications.web.samples import CITIZEN

ALL_OF_IT = Filters(
    UNREAD, Wanted(True, CITIZEN, "svr", "dk.samspil.henvisning.oprettet.v1", overdue=True, mine=True, snoozed=True)
)


def test_an_address_says_all_that_is_chosen_and_is_read_back() -> None:
    """Remembered by the link: ids and codes, and no more than is needed."""
    address = ALL_OF_IT.address()
    assert Filters.read(dict(parse_qsl(urlsplit(address).query))) == ALL_OF_IT
    assert Filters().address() == "/indbakke"
    assert Filters().address("12") == "/indbakke?side=12"


def test_every_type_that_a_team_can_be_told_of_can_be_chosen() -> None:
    """I3: also what only a municipality's rules give it, and what managers alone are told."""
    chosen = {choice.value for choice in Filters().types()}
    types = (*mutable(SHIPPED), GlassBrokenOnTimeline.type)
    assert {type_.removeprefix(PREFIX).removesuffix(".v1") for type_ in types} <= chosen


@pytest.mark.parametrize(
    "asked", [{"vis": "x"}, {"borger": "Viggo Lund"}, {"fra": "x"}, {"type": "x"}, {"mine": "ja"}, {"overskredet": ""}]
)
def test_what_is_no_choice_leaves_nothing_out(asked: dict[str, str]) -> None:
    """A link that is not ours shows the inbox, and never less of it without saying so."""
    assert Filters.read(asked) == Filters()
