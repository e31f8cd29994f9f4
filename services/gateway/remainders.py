"""Which parts of a whole may be shown apart, so that no subtraction leaves a few. Pure.

What is shown of a whole and of its parts is subtracted easily. So a part may be shown apart where it is of at least
`least`; the small ones are shown together, joined by the smallest large one where they are too few even so. Where
there is none to join them, nothing is shown.
"""

from collections.abc import Mapping
from typing import NamedTuple

from shared.errors import Forbidden


class RemainderTooSmall(Forbidden):
    """What was asked for, or what it leaves of the whole, is of too few to be shown by itself."""

    def __init__(self, field: str, least: int) -> None:
        super().__init__(
            f"That, or what it leaves, is of fewer than {least}, who could be told from one another. "
            f"Ask without `{field}` for what can be shown.",
            fields={field: [f"Leaves fewer than {least}."]},
        )


class Parts(NamedTuple):
    """The parts that may be shown apart, and those that may be shown together only. The others are withheld."""

    apart: frozenset[str]
    together: frozenset[str]


def parts(counts: Mapping[str, int], least: int) -> Parts:
    """What may be shown of a whole, given how many each of its parts is of."""
    large = sorted((part for part, count in counts.items() if count >= least), key=lambda part: (counts[part], part))
    small = {part for part, count in counts.items() if 0 < count < least}
    if small and sum(counts[part] for part in small) < least:
        if not large:
            return Parts(frozenset(), frozenset())
        small.add(large.pop(0))
    return Parts(frozenset(large), frozenset(small))
