"""Involvement as one short string and back; each service keeps one per citizen and reads it with every batch."""

import json
from collections.abc import Callable
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from shared.contracts.involvement.designations import Designation, Designations, Wish
from shared.contracts.involvement.loops import Loops
from shared.contracts.involvement.records import Decision, Intervention, Move, Referral

_NONE: frozenset[UUID] = frozenset()
# One for nearly all citizens: what anybody put into it would be everybody's.
_NOBODY = Designations(MappingProxyType({}))


def _hex(id_: UUID | None) -> str | None:
    return None if id_ is None else id_.hex


def write(loops: Loops, designations: Designations, known: bool, erased: bool) -> str:
    row: dict[str, Any] = {
        "r": [
            [id_.hex, r.loop.hex, r.sender, r.receiver, r.offer, r.origin, _hex(r.decision), r.erred_at]
            + [[m.event_id.hex, m.state, m.at] for m in r.moves]
            for id_, r in loops.referrals.items()
        ],
        "i": [
            [id_.hex, i.loop.hex, i.provider, _hex(i.referral), i.started.hex, i.last_at, _hex(i.ended), i.erred]
            for id_, i in loops.interventions.items()
        ],
        "d": [
            [id_.hex, d.loop.hex, d.application.hex, d.offer, d.granted, d.event.hex, d.at, d.erred]
            for id_, d in loops.decisions.items()
        ],
        "p": [
            [id_.hex] + [[w.event_id.hex, w.may_know, w.channels, w.at] for w in p.wishes]
            for id_, p in designations.all.items()
        ],
        "x": sorted(id_.hex for id_ in loops.erred),
        "y": sorted(id_.hex for id_ in designations.erred),
        "known": known,
        "erased": erased,
    }
    return json.dumps({key: value for key, value in row.items() if value}, separators=(",", ":"))


def read(text: str, read_id: Callable[[str], UUID]) -> tuple[Loops, Designations, bool, bool]:
    # Ids are met once: a cache of texts would only be in their way.
    row = from_json(text, cache_strings="none")
    loops = Loops(
        referrals={
            read_id(id_): Referral(
                read_id(loop),
                sender,
                receiver,
                offer,
                origin,
                None if decision is None else read_id(decision),
                tuple([Move(read_id(event), state, at) for event, state, at in moves]),
                erred_at,
            )
            for id_, loop, sender, receiver, offer, origin, decision, erred_at, *moves in row.get("r", ())
        },
        interventions={
            read_id(id_): Intervention(
                read_id(loop),
                provider,
                None if referral is None else read_id(referral),
                read_id(started),
                last_at,
                None if ended is None else read_id(ended),
                erred,
            )
            for id_, loop, provider, referral, started, last_at, ended, erred in row.get("i", ())
        },
        decisions={
            read_id(id_): Decision(read_id(loop), read_id(application), offer, granted, read_id(event), at, erred)
            for id_, loop, application, offer, granted, event, at, erred in row.get("d", ())
        },
        erred=frozenset(map(read_id, row["x"])) if "x" in row else _NONE,
    )
    return loops, _designations(row, read_id), bool(row.get("known")), bool(row.get("erased"))


def _designations(row: dict[str, Any], read_id: Callable[[str], UUID]) -> Designations:
    if "p" not in row and "y" not in row:
        # As with nearly everybody.
        return _NOBODY
    return Designations(
        {
            read_id(id_): Designation(
                read_id(id_),
                tuple(
                    Wish(
                        read_id(event),
                        None if may_know is None else tuple(may_know),
                        None if channels is None else tuple(channels),
                        at,
                    )
                    for event, may_know, channels, at in wishes
                ),
            )
            for id_, *wishes in row.get("p", ())
        },
        frozenset(map(read_id, row.get("y", ()))),
    )
