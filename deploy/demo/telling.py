"""Shows what was played: who was told what, how fast, and where its trace is."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from deploy.demo.cast import Cast, person
from deploy.demo.judging import Came, Told
from deploy.demo.play import Played
from deploy.demo.story import Call, Report
from shared.contracts.display import type_name

_INDENT = "    "


def tell(console: Console, played: Played, endpoints: Mapping[str, Any]) -> None:
    """One story, in Danish."""
    story, cast = played.story, played.cast
    console.rule(f"[bold]{story.name}[/bold]: {story.title}", align="left")
    console.print(f"efter {story.source}\n", style="dim", highlight=False)
    told_of = [came.became for told in played.steps for came in told.came]
    width = max((len(cast.named(name)) for became in told_of for name in became.told), default=0)
    for number, told in enumerate(played.steps, 1):
        _step(console, number, told, cast, endpoints, width)
    _post(console, played, endpoints)
    for type_ in played.unforeseen:
        _fault(console, f"hændelsen »{type_name(type_)}« hører ikke til historien")
    console.print()


def conclude(console: Console, played: Sequence[Played], endpoints: Mapping[str, Any]) -> None:
    """Who was never told of anything, which stories went as they should, and the verdict on all."""
    heard = {
        each.cast.username(name) for each in played for told in each.steps for came in told.came for name in came.texts
    }
    quiet = sorted(person(one) for name, one in endpoints["people"].items() if name not in heard)
    console.rule("[bold]I alt[/bold]", align="left")
    console.print("Ingen besked til: " + ", ".join(quiet) + ".\n", highlight=False)
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


def _step(console: Console, number: int, told: Told, cast: Cast, endpoints: Mapping[str, Any], width: int) -> None:
    console.print(f"[bold]{number:>2}. {told.step.title}[/bold]", highlight=False)
    for does in told.step.does:
        console.print(_INDENT + _way(does, cast, endpoints), style="dim", highlight=False, soft_wrap=True)
    for fault in told.wrong:
        _fault(console, fault)
    if told.step.refused and not told.wrong:
        console.print(f"{_INDENT}Afvist, som det skal være: {told.said}", highlight=False)
    # Elsewhere a hint is no part of the story.
    for hint in told.hints if told.step.hinted else ():
        console.print(f"{_INDENT}Svaret råder: {hint}", highlight=False)
    for came in told.came:
        _came(console, came, cast, width)
    if told.right and not any(came.became.told for came in told.came):
        console.print(f"{_INDENT}Ingen får besked.", highlight=False)
    if told.seconds is not None and told.came:
        console.print(f"{_INDENT}fremme efter {_seconds(told.seconds)}", style="dim", highlight=False)
    for id_ in told.traces:
        address = f"{endpoints['traces']}/zipkin/traces/{id_}"
        console.print(f"{_INDENT}spor: {address}", style="dim", highlight=False, soft_wrap=True)


def _way(does: Report | Call, cast: Cast, endpoints: Mapping[str, Any]) -> str:
    if does.by is None:
        who = "nogen, der ikke er logget ind,"
    else:
        who = does.by if does.by in endpoints["apps"] else cast.named(does.by)
    if isinstance(does, Call):
        answer = "" if does.finds else ", ".join(f"{name}: {value}" for name, value in does.answers.items())
        return f"{does.method} {does.path} af {who} over HTTP" + (f" → {answer}" if answer else "")
    over = f"Kafka, på {endpoints['apps'][does.by]['topic']}" if does.door == "Kafka" else "HTTP"
    return f"{does.fact} indberettet af {who} over {over}"


def _came(console: Console, came: Came, cast: Cast, width: int) -> None:
    became = came.became
    if came.event_id is None:
        _fault(console, f"hændelsen »{type_name(became.type)}« kom ikke")
        return
    lines = Table.grid(padding=(0, 2))
    lines.add_column(min_width=width, no_wrap=True)
    for name in sorted(became.told - set(came.missing)):
        # Of who cannot sign in nothing can be read here: Samspil says that they were told.
        text = came.texts.get(name, f"{type_name(became.type)}.")
        lines.add_row(cast.named(name), text + (" Også på mail." if name in became.mailed else ""))
    console.print(Padding(lines, (0, 0, 0, len(_INDENT)), expand=False), highlight=False)
    for name in came.missing:
        _fault(console, f"{cast.named(name)} skulle have besked præcis én gang om »{type_name(became.type)}«")
    for name in came.misasked:
        ought = "skulle være bedt om noget" if name in became.asked else "skulle ikke være bedt om noget"
        _fault(console, f"{cast.named(name)} {ought} med »{type_name(became.type)}«")
    for words in came.astray:
        _fault(console, f"{words} skulle ikke have besked om »{type_name(became.type)}«")


def _post(console: Console, played: Played, endpoints: Mapping[str, Any]) -> None:
    post, cast = played.post, played.cast
    for letter in post.letters:
        words = "" if letter.to in post.telling else ", uden navne, numre og hvad der er sket"
        console.print(f"Mail til {_addressee(letter.to, cast)}: {letter.subject}{words}", highlight=False)
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
