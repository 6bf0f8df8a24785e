"""What is wrong with an app, from what was seen of it. Pure; the worst comes first."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from deploy.cli.apps.check.facts import Facts, Hook
from deploy.cli.apps.check.remedies import REMEDIES

Severity = Literal["wrong", "advice", "well"]
ORDER: tuple[Severity, ...] = ("wrong", "advice", "well")

FUTURE = timedelta(minutes=5)
PAST = timedelta(days=30)
PATIENCE = timedelta(minutes=1)
"""So long an answer may lie unread, and a report wait, without anything being wrong."""
MOST_FIELDS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: what was seen and what to do. `weight` orders findings of one severity, the heaviest first."""

    severity: Severity
    words: str
    remedy: str = ""
    weight: int = 0


def judge(facts: Facts) -> list[Finding]:
    """Everything there is to say, the worst first."""
    looks = (_token, _refusals, _waiting, _times, _answers, _traces, _hook, _reports)
    found = [finding for look in looks for finding in look(facts)]
    return sorted(found, key=lambda finding: (ORDER.index(finding.severity), -finding.weight))


def next_step(facts: Facts, findings: list[Finding]) -> str:
    """One sentence: what the developer does now."""
    first = findings[0]
    if first.severity == "wrong":
        return f"{first.remedy[0].upper()}{first.remedy[1:]}."
    if not facts.reports:
        return "Send den første indberetning: docs/apps viser det i dit sprog."
    if facts.hook is None and not facts.reading.answers:
        return f"Få besked i stedet for at spørge: `samspil apps webhook set {facts.app} ADRESSE`."
    return "Intet: appen gør, som den skal."


def _token(facts: Facts) -> Iterator[Finding]:
    if facts.signs_in == "refused":
        remedy = f"giv appen nye hemmeligheder med `samspil apps rotate {facts.app}`"
        yield Finding(
            "wrong", "Appen kan ikke få et token: udstederen kender ikke dens id og hemmelighed.", remedy, 1000
        )
    elif facts.signs_in == "unreachable":
        yield Finding("wrong", "Udstederen af tokens svarer ikke.", "se `samspil status`", 1000)
    else:
        yield Finding("well", "Appen kan få et token.")


def _refusals(facts: Facts) -> Iterator[Finding]:
    if not facts.refused:
        if facts.taken:
            yield Finding("well", f"{counted(facts.reports)} godtaget, ingen afvist.")
        return
    by_problem = Counter(refusal.problem for refusal in facts.refused)
    for problem, count in by_problem.items():
        what, remedy = REMEDIES.get(problem, (problem, "læs detail i svaret"))
        fields = Counter(p for r in facts.refused if r.problem == problem for p in r.pointers if p)
        named = ", ".join(f"{pointer} ({times})" for pointer, times in fields.most_common(MOST_FIELDS))
        words = f"{count} af {counted(facts.reports)} afvist: {what} ({problem})." + (
            f" Felter: {named}." if named else ""
        )
        yield Finding("wrong", words, remedy.format(app=facts.app, department=facts.department), 100 + count)


def _waiting(facts: Facts) -> Iterator[Finding]:
    waits = [report for report in facts.taken if report.status == "waiting" and report.at < facts.now - PATIENCE]
    if waits:
        yield Finding(
            "advice",
            f"{counted(len(waits))} venter stadig på noget, Samspil ikke har hørt om. Efter ti minutter afvises de.",
            "se efter, om det, de nævner, er indberettet, og med samme id",
            len(waits),
        )


def _times(facts: Facts) -> Iterator[Finding]:
    known = [(report.time - report.at) for report in facts.taken if report.time is not None]
    ahead = sum(1 for apart in known if apart > FUTURE)
    behind = sum(1 for apart in known if -apart > PAST)
    if ahead:
        yield Finding(
            "wrong",
            f"{counted(ahead)} siger, at det skete i fremtiden (time).",
            "stil maskinens ur, og send time med tidszone: UTC (Z) er lettest",
            80 + ahead,
        )
    if behind:
        yield Finding(
            "advice",
            f"{counted(behind)} siger, at det skete for mere end {PAST.days} dage siden (time).",
            "time er, hvornår det skete: er det rigtigt, er alt godt",
            behind,
        )


