"""`samspil apps list`: what the register and Kafka know of every app, also of one left half-way."""

from deploy.cli.apps.ports import House
from deploy.cli.apps.work import registered
from deploy.cli.place import rows
from shared.contracts.display import department_name
from shared.messaging.topics import SERVICES
from shared.messaging.topics_app import Standing

HEADS = ("App", "Afdeling", "Kafka", *(f"{service}: ulæst" for service in SERVICES))


def table(house: House) -> str:
    """One line an app. "Kafka" tells what is missing of user, rights and topics."""
    apps = registered(house)
    everyone = sorted({*apps, *house.kafka.all()})
    unread, standings = house.kafka.unread(everyone), house.kafka.standings(everyone)
    lines = [
        (
            app,
            _department(apps.get(app)),
            _kafka(standings[app]),
            *(str(unread[app][service]) if app in unread else "–" for service in SERVICES),
        )
        for app in everyone
    ]
    return rows(HEADS, lines) if lines else "Der er ingen.\n"


def _department(code: str | None) -> str:
    return "ikke registreret" if code is None else f"{department_name(code)} ({code})"


def _kafka(standing: Standing) -> str:
    missing = [] if len(standing.topics) == 2 else ["emner"]
    missing += [] if standing.user else ["bruger"]
    missing += [] if standing.rights else ["rettigheder"]
    return f"mangler {', '.join(missing)}" if missing else "i orden"
