"""The pages of citizens, relatives and managers with something on them, over loopback."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx2

from services.notifications.domain.known import Knower, KnownEvent, KnownPage, MayKnow
from services.notifications.domain.shown import DesignationShown
from shared.http import Access, SpotCheckOut
from tests.browser.served import free_port, server, wait_for
from tests.unit.notifications.web.others import Other
from tests.unit.notifications.web.records import an_entry
from tests.unit.notifications.web.samples import CITIZEN, a_notice
from tests.unit.notifications.web.stand import Stand

REACHED = "dk.samspil.delmaal.naaet.v1"
STEP, GOAL, START, REFERRAL, COURSE, ERASING = (str(uuid4()) for _ in range(6))
EVA = DesignationShown(uuid4(), "family", "Eva Lund", (REACHED,), ("inbox", "mail"), True)
WORDS = "Jeg gik ud alene.\n<script>alert(1)</script>"


class People:
    """The pages with a citizen who has a plan, a relative and lookups; a manager with something late."""

    def __init__(self, url: str, stand: Stand) -> None:
        self.url = url
        self.stand = stand
        self.referral = Other()
        self.kraftcenter = Other()

    def anew(self) -> None:
        """Puts everything back to how the day begins."""
        stand, now = self.stand, datetime.now(UTC)
        stand.referral = self.referral = _referral()
        stand.kraftcenter = self.kraftcenter = _kraftcenter()
        records = stand.records
        records.clear()
        begun: dict[str, Any] = {
            "intervention_id": START, "offer": "kraftcenter-hjaelp", "department": "kraftcenter",
            "follow_up_on": "2027-02-01",
        }  # fmt: skip
        asked: dict[str, Any] = {
            "referral_id": REFERRAL, "offer": "kraftcenter-hjaelp", "to_department": "kraftcenter", "origin": "self",
        }  # fmt: skip
        step: dict[str, Any] = {"sub_goal_id": STEP, "goal_id": GOAL, "intervention_id": START}
        records.entries = [
            an_entry("henvisning.oprettet", **asked),
            an_entry("indsats.startet", **begun),
            an_entry("delmaal.aftalt", **step),
        ]
        records.designated = [EVA]
        told = (Knower("department", "kraftcenter", None, None, "inbox", "told", True),
                Knower("relative", None, EVA.designation_id, "Eva Lund", "mail", "stopped", False))  # fmt: skip
        event = KnownEvent(uuid4(), REACHED, "Du har nået et delmål.", now, None, {}, told)
        records.page = KnownPage((event,), None)
        records.may = (MayKnow(CITIZEN, uuid4(), "family", ((REACHED, now),), ("inbox", "mail")),)
        records.log = [
            Access(at=now - since, purpose=purpose, service="notifications", department=department)
            for since, purpose, department in (
                (timedelta(hours=1), "sagsbehandling", "kraftcenter"),
                (timedelta(days=1), "noedadgang", "sel82"),
            )
        ]
        records.loads = {"kraftcenter": {"unread": 12, "unanswered": 3}}
        records.checks = [SpotCheckOut.model_validate(_check(number, now, flagged=number == 1)) for number in (1, 2)]
        stand.inbox.notices = [a_notice("delmaal.naaet", "Et delmål er nået.")]


@contextmanager
def served_people() -> Iterator[People]:
    """Pages and issuer on free ports, in a thread, until the block ends; the other services answer in memory."""
    ports = [free_port() for _ in range(2)]
    pages, issuer = (f"http://127.0.0.1:{port}" for port in ports)
    with TemporaryDirectory() as folder:
        stand = Stand(
            issuer,
            pages,
            Path(folder),
            referral_url="http://referral.test",
            kraftcenter_url="http://kraftcenter.test",
            names_seconds=5,
        )
        stand.client = lambda: httpx2.AsyncClient(
            mounts={
                "all://referral.test": httpx2.MockTransport(lambda request: stand.referral(request)),
                "all://kraftcenter.test": httpx2.MockTransport(lambda request: stand.kraftcenter(request)),
            }
        )
        servers = [server(app, port) for app, port in zip((stand.pages(), stand.issuer()), ports, strict=True)]
        loop = asyncio.new_event_loop()

        def run() -> None:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(asyncio.gather(*(each.serve() for each in servers)))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        for port in ports:
            wait_for(port)
        try:
            yield People(pages, stand)
        finally:
            for each in servers:
                each.should_exit = True
            thread.join(10)


def _referral() -> Other:
    due = datetime.now(UTC) - timedelta(days=3)
    late = {"referral_id": REFERRAL, "citizen_id": str(CITIZEN), "state": "requested", "from_department": "svr",
            "to_department": "kraftcenter", "offer": "kraftcenter-hjaelp", "next_owner": "kraftcenter",
            "due": due.isoformat(), "overdue_level": 2}  # fmt: skip
    year = {"year": 2025, "made_at": "2026-01-05T09:00:00Z", "lines": [
        {"department": "kraftcenter", "offer": "kraftcenter-traening", "at_least": 35, "themes": ["relationer"]},
        {"department": "kraftcenter", "offer": "kraftcenter-hjaelp", "at_least": 10, "themes": []},
        {"department": "socialpsykiatri", "offer": "polaris-individuel", "at_least": None, "themes": []},
        {"department": "socialpsykiatri", "offer": "polaris-gruppe", "at_least": 20, "themes": []}]}  # fmt: skip
    load = {"items": [{"department": "kraftcenter", "counts": {"open": 14, "overdue": 1}}]}
    ask = {"department": "svr", "asked_at": due.isoformat(), "expires_at": "2099-12-01T09:00:00+00:00"}
    asks = [{"citizen_id": ERASING, "own": False, **ask}, {"citizen_id": str(CITIZEN), "own": True, **ask}]
    return Other({"/erasures": asks, **{f"/citizens/{each['citizen_id']}/erasure": each for each in asks},
                  f"/citizens/{ERASING}/erasure/confirmation": None,
                  "/referrals": [late], "/load": load, f"/overviews/{datetime.now(UTC).year - 1}": year,
                  f"/citizens/{CITIZEN}/access-log": [], f"/citizens/{CITIZEN}": {"name": "Viggo Lund"},
                  "/access-log/spot-checks": [], "/access-log/spot-checks/1": None})  # fmt: skip


def _kraftcenter() -> Other:
    history = [
        {"event_type": "dk.samspil.delmaal.aftalt.v1", "on": "2026-10-01", "informant": None, "citizen_words": None},
        {"event_type": REACHED, "on": "2026-11-02", "informant": "citizen", "citizen_words": WORDS},
        {"event_type": "dk.samspil.delmaal.tabt.v1", "on": "2026-11-10", "informant": "citizen", "citizen_words": None},
    ]
    step = {"sub_goal_id": STEP, "state": "lost", "target_on": "2026-12-15", "history": history}
    goal = {"goal_id": GOAL, "themes": ["relationer"], "kind": "develop", "sub_goals": [step]}
    course = {"course_id": COURSE, "offer": "peer-gruppe", "capacity": 10, "places_free": 2, "session": 0,
              "sessions": 10, "intake": "open", "reason": None, "next_course_id": None}  # fmt: skip
    owed = datetime.now(UTC) - timedelta(days=6)
    late = {"intervention_id": START, "citizen_id": str(CITIZEN), "department": "kraftcenter", "referral_id": None,
            "offer": "kraftcenter-hjaelp", "started_on": "2026-09-01", "due": owed.isoformat(),
            "overdue_level": 1}  # fmt: skip
    next_due = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    counts = {"running": 22, "overdue": 1}
    load = {"items": [{"department": "kraftcenter", "counts": counts, "next_due": next_due}]}
    return Other({f"/citizens/{CITIZEN}/goals": [goal], "/courses": [course], f"/courses/{COURSE}": course,
                  f"/courses/{COURSE}/signup": {"outcome": "place"}, "/load": load,
                  "/interventions": [late], f"/citizens/{CITIZEN}/access-log": [],
                  "/access-log/spot-checks": []})  # fmt: skip


def _check(id_: int, at: datetime, *, flagged: bool = False) -> dict[str, Any]:
    return {
        "access_id": id_,
        "at": at,
        "citizen_id": CITIZEN,
        "purpose": "noedadgang" if flagged else "sagsbehandling",
        "flagged": flagged,
        "reason": "Han ringede selv." if flagged else None,
        "who": "anne",
        "role": "coordinator",
        "own": False,
        "route": "/x",
        "service": "notifications",
        "looked_at": None,
    }
