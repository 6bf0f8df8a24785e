"""`samspil apps webhook`: where an app wants to hear, tried out and looked at by whoever runs the apps.

Speaks to the service as anybody does, over its interface: with the token in SAMSPIL_ACCESS_TOKEN at the service that
SAMSPIL_NOTIFICATIONS_URL names, else as operations in the stack here. Never half of each, and never that stack where
the environment names a cluster.
"""

import os
from typing import Annotated, Any
from urllib.parse import quote

import typer

from deploy.cli import cluster
from deploy.cli.place import endpoints, rows
from deploy.embedded.part import CannotStart


class NotThere(CannotStart):
    """The service knows no such app, or no webhook of its."""


app = typer.Typer(help="Appens webhook: hvor den vil høre, hvad der sker.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAVN", help="Appens navn.")]
_CIRCUITS = {"closed": "modtager", "open": "svarer ikke; der holdes pause", "half_open": "prøves igen"}
_STATUSES = {"queued": "venter", "delivered": "leveret", "given_up": "opgivet", "stopped": "stoppet"}
_SECONDS = 30.0


@app.command(name="set")
def set_(
    name: Name,
    url: Annotated[str, typer.Argument(metavar="ADRESSE", help="Hvor hændelserne skal sendes hen.")],
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="Kun denne type; kan gentages. Ellers alle.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Det, der sker i afdelingens stille timer, sendes først, når de er gået.")
    ] = False,
) -> None:
    """Sætter eller ændrer adressen; også --type og --quiet vælges på ny hver gang.

    Hemmeligheden vises én gang, når den er ny.
    """
    sent = {"url": url, "types": [_whole(type_) for type_ in types or ()], "quiet": quiet}
    shown = ask("PUT", name, json=sent)
    typer.echo(_webhook(shown), nl=False)


@app.command()
def show(name: Name) -> None:
    """Viser adressen, typerne, hvornår der sendes, og om modtageren svarer."""
    typer.echo(_webhook(ask("GET", name)), nl=False)


@app.command()
def remove(name: Name) -> None:
    """Fjerner webhooken; det, der venter på at blive sendt, stoppes."""
    ask("DELETE", name)
    typer.echo(f"{name} har ikke længere en webhook.")


@app.command()
def rotate(name: Name) -> None:
    """Laver en ny hemmelighed og viser den én gang; i et døgn underskrives der med både den nye og den gamle."""
    typer.echo(_webhook(ask("POST", name, "/rotate")), nl=False)


@app.command()
def test(name: Name) -> None:
    """Sender en underskrevet prøvehændelse nu. Slutter med 1, hvis modtageren ikke tog imod."""
    tried = ask("POST", name, "/test")
    status = "" if tried["status"] is None else f", svar {tried['status']}"
    outcome = "leveret" if tried["delivered"] else f"ikke leveret ({tried['code']})"
    typer.echo(f"{outcome}{status}, {tried['ms']} ms, webhook-id {tried['webhook_id']}")
    if not tried["delivered"]:
        raise typer.Exit(1)


@app.command()
def deliveries(
    name: Name,
    status: Annotated[str | None, typer.Option(help=f"Kun disse: {', '.join(_STATUSES)}.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Højst så mange, de nyeste først.")] = 20,
) -> None:
    """Viser, hvad der er sendt til appen, og hvad der kom ud af hvert forsøg."""
    if status not in (None, *_STATUSES):
        raise CannotStart(f"--status: vælg mellem {', '.join(_STATUSES)}")
    asked = {"limit": str(limit), **({} if status is None else {"status": status})}
    items = ask("GET", name, "/deliveries", params=asked)["items"]
    if not items:
        typer.echo("Der er ingen.")
        return
    heads = ("Oprettet", "Type", "Status", "Forsøg", "Senest", "Webhook-id")
    typer.echo(rows(heads, [_line(item) for item in items]), nl=False)


