"""Why somebody moved, as far as a feed lets one tell."""

import re

from shared.contracts.integrations.events import MoveReason
from shared.contracts.integrations.record import PLACEMENT_FIELDS, Placement

RANKS = {
    "lead": 1, "leader": 1, "principal": 1, "foreman": 1,
    "manager": 2, "supervisor": 2, "superintendent": 2,
    "head": 3, "director": 3,
    "vice": 4, "vp": 4, "svp": 4, "evp": 4,
    "chief": 5, "president": 5, "ceo": 5, "cfo": 5, "cto": 5, "coo": 5,
}  # fmt: skip
"""Words that say what somebody leads; a title without one has rank 0."""

SHADES = {
    "intern": -3, "trainee": -2, "apprentice": -2, "graduate": -2,
    "junior": -1, "jr": -1, "assistant": -1, "deputy": -1,
    "senior": 1, "sr": 1, "executive": 1,
}  # fmt: skip
"""Words that place somebody within a rank."""

STEPS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}

Seniority = tuple[int, int, int]


def seniority(title: str) -> Seniority:
    """How senior a job title sounds, comparable: rank, shade within it, and a step ("Engineer II") within that."""
    words = re.findall(r"[^\W_]+", title.casefold())
    ranks = [RANKS[word] for word in words if word in RANKS]
    rank = RANKS["vice"] if "vice" in words else max(ranks, default=0)
    shade = sum(SHADES.get(word, 0) for word in words)
    last = words[-1] if words else ""
    step = int(last) if last.isascii() and last.isdigit() and len(last) < 3 else STEPS.get(last, 0)
    return rank, shade, step


def move_reason(before: Placement, after: Placement) -> MoveReason:
    """Why the placement changed.

    Filling in what was never known corrects the record. Another unit or place is a transfer; another role or grade
    a promotion where the grade's number or else the title's seniority rises, and otherwise a lateral move; another
    manager alone is a reorganisation.
    """
    changed = {name for name in PLACEMENT_FIELDS if getattr(before, name) != getattr(after, name)}
    changed -= {name for name in changed - {"manager"} if getattr(before, name) is None}
    if not changed:
        return MoveReason.CORRECTION
    if "unit" in changed:
        return MoveReason.TRANSFER
    if changed & {"role", "grade"}:
        return MoveReason.PROMOTION if _rises(before, after) else MoveReason.LATERAL
    return MoveReason.TRANSFER if "location" in changed else MoveReason.REORGANISATION


def _rises(before: Placement, after: Placement) -> bool:
    old, new = _number(before.grade), _number(after.grade)
    if old is not None and new is not None and old != new:
        return new > old
    return seniority(after.role or "") > seniority(before.role or "")


def _number(grade: str | None) -> int | None:
    found = re.search(r"\d{1,4}", grade or "")
    return int(found.group()) if found else None
