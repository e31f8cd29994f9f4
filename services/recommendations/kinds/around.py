"""Whom a person's contacts know: the people with whom they have contacts in common."""

from collections.abc import Mapping

import numpy as np

from services.recommendations.knowledge import Knowledge
from services.recommendations.person import Person

FAR_REACHING = 500
"""A contact with more contacts than that says nothing."""

HALF_COMMON = 0.3
"""The resource allocation at which contacts in common count half."""

LOOKED_AT = 60
"""No more people are looked at: those with whom there is most in common."""


def in_common(number: int, person: Person, knowledge: Knowledge) -> Mapping[int, float]:
    """Those who have contacts in common with the person, with how much that says; who has most of it first.

    A contact in common says the more the fewer contacts it has itself: resource allocation is the sum of one over
    these (Zhou, Lü and Zhang 2009, "Predicting missing links via local information").
    """
    return person.once("in common", lambda: _in_common(number, knowledge))


def contacts_of_both(one: int, other: int, knowledge: Knowledge) -> list[int]:
    """The contacts that two people have in common."""
    contacts = knowledge.contacts
    return sorted({*contacts.row(one)[0].tolist()}.intersection(contacts.row(other)[0].tolist()))


def _in_common(number: int, knowledge: Knowledge) -> Mapping[int, float]:
    contacts = knowledge.contacts
    mine, _ = contacts.row(number)
    if not len(mine):
        return {}
    reach = contacts.lengths[mine]
    mine, reach = mine[reach <= FAR_REACHING], reach[reach <= FAR_REACHING]
    before = np.cumsum(reach) - reach
    places = np.repeat(contacts.starts[mine] - before, reach) + np.arange(int(reach.sum()))
    others, at = np.unique(contacts.columns[places], return_inverse=True)
    amounts = np.bincount(at, weights=np.repeat(1.0 / np.maximum(reach, 1), reach), minlength=len(others))
    best = np.argsort(-amounts, kind="stable")[: LOOKED_AT + 1]
    found = zip(others[best].tolist(), amounts[best].tolist(), strict=True)
    return {other: amount for other, amount in found if other != number}