def _answers(facts: Facts) -> Iterator[Finding]:
    reading, topic = facts.reading, f"intake.{facts.app}.receipts"
    if not reading.answers:
        return
    if not reading.groups:
        yield Finding(
            "wrong",
            f"Ingen læser svarene: der står {reading.answers} på {topic}, og ingen af appens grupper har læst dem.",
            f"læs {topic} i en gruppe, hvis navn begynder med {facts.app}, og bekræft det læste",
            70,
        )
        return
    lag = min(reading.groups.values())
    if lag and reading.oldest_unread is not None and reading.oldest_unread < facts.now - PATIENCE:
        yield Finding(
            "wrong",
            f"{lag} svar på {topic} er ikke læst, det ældste fra {reading.oldest_unread.astimezone():%d.%m. %H:%M}.",
            "se efter, om appens læser kører, og om den bekræfter det, den har læst",
            60,
        )
    elif not lag:
        yield Finding("well", "Alle svar på Kafka er læst.")


def _traces(facts: Facts) -> Iterator[Finding]:
    written = facts.written
    if written.untraced:
        yield Finding(
            "advice",
            f"{written.untraced} af {written.records} records på Kafka har intet spor (traceparent).",
            "send traceparent med, så står jeres og Samspils spor som ét",
        )


def _hook(facts: Facts) -> Iterator[Finding]:
    hook = facts.hook
    if hook is None:
        return
    again = f"`samspil apps webhook test {facts.app}` prøver den nu"
    if hook.disabled:
        remedy = f"sæt adressen igen med `samspil apps webhook set {facts.app} ADRESSE`"
        yield Finding(
            "wrong", "Webhooken er slået fra: modtageren svarede, at den ikke vil have mere (410).", remedy, 65
        )
    if hook.given_up:
        yield Finding(
            "wrong", f"Webhooks opgivet efter et døgns forsøg: {hook.given_up}.", f"få modtageren op; {again}", 64
        )
    if hook.paused_until is not None and hook.paused_until > facts.now:
        until = f"{hook.paused_until.astimezone():%H:%M:%S}"
        words = f"Modtageren har fejlet for mange gange i træk: der holdes pause til {until}."
        yield Finding("wrong", words, f"få modtageren op; {again}", 63)
    for (code, status), count in sorted(hook.failed.items(), key=lambda each: -each[1]):
        yield _failure(hook, code, status, count, again)
    if hook.delivered and not hook.failed and not hook.given_up:
        yield Finding("well", f"Webhooks leveret: {hook.delivered}, ingen mislykket.")


_FAILURES = {
    "timeout": ("modtageren svarede ikke i tide", "svar 2xx med det samme, og arbejd bagefter"),
    "unreachable": ("ingen svarer på adressen", "se efter, om modtageren kører, og om adressen er rigtig"),
    "unresolved": ("adressens navn findes ikke", "ret adressen"),
    "forbidden_address": ("adressen er ikke en, der må sendes til", "brug en offentlig https-adresse"),
    "broken_off": ("forbindelsen blev afbrudt", "se modtagerens log"),
    "busy": ("der var ingen ledig forbindelse hos os", "gør ingenting: der prøves igen"),
    "redirected": (
        "modtageren viser videre til en anden adresse",
        "sæt den endelige adresse: der sendes ikke videre til en anden",
    ),
    "no_event": ("hændelsen er slettet siden", "gør ingenting"),
}


def _failure(hook: Hook, code: str, status: int | None, count: int, again: str) -> Finding:
    if status in (401, 403):
        what = f"modtageren svarede {status}"
        remedy = "efterprøv underskriften på de bytes, der kom, med den hemmelighed, som blev vist sidst"
    elif status is not None and status >= 500:
        what, remedy = f"modtageren svarede {status}", "se modtagerens log"
    elif code in _FAILURES:
        what, remedy = _FAILURES[code]
    else:
        what, remedy = (
            f"modtageren svarede {status}" if status is not None else code,
            "svar 2xx, når webhooken er taget imod",
        )
    settled = hook.delivered and not hook.queued and not hook.given_up
    tail = " Siden er alt leveret." if settled else ""
    words = f"{count} forsøg på at levere en webhook mislykkedes: {what}.{tail}"
    return Finding("advice" if settled else "wrong", words, f"{remedy}; {again}", 50 + min(count, 9))


def _reports(facts: Facts) -> Iterator[Finding]:
    if not facts.reports and not facts.written.records:
        yield Finding("advice", "Appen har ikke indberettet noget.", "send en indberetning: docs/apps viser hvordan")


def counted(reports: int) -> str:
    """So many reports, in words."""
    return f"{reports} indberetning" + ("" if reports == 1 else "er")
