"""Who is who: as what each is told, and what the log says of them."""

import json

import pytest

from deploy.demo import STORIES
from deploy.demo.cast import Line
from deploy.demo.log import Log, Published
from deploy.demo.story import tells
from tests.unit.deploy.demo.playing import cast_of

RELATIVES = cast_of(STORIES["paaroerende"])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("anne", Line("department", "kraftcenter", "inbox")),
        ("henrik", Line("managers", "kraftcenter", "inbox")),
        ("Viggo", Line("citizen", None, "inbox")),
        ("ellen", Line("relative", None, "inbox")),
        ("borgeren", Line("citizen", None, "inbox")),
        ("søsteren", Line("relative", None, "inbox")),
    ],
)
def test_everybody_is_told_as_what_they_are(name: str, line: Line) -> None:
    """N2: a notice is a department's, its managers', the citizen's or a relative's."""
    assert RELATIVES.line(name) == line


def test_who_can_sign_in_has_an_inbox_to_look_in() -> None:
    """Demo: of the others, and of mails, Samspil's own word is looked for."""
    became = tells("indsats.startet", "Viggo", "søsteren", "lone", mails=("søsteren",))
    assert RELATIVES.with_inbox(became) == {"viggo", "lone"}
    assert RELATIVES.lines(became) == {
        Line("citizen", None, "inbox"): "Viggo",
        Line("department", "paaroerende", "inbox"): "lone",
        Line("relative", None, "inbox"): "søsteren",
        Line("relative", None, "mail"): "søsteren",
    }


def test_a_relative_has_an_address_of_their_own_in_every_run() -> None:
    """Demo: mail of an earlier run is not taken for this one's."""
    address = RELATIVES.addresses["søsteren"]
    assert address.isascii()
    assert address.endswith(".t@example.invalid")


def test_the_log_keeps_events_and_whom_each_was_told_to() -> None:
    """Demo: said twice, of newcomers, it adds up; word of notices is no event of its own."""
    log = Log()
    log.note({"ce_id": "e", "ce_type": "dk.samspil.indsats.startet.v1", "ce_subject": "c"}, b"{}")
    for told in ({"recipient_kind": "department", "department": "svr"}, {"recipient_kind": "citizen"}):
        said = json.dumps({"event_id": "e", "told": [{**told, "channel": "inbox"}]}).encode()
        log.note({"ce_id": "x", "ce_type": "dk.samspil.besked.leveret.v1", "ce_subject": "c"}, said)
    assert log.events == [Published("e", "dk.samspil.indsats.startet.v1", "c")]
    assert log.told["e"] == {Line("department", "svr", "inbox"), Line("citizen", None, "inbox")}