def ask(method: str, name: str, path: str = "", **sent: Any) -> dict[str, Any]:
    """What the service answers. Raises CannotStart with its own words where it says no."""
    import httpx2

    try:
        with httpx2.Client(timeout=_SECONDS, trust_env=False) as client:
            address, token = _access(client)
            answer = client.request(
                method,
                f"{address}/apps/{quote(name, safe='')}/webhook{path}",
                headers={"Authorization": f"Bearer {token}"},
                **sent,
            )
    except httpx2.HTTPError as error:
        raise CannotStart(f"tjenesten notifications svarer ikke ({type(error).__name__})") from None
    if answer.is_success:
        return dict(answer.json()) if answer.content else {}
    kind = NotThere if answer.status_code == 404 else CannotStart
    raise kind(_why_not(name, answer.status_code, answer.content))


def _why_not(name: str, status: int, body: bytes) -> str:
    import json

    try:
        problem = json.loads(body)
    except ValueError:
        problem = {}
    if status == 404:
        return f"{name}: der er ingen sådan app, eller den har ingen webhook: se `samspil apps list`"
    fields = " ".join(f"{error['pointer']}: {error['detail']}" for error in problem.get("errors", ()))
    return fields or str(problem.get("detail", f"tjenesten svarede {status}"))


def _access(client: Any) -> tuple[str, str]:
    """The service's address and a token for it. Raises `CannotStart` where only half of it is told."""
    address, token = os.environ.get("SAMSPIL_NOTIFICATIONS_URL"), os.environ.get("SAMSPIL_ACCESS_TOKEN")
    if address and token:
        return address.rstrip("/"), token
    if address or token or cluster.named():
        raise CannotStart("SAMSPIL_NOTIFICATIONS_URL og SAMSPIL_ACCESS_TOKEN skal begge være sat")
    here = endpoints()
    who = next((who for who in here["people"].values() if who["role"] == "operator"), None)
    if who is None:
        raise CannotStart("SAMSPIL_ACCESS_TOKEN mangler: stakken her har ingen driftsperson")
    answer = client.post(
        here["token_endpoint"],
        data={"grant_type": "client_credentials"},
        auth=(who["client_id"], who["client_secret"]),
    )
    answer.raise_for_status()
    return here["notifications"].rstrip("/"), str(answer.json()["access_token"])


def _webhook(shown: dict[str, Any]) -> str:
    lines = [
        ("adresse", shown["url"]),
        ("typer", ", ".join(map(_short, shown["types"])) or "alle"),
        ("sendes", "når afdelingens stille timer er gået" if shown["quiet"] else "straks"),
        (
            "tilstand",
            "slået fra: modtageren vil ikke have mere" if shown["disabled_at"] else _CIRCUITS[shown["circuit"]],
        ),
        ("venter", str(shown["queued"])),
    ]
    if shown["previous_until"]:
        lines.append(("gammel hemmelighed", f"underskriver også til {_clock(shown['previous_until'])}"))
    if shown["secret"]:
        lines.append(("hemmelighed", f"{shown['secret']}  (vises kun nu)"))
    return "".join(f"{name}: {value}\n" for name, value in lines)


def _line(item: dict[str, Any]) -> tuple[str, ...]:
    last = item["attempts"][-1] if item["attempts"] else None
    said = "" if last is None else last["code"] if last["status"] is None else f"{last['code']} ({last['status']})"
    return (
        _clock(item["created_at"]),
        _short(item["event_type"]),
        _STATUSES[item["status"]],
        str(len(item["attempts"])),
        said,
        item["webhook_id"],
    )


def _clock(moment: str) -> str:
    from datetime import datetime

    return datetime.fromisoformat(moment).astimezone().strftime("%d.%m. %H:%M:%S")


def _short(type_: str) -> str:
    return type_.removeprefix("dk.samspil.").removesuffix(".v1")


def _whole(type_: str) -> str:
    return type_ if type_.startswith("dk.samspil.") else f"dk.samspil.{type_}.v1"
