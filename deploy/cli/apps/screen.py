"""What `samspil apps` says, in Danish. The screens with secrets are the only place they are ever shown."""

from deploy.cli.apps.ports import House, Secrets
from deploy.cli.apps.work import Outstanding
from shared.contracts.display import department_name
from shared.messaging.topics import intake_topic, receipts_topic

BY_HAND = (
    "Klienten hos udstederen sættes op manuelt: client credentials, client id {app}, "
    "audience samspil, rollen app og claim department={department}."
)


def credentials(house: House, app: str, department: str, secrets: Secrets) -> str:
    """The two doors with their secrets, shown once."""
    where = house.addresses
    lines: list[tuple[str, str]] = [("CloudEvents source", f"urn:samspil:app:{app}")]
    if not house.clients.by_hand:
        lines += [("HTTP: client id", app), ("HTTP: client secret", secrets.client)]
    if where.token:
        lines.append(("HTTP: token hentes på", where.token))
    lines += [(f"HTTP: {service}", f"{url}/events") for service, url in where.services.items()]
    lines += [
        ("Kafka: servere", where.bootstrap),
        ("Kafka: sikkerhed", f"{where.security}, {where.mechanism}"),
        ("Kafka: bruger", app),
        ("Kafka: adgangskode", secrets.kafka),
        ("Kafka: skriver til", intake_topic(app)),
        ("Kafka: læser svar fra", receipts_topic(app)),
        ("Kafka: læsegruppe", f"{app} (eller et navn, der begynder sådan)"),
    ]
    width = max(len(what) for what, _ in lines)
    text = "".join(f"  {what:<{width}}  {words}\n" for what, words in lines)
    told = "Hemmelighederne vises kun denne ene gang. Gem dem dér, hvor appen læser dem.\n"
    if where.kept:
        told += f"(Prøvestakken har dem også i {where.kept}.)\n"
    by_hand = BY_HAND.format(app=app, department=department) + "\n" if house.clients.by_hand else ""
    return f"{text}\n{told}{by_hand}"


def added(house: House, app: str, department: str, secrets: Secrets) -> str:
    return (
        f"{app} er oprettet og handler for {department_name(department)} ({department}).\n\n"
        f"{credentials(house, app, department, secrets)}\n"
        "Nu kan du:\n"
        f"  se, hvad appen gør forkert        samspil apps check {app}\n"
        f"  få besked om det, der sker        samspil apps webhook set {app} URL\n"
        f"  give den nye hemmeligheder        samspil apps rotate {app}\n"
        f"  tage den væk igen                 samspil apps remove {app}\n"
    )


def there_already(app: str, department: str, mended: int) -> str:
    what = f"; {mended} ting, der manglede på Kafka, er sat på plads" if mended else ", og intet er ændret"
    return (
        f"{app} er der allerede og handler for {department_name(department)} ({department}){what}.\n"
        f"Dens hemmeligheder kan ikke vises igen: nye fås med `samspil apps rotate {app}`.\n"
    )


def rotated(house: House, app: str, department: str, secrets: Secrets) -> str:
    token = (
        "klientens hemmelighed hos udstederen skal skiftes manuelt. "
        if house.clients.by_hand
        else "tokens, den allerede har, gælder, til de udløber; nye kræver den nye hemmelighed. "
    )
    return (
        f"{app} har nye hemmeligheder, og de gamle gælder ikke mere.\n\n"
        f"{credentials(house, app, department, secrets)}\n"
        "For en app, der kører: "
        f"{token}Åbne forbindelser til Kafka lever videre, men den næste kræver den nye adgangskode.\n"
        "Giv appen begge dele, og genstart den, så den ikke standser midt i arbejdet.\n"
    )


def removed(app: str, house: House, webhook_gone: bool) -> str:
    client = " Fjern også dens klient hos udstederen." if house.clients.by_hand else ""
    hook = "" if webhook_gone else " Om dens webhook kom med, vides ikke: tjenesten notifications kunne ikke spørges."
    return f"{app} er fjernet: adgang, emner, rettigheder og plads i registret.{client}{hook}\n"


def waiting(left: Outstanding) -> str:
    return f"venter: {_outstanding(left)}"


def unanswered(app: str, left: Outstanding) -> str:
    return (
        f"{app} har ikke adgang mere, men er endnu i registret, og dens emner står: {_outstanding(left)}. "
        f"Kør `samspil apps remove {app}` igen senere, eller med --now for ikke at vente på svarene."
    )


def _outstanding(left: Outstanding) -> str:
    parts = [f"{service} har {count} ulæste" for service, count in left.unread.items() if count]
    if left.undecided:
        parts.append(f"{left.undecided} indberetninger afventer afgørelse")
    return ", ".join(parts) or "ser efter de sidste svar"
