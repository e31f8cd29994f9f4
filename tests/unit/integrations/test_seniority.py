"""Why somebody moved is read from what changed, and from how senior the titles sound."""

from itertools import pairwise

import pytest

from services.integrations.feed.seniority import move_reason, seniority
from shared.contracts.integrations.events import MoveReason
from shared.contracts.integrations.record import Placement

ENGINEER = Placement(unit="u1", role="Engineer", manager="bea", grade="E3", location="London")


def test_titles_rank_as_people_rank_them() -> None:
    ladder = [
        "Intern",
        "Assistant Engineer",
        "Engineer",
        "Engineer II",
        "Engineer III",
        "Senior Engineer",
        "Technique Leader",
        "Assistant Manager",
        "Manager",
        "Senior Manager",
        "Director of Engineering",
        "Vice President",
        "Chief Engineer",
    ]
    ranks = [seniority(title) for title in ladder]
    assert all(lower < higher for lower, higher in pairwise(ranks))
    assert seniority("JUNIOR engineer") == seniority("Jr. Tester")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"unit": "u2"}, MoveReason.TRANSFER),
        ({"unit": "u2", "role": "Senior Engineer"}, MoveReason.TRANSFER),
        ({"role": "Senior Engineer"}, MoveReason.PROMOTION),
        ({"role": "Senior Engineer", "manager": "cem"}, MoveReason.PROMOTION),
        ({"role": "Tester"}, MoveReason.LATERAL),
        ({"role": "Assistant Engineer"}, MoveReason.LATERAL),
        ({"grade": "E4"}, MoveReason.PROMOTION),
        ({"grade": "E2", "role": "Senior Engineer"}, MoveReason.LATERAL),
        ({"manager": "cem"}, MoveReason.REORGANISATION),
        ({"manager": None}, MoveReason.REORGANISATION),
        ({"location": "Paris"}, MoveReason.TRANSFER),
    ],
)
def test_the_reason_follows_from_what_changed(change: dict[str, str | None], reason: MoveReason) -> None:
    after = {"unit": "u1", "role": "Engineer", "manager": "bea", "grade": "E3", "location": "London"} | change
    assert move_reason(ENGINEER, Placement(**after)) is reason


def test_filling_in_what_was_never_known_is_a_correction() -> None:
    known = Placement(role="Engineer")
    assert move_reason(known, Placement(role="Engineer", unit="u1", location="London")) is MoveReason.CORRECTION
