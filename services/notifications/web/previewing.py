"""Who would hear of a form before it is sent (P3), in words for the one who fills it in. Shown by `preview.html`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.notifications.domain.shown import Preview, WouldBeTold
from services.notifications.domain.wording import listed
from services.notifications.web.elsewhere import Wrong
from services.notifications.web.parts import Web
from services.notifications.web.recipients import over, who
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.contracts.report import Role

# The reasons are written for departments; whoever it is about is spoken to.
_TO_CITIZEN: Final = (
    ("er i gang med noget for borgeren eller har det næste skridt", "hjælper dig eller har det næste skridt"),
    ("er involveret i borgerens sag", "er med i det, du får hjælp til"),
    ("Det handler om borgeren selv", "Det handler om dig selv"),
    ("Borgeren har ønsket, at den pårørende får", "Du har valgt, at din pårørende får"),
    ("Borgeren har ønsket, at en pårørende får", "Du har valgt, at en pårørende får"),
    ("Den pårørende skal vide, at borgeren har udpeget vedkommende", "Den, du vælger, skal vide det"),
    ("følger borgerens udpegninger af pårørende", "hjælper dig og dine pårørende"),
    ("Borgeren har ikke ønsket, at den pårørende får", "Du har ikke valgt, at din pårørende får"),
    ("Borgeren har selv henvendt sig. Kun modtageren og borgeren får", "Du spørger selv. Kun modtageren og du får"),
    ("borgeren har selv indberettet", "du fortæller det selv"),
    ("Borgeren har selv indberettet det", "Du fortæller det selv"),
)


@dataclass(frozen=True, slots=True)
class Hearer:
    """One who is told: who, how and why, in words."""

    who: str
    how: str
    why: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What `preview.html` is shown with. `withheld` are sentences about those who might have been told and are not.
    `whole` is False for a relative, who learns of the loop's own departments alone."""

    told: tuple[Hearer, ...]
    withheld: tuple[str, ...]
    whole: bool = True


async def who_hears(web: Web, session: Session, event: Mapping[str, Any]) -> Heard | Wrong:
    """As it stands now; `event` as `Elsewhere.report` takes it. Nothing is sent or kept but the row of the look (V2).

    `Wrong` where what was filled in could not be sent. Raises Forbidden, and Refused (403, 503).
    """
    try:
        found = await web.inside.preview(session.actor.reporter(), event)
    except Refused as refused:
        if refused.status not in (404, 422):
            raise
        return Wrong(refused.detail, {each.pointer: each.detail for each in refused.errors})
    return heard(found, session.actor.role)


def heard(found: Preview, reader: Role | None) -> Heard:
    """Each recipient once, with all the ways they are told on."""
    lines: dict[tuple[str, str | None, str | None], list[WouldBeTold]] = {}
    for line in found.recipients:
        lines.setdefault((line.recipient_kind, line.department, line.name), []).append(line)
    told = tuple(
        Hearer(
            who(kind, department, name, reader),
            f"via {listed([over(one.channel) for one in each])}",
            spoken_to(each[0].because, reader),
        )
        for (kind, department, name), each in lines.items()
    )
    withheld = tuple(dict.fromkeys(spoken_to(line.because, reader) for line in found.withheld))
    return Heard(told, withheld, reader != "relative")


def spoken_to(sentence: str, reader: Role | None) -> str:
    """A reason as the one who reads it is spoken to."""
    if reader == "citizen":
        for theirs, own in _TO_CITIZEN:
            sentence = sentence.replace(theirs, own)
    return sentence
