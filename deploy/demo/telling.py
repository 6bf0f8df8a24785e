"""Shows a run: who was told what, how fast, and where its trace is."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from deploy.demo.play import Played, Told
from deploy.demo.post import Post
from deploy.demo.story import ADDRESSES

_DEPARTMENTS = {
    "svr": "SVR",
    "socialpsykiatri": "socialpsykiatrien",
    "kraftcenter": "Kraftcenter",
    "sel82": "§82-indgangen",
    "paaroerende": "pårørendeteamet",
}
_ROLES = {"coordinator": "koordinator", "manager": "leder", "citizen": "borger", "relative": "pårørende"}


def tell(console: Console, played: Played, endpoints: Mapping[str, Any]) -> None:
    """Prints the run and its verdict, in Danish."""
    for number, told in enumerate(played.steps, 1):
        _step(console, number, told, endpoints)
    people = set(endpoints["people"])
    told_of_something = {name for told in played.steps for name in told.texts}
    _post(console, played.post, endpoints)
    quiet = sorted(_who(name, endpoints) for name in people - told_of_something)
    console.print("[bold]Ingen besked til:[/bold] " + ", ".join(quiet) + ".\n", highlight=False)
    if played.right:
        slowest = max((told.seconds or 0.0) for told in played.steps)
        console.print(
            f"Alle, der skulle have besked, fik den, og ingen andre. Langsomst: {_seconds(slowest)}.",
            style="bold green",
            highlight=False,
        )
    else:
        console.print("Det gik ikke, som det skulle: se linjerne mærket FEJL.", style="bold red", highlight=False)


def _step(console: Console, number: int, told: Told, endpoints: Mapping[str, Any]) -> None:
    console.print(f"[bold]{number}. {told.step.title}[/bold]  {told.step.noun_fact}", highlight=False)
    app = endpoints["apps"][told.step.app]
    way = f"over Kafka, på {app['topic']}" if told.step.door == "Kafka" else "over HTTP"
    console.print(f"   indberettet af {told.step.app} {way}", style="dim", highlight=False)
    if told.refused is not None:
        _fault(console, f"indberetningen blev afvist: {told.refused}")
    for name, text in sorted(told.texts.items()):
        console.print(f"   {_who(name, endpoints)}: {text}", highlight=False)
    for name in told.missing:
        _fault(console, f"{_who(name, endpoints)} skulle have besked præcis én gang")
    for name in told.astray:
        _fault(console, f"{_who(name, endpoints)} skulle ikke have besked")
    if told.seconds is not None:
        console.print(f"   fremme efter {_seconds(told.seconds)}", style="dim", highlight=False)
    if told.trace_id is not None:
        address = f"{endpoints['traces']}/zipkin/traces/{told.trace_id}"
        console.print(f"   spor: {address}", style="dim", highlight=False, soft_wrap=True)
    console.print()


def _post(console: Console, post: Post, endpoints: Mapping[str, Any]) -> None:
    for letter in post.letters:
        console.print(f"[bold]Mail til {_addressee(letter.to, endpoints)}:[/bold] {letter.subject}", highlight=False)
        if letter.to not in post.telling:
            console.print(
                "   Den siger kun, at der er nyt: ingen navne, ingen numre og intet om, hvad der er sket.",
                highlight=False,
            )
    for to in post.missing:
        _fault(console, f"{_addressee(to, endpoints)} skulle have haft en mail")
    for to in post.astray:
        _fault(console, f"{_addressee(to, endpoints)} skulle ikke have haft en mail")
    for to in post.telling:
        _fault(console, f"mailen til {_addressee(to, endpoints)} siger mere, end en mail må")
    console.print(f"   postkassen: {endpoints['mail']}\n", style="dim", highlight=False, soft_wrap=True)


def _addressee(address: str, endpoints: Mapping[str, Any]) -> str:
    known = {address: name for name, address in ADDRESSES.items()}
    return _who(known[address], endpoints) if address in known else address


def _fault(console: Console, words: str) -> None:
    console.print(f"   FEJL: {words}", style="red", highlight=False)


def _who(name: str, endpoints: Mapping[str, Any]) -> str:
    person = endpoints["people"][name]
    role = _ROLES.get(person["role"], "drift")
    place = _DEPARTMENTS.get(person.get("department", ""), "")
    return f"{person['name']} ({role}{f' i {place}' if place else ''})"


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s".replace(".", ",")
