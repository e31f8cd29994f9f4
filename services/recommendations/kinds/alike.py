"""What comes out the same for many people is found once: for those who aim at the same, and of whom nothing is rated.

In most organisations that is nearly everybody at first.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Person

T = TypeVar("T")


def for_all_alike(
    name: str, person: Person, knowledge: Knowledge, weight: Mapping[str, float], compute: Callable[[], T]
) -> T:
    """What `compute` answers; it looks at nothing of the person but their aims, their role, and their ratings."""
    if person.rated:
        return compute()
    aims = tuple((aim.role.role, aim.weight) for aim in person.aims)
    return knowledge.once((name, person.role_key, aims, tuple(weight.values())), compute)
