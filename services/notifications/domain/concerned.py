"""Who is at work around a citizen (P4, I1)."""

from shared.contracts.codes import AUTHORITY
from shared.contracts.involvement import Involvement, Loop


def concerned(known: Involvement) -> frozenset[str]:
    """Who is at work in the citizen's open loops, as far as they are involved: who runs an intervention there,
    or the authority whose grant is not used yet, or else whoever has the next step."""
    pieces = (known.loops.referrals, known.loops.interventions, known.loops.decisions)
    loops = (known.loop(id_) for id_ in {piece.loop for kind in pieces for piece in kind.values()})
    return known.departments() & frozenset[str]().union(*(_at_work(loop) for loop in loops if loop and loop.open))


def _at_work(loop: Loop) -> frozenset[str]:
    running = frozenset(intervention.provider for intervention in loop.interventions if intervention.running)
    if running:
        return running
    if loop.granted_and_unused:
        return frozenset({AUTHORITY})
    return frozenset() if loop.next_owner is None else frozenset({loop.next_owner})
