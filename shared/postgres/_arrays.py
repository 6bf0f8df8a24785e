"""What the driver takes for an array.

It asks of every element it sends whether that is an array itself, by an abstract class: as much of its time as encoding
the element. Lists are told by their type here, which is a question of nanoseconds.
"""

from asyncpg.protocol import protocol

_ARRAYS: tuple[type, ...] = (list, tuple, set, frozenset, type({}.keys()), type({}.values()))
_ASKED = "IterableABC"


def tell_arrays_by_type() -> None:
    """From now on only lists, tuples, sets and views of dicts are sent as arrays in this process.

    A driver that asks otherwise is left as it is.
    """
    if hasattr(protocol, _ASKED):
        setattr(protocol, _ASKED, _ARRAYS)
