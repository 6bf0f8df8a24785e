"""How the services do, judged: each number beside what is normal and, where it is not, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.notifications.web.cookies import LETTERS
from services.notifications.web.dates import moment

OUTBOX_SECONDS: Final = 10
WAITING_SECONDS: Final = 15 * 60
LAG: Final = 1000
QUEUED_SECONDS: Final = 5 * 60
_CIRCUITS: Final = {"closed": "tager imod", "open": "der holdes pause efter fejl", "half_open": "der prøves med én"}


@dataclass(frozen=True, slots=True)
class Row:
    """`do` is what to do about it; None where the number is as it should be. `link` leads to where that is done."""

    what: str
    now: str
    normal: str
    do: str | None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A service or the receivers; `rows` is empty where it did not answer, which is said by `away`."""

    name: str
    rows: Sequence[Row]
    away: str | None = None

    @property
    def faults(self) -> int:
        return sum(row.do is not None for row in self.rows) + (self.away is not None)


def service_part(name: str, flow: Mapping[str, Any]) -> Part:
    """Of what `GET /operations` answers."""
    rows = [
        Row(
            "Venter på at blive sendt til Kafka",
            _counted(flow["outbox"], flow["outbox_age"]),
            f"ældste under {OUTBOX_SECONDS} sekunder",
            "Se, om Kafka svarer, og om en instans af tjenesten er relæ (samspil_relay_active)."
            if flow["outbox_age"] > OUTBOX_SECONDS
            else None,
        ),
        Row(
            "Venter på noget, tjenesten ikke har hørt om endnu",
            _counted(flow["waiting"], flow["waiting_age"]),
            "ældste under 15 minutter",
            "Se, om de andre tjenester sender og denne læser: det, der ventes på, er ikke kommet."
            if flow["waiting_age"] > WAITING_SECONDS
            else None,
        ),
        Row(
            "Kunne ikke behandles",
            _number(flow["dead_letters"]),
            "0",
            "Find fejlen efter grunden, ret den, og behandl dem igen." if flow["dead_letters"] else None,
            LETTERS if flow["dead_letters"] else None,
        ),
        Row(
            "Frister, der skulle være udløbet",
            _counted(flow["late"], flow["late_by"]),
            "0",
            "Frister venter, mens noget er ulæst eller ikke kunne behandles. Efter et nedbrud venter de så længe "
            "igen, som det varede, dog højst en arbejdsdag. Se efter efterslæb herunder."
            if flow["late"]
            else None,
        ),
    ]
    return Part(name, [*rows, *map(_topic, flow["topics"])])


def _topic(topic: Mapping[str, Any]) -> Row:
    rates = [
        f"{_number(round(topic[key]))} {words} i minuttet"
        for key, words in (("read", "læst"), ("sent", "sendt"))
        if topic[key] is not None
    ]
    lag = topic["lag"]
    unread = [] if lag is None else [f"{_number(lag)} ulæste"]
    return Row(
        f"Emne {topic['name']}",
        ", ".join([*unread, *rates]) or "–",
        "–" if lag is None else f"under {_number(LAG)} ulæste, og faldende",
        "Læsningen kan ikke følge med: se tjenestens log, og start en instans mere." if lag and lag > LAG else None,
    )


def receivers_part(receivers: Sequence[Mapping[str, Any]], now: datetime) -> Part:
    """Of what `GET /deliveries` answers."""
    return Part("Modtagere", [_receiver(each, now) for each in receivers])


def _receiver(receiver: Mapping[str, Any], now: datetime) -> Row:
    lane = str(receiver["lane"])
    words = [_CIRCUITS[receiver["circuit"]], f"i kø: {_counted(receiver['queued'], receiver['oldest'])}"]
    if receiver["given_up"]:
        words.append(f"{_number(receiver['given_up'])} opgivet på tre døgn")
    if receiver["disabled_at"]:
        words.append(f"slået fra af modtageren {moment(_at(receiver['disabled_at']), now)}")
    return Row(
        "Mail" if lane == "mail" else lane.removeprefix("app:"),
        ", ".join(words),
        "tager imod, ældste i kø under 5 minutter, intet opgivet",
        _about(receiver),
    )


def _about(receiver: Mapping[str, Any]) -> str | None:
    if receiver["disabled_at"]:
        return "Modtageren har svaret, at den ikke vil have mere (410). Aftal med leverandøren, og sæt webhooken igen."
    if receiver["circuit"] != "closed" or receiver["oldest"] > QUEUED_SECONDS:
        return "Modtageren tager ikke imod. Se forsøgene, og ring til leverandøren. Der prøves igen i et døgn."
    if receiver["given_up"]:
        return "Lederne har fået besked om det, der blev opgivet. Se, om modtageren nu tager imod."
    return None


def age(seconds: float) -> str:
    """`0,3 s`, `4 min`, `3 timer`, `2 døgn`: as much as matters."""
    if seconds < 60:
        return f"{seconds:.1f} s".replace(".", ",") if seconds < 9.95 else f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        hours = round(seconds / 3600)
        return f"{hours} time" if hours == 1 else f"{hours} timer"
    return f"{seconds / 86400:.0f} døgn"


def _at(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _counted(number: int, oldest: float) -> str:
    return f"{_number(number)}, ældste {age(oldest)}" if number else "0"


def _number(number: int) -> str:
    """As numbers are written in Danish: 10.000."""
    return f"{number:,}".replace(",", ".")
