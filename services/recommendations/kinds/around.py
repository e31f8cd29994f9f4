"""Whom a person's contacts know: the people with whom they have contacts in common."""

import numpy as np

from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Person

FAR_REACHING = 500
"""A contact with more contacts than that says nothing."""

Common = dict[int, tuple[float, int]]
"""Resource allocation and number of contacts in common, by the number of the person; the greatest first."""

LOOKED_AT = 200
"""No more people are looked at: those with whom there is most in common."""


def in_common(number: int, person: Person, knowledge: Knowledge) -> Common:
    """Those who have contacts in common with the person.

    A contact in common says the more the fewer contacts it has itself: resource allocation is the sum of one over
    these (Zhou, Lü and Zhang 2009, "Predicting missing links via local information").
    """
    return person.once("in common", lambda: _in_common(number, knowledge))


def _in_common(number: int, knowledge: Knowledge) -> Common:
    contacts = knowledge.contacts
    mine, _ = contacts.row(number)
    reach = contacts.lengths[mine]
    mine, reach = mine[reach <= FAR_REACHING], reach[reach <= FAR_REACHING]
    if not len(mine):
        return {}
    theirs = np.concatenate([contacts.columns[contacts.starts[each] : contacts.starts[each + 1]] for each in mine])
    others, at = np.unique(theirs, return_inverse=True)
    amounts = np.bincount(at, weights=np.repeat(1.0 / reach, reach))
    commons = np.bincount(at)
    best = np.argsort(-amounts, kind="stable")[:LOOKED_AT]
    found = zip(others[best].tolist(), amounts[best].tolist(), commons[best].tolist(), strict=True)
    return {other: (amount, times) for other, amount, times in found if other != number}
