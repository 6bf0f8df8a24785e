"""Who would hear of a form, in words for the one who fills it in."""

import pytest

from services.notifications.domain import wording
from services.notifications.domain.recipient import department
from services.notifications.domain.shown import Preview, WouldBeTold
from services.notifications.web.previewing import heard, spoken_to


@pytest.mark.parametrize("table", ["because", "withheld"])
def test_a_citizen_is_spoken_to(table: str) -> None:
    """P3, people: whoever it is about reads "dig", whatever the reason; another reads of the citizen."""
    say = wording.because if table == "because" else wording.not_because
    for code in wording._words()[table]:
        sentence = say(code, department("kraftcenter"))
        assert "borger" not in spoken_to(sentence, "citizen").lower(), code
        assert spoken_to(sentence, "coordinator") == sentence


def test_each_recipient_stands_once_with_all_the_ways() -> None:
    """P3: two channels are one line; the reason is the first there is."""
    told = [WouldBeTold("relative", None, "Eva", channel, (), "Fordi.") for channel in ("inbox", "mail")]
    (line,) = heard(Preview(tuple(told), ()), "citizen").told
    assert (line.who, line.how, line.why) == ("Eva", "via indbakken og e-mail", "Fordi.")
