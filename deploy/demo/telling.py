"""Shows what was played: who was told what, how fast, and where its trace is."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from deploy.demo.cast import Cast, person
from deploy.demo.judging import Came, Told
from deploy.demo.play import Played
from deploy.demo.story import Report
from shared.contracts.display import type_name

_INDENT = "    "


def tell(console: Console, played: Played, endpoints: Mapping[str, Any]) -> None:
    """One story and its verdict, in Danish."""
    story, cast = played.story, played.cast
    console.rule(f"[bold]{story.name}[/bold]: {story.title}", align="left", characters="─")
    console.print(f"efter {story.source}\n", style="dim", highlight=False)
    for number, told in enumerate(played.steps, 1):
        _step(console, number, told, cast, endpoints)
    _post(console, played, endpoints)
    for type_ in played.unforeseen:
        _fault(console, f"hændelsen »{type_name(type_)}« hører ikke til historien")
    heard = {cast.username(name) for told in played.steps for came in told.came for name in came.texts}
    quiet = sorted(person(one) for name, one in endpoints["people"].items() if name not in heard)
    console.print("Ingen besked til: " + ", ".join(quiet) + ".\n", style="dim", highlight=False)


def conclude(console: Console, played: Sequence[Played]) -> None:
    """Which stories went as they should, and the verdict on all."""
    width = max(len(each.story.name) for each in played)
    for each in played:
        verdict = "[green]rigtigt[/green]" if each.right else "[red]forkert[/red]"
        steps = f"{len(each.steps)} skridt på {_seconds(each.seconds)}"
        console.print(f"{each.story.name:<{width}}  {verdict}  {steps}", highlight=False)
    if all(each.right for each in played):
        slowest = max((told.seconds or 0.0) for each in played for told in each.steps)
        console.print(
            f"Alle, der skulle have besked, fik den, og ingen andre. Langsomst: {_seconds(slowest)}.",
            style="bold green",
            highlight=False,
        )
    else:
        console.print("Det gik ikke, som det skulle: se linjerne mærket FEJL.", style="bold red", highlight=False)


def _step(console: Console, number: int, told: Told, cast: Cast, endpoints: Mapping[str, Any]) -> None:
    console.print(f"[bold]{number:>2}. {told.step.title}[/bold]", highlight=False)
    console.print(_INDENT + _way(told, cast, endpoints), style="dim", highlight=False, soft_wrap=True)
    for fault in told.wrong:
        _fault(console, fault)
    if told.step.refused and not told.wrong:
        console.print(f"{_INDENT}Afvist, som det skal være: {told.said}", highlight=False)
    for came in told.came:
        _came(console, came, cast)
    if told.right and not any(came.became.told for came in told.came):
        console.print(f"{_INDENT}Ingen får besked.", highlight=False)
    when = [] if told.seconds is None else [f"fremme efter {_seconds(told.seconds)}"]
    trace = [] if told.trace_id is None else [f"spor: {endpoints['traces']}/zipkin/traces/{told.trace_id}"]
    console.print(_INDENT + " · ".join(when + trace), style="dim", highlight=False, soft_wrap=True)


def _way(told: Told, cast: Cast, endpoints: Mapping[str, Any]) -> str:
    does = told.step.does
    who = does.by if does.by in endpoints["apps"] else cast.named(does.by)
    if not isinstance(does, Report):
        return f"{who} over HTTP: {does.method} {does.path}"
    over = f"Kafka, på {endpoints['apps'][does.by]['topic']}" if does.door == "Kafka" else "HTTP"
    return f"{does.fact} indberettet af {who} over {over}"


def _came(console: Console, came: Came, cast: Cast) -> None:
    became = came.became
    if came.event_id is None:
        _fault(console, f"hændelsen »{type_name(became.type)}« kom ikke")
        return
    for name in sorted(became.told | became.later):
        if name not in came.missing:
            late = " (senere)" if name in became.later else ""
            console.print(
                f"{_INDENT}{cast.named(name)}{late}: {came.texts.get(name, 'har fået besked')}", highlight=False
            )
    for name in came.missing:
        _fault(console, f"{cast.named(name)} skulle have besked præcis én gang om »{type_name(became.type)}«")
    for words in came.astray:
        _fault(console, f"{words} skulle ikke have besked om »{type_name(became.type)}«")


def _post(console: Console, played: Played, endpoints: Mapping[str, Any]) -> None:
    post, cast = played.post, played.cast
    for letter in post.letters:
        console.print(f"Mail til {_addressee(letter.to, cast)}: {letter.subject}", highlight=False)
        if letter.to not in post.telling:
            words = "Den siger kun, at der er nyt: ingen navne, ingen numre og intet om, hvad der er sket."
            console.print(_INDENT + words, highlight=False)
    for to in post.missing:
        _fault(console, f"{_addressee(to, cast)} skulle have haft en mail")
    for to in post.astray:
        _fault(console, f"{_addressee(to, cast)} skulle ikke have haft en mail")
    for to in post.telling:
        _fault(console, f"mailen til {_addressee(to, cast)} siger mere, end en mail må")
    if post.letters or not post.right:
        console.print(f"{_INDENT}postkassen: {endpoints['mail']}", style="dim", highlight=False, soft_wrap=True)


def _addressee(address: str, cast: Cast) -> str:
    known = {address: name for name, address in cast.addresses.items()}
    return cast.named(known[address]) if address in known else address


def _fault(console: Console, words: str) -> None:
    console.print(f"{_INDENT}FEJL: {words}", style="red", highlight=False)


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s".replace(".", ",")
