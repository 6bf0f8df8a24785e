"""Who is told, over what and of what: one word for one thing, on every page."""

from typing import get_args

import pytest

from services.notifications.domain.ruled import Compared
from services.notifications.domain.shown import Preview, WouldBeTold
from services.notifications.web.casework.told import Told
from services.notifications.web.previewing import heard
from services.notifications.web.recipients import over, who
from services.notifications.web.rules_shown import sides
from shared.contracts.codes import Channel, RecipientKind
from shared.contracts.report import Role


@pytest.mark.parametrize("kind", get_args(RecipientKind))
@pytest.mark.parametrize("channel", get_args(Channel))
def test_every_page_calls_the_same_recipient_and_way_the_same(kind: str, channel: str) -> None:
    """P3: beside a report, on the rules page and where a relative looks, one word for one thing."""
    department = "kraftcenter" if kind in ("department", "managers", "app") else None
    preview = Preview((WouldBeTold(kind, department, None, channel, ("text", "due"), "Fordi."),), ())
    (reported,) = Told.of(preview).recipients
    (side,) = sides(Compared(preview, preview))
    (shown,) = heard(preview, "relative").told
    assert reported.who == side.told[0].who == shown.who == who(kind, department)
    assert reported.over == side.told[0].over == shown.how.removeprefix("via ") == over(channel)
    assert reported.holds == side.told[0].holds == "en sætning om det og fristen"


@pytest.mark.parametrize(
    ("reader", "called"),
    [("coordinator", "Fagsystemet journal i Kraftcenter"), ("manager", "Fagsystemet journal i Kraftcenter"),
     ("citizen", "Fagsystemet i Kraftcenter"), ("relative", "Fagsystemet i Kraftcenter")],
)  # fmt: skip
def test_an_app_is_named_to_staff_alone(reader: Role, called: str) -> None:
    """P3: what a department calls its systems says nothing to those whom it helps."""
    assert who("app", "kraftcenter", "journal", reader) == called


def test_a_citizen_is_not_spoken_of_to_themself() -> None:
    """P3, people: whoever it is about reads that it is them; everybody else reads of the citizen."""
    assert (who("citizen", None, reader="citizen"), who("citizen", None, reader="manager")) == ("Dig selv", "Borgeren")


def test_what_goes_out_of_the_house_holds_nothing() -> None:
    """N1: of a mail the pages say that it tells of something new and of nothing else."""
    (mail,) = Told.of(Preview((WouldBeTold("relative", None, "Eva", "mail", (), "Fordi."),), ())).recipients
    assert mail.holds == "kun, at der er nyt i Samspil"
