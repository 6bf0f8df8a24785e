"""The command itself: looks, judges, and says it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import typer

from deploy.cli.apps.check.facts import Facts
from deploy.cli.apps.check.judging import Finding, Severity, counted, judge, next_step

HEADS: dict[Severity, str] = {"wrong": "GALT   ", "advice": "råd    ", "well": "i orden"}
INDENT = " " * 9


def check(
    name: Annotated[str, typer.Argument(metavar="NAVN", help="Appens navn.")],
    minutes: Annotated[int, typer.Option(metavar="MINUTTER", min=1, help="Så langt tilbage ses der.")] = 60,
) -> None:
    """Siger, hvad appen gør forkert i prøvestakken her, og hvad du gør ved det. Slutter med 1, når noget er galt."""
    facts = asyncio.run(_facts(name, timedelta(minutes=minutes)))
    findings = judge(facts)
    typer.echo(said(facts, findings), nl=False)
    if any(finding.severity == "wrong" for finding in findings):
        raise typer.Exit(1)


def said(facts: Facts, findings: Sequence[Finding]) -> str:
    """What the command prints."""
    minutes = round((facts.now - facts.since).total_seconds() / 60)
    lines = [f"{facts.app}, de seneste {minutes} minutter: {counted(facts.reports)}.", ""]
    for finding in findings:
        lines.append(f"{HEADS[finding.severity]}  {finding.words}")
        if finding.remedy:
            lines.append(f"{INDENT}→ {finding.remedy}")
    lines += ["", f"Næste skridt: {next_step(facts, list(findings))}", ""]
    return "\n".join(lines)


async def _facts(name: str, span: timedelta) -> Facts:
    from deploy.cli.apps.check.gathering import gather
    from deploy.cli.place import endpoints, layout
    from deploy.embedded.part import CannotStart
    from deploy.embedded.plan import Plan

    known = endpoints()
    if name not in known["apps"]:
        raise CannotStart(f"der er ingen app, der hedder {name!r}: se `samspil apps list`")
    department = str(known["apps"][name]["department"])
    cluster = Plan.of_running(layout()).kafka.cluster
    return await gather(layout(), known, cluster, name, department, span)
