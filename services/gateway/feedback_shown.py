"""What a feedback looks like to those who see it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.gateway.people_here import Others, shown
from services.gateway.query import Asked
from services.gateway.skill_catalogue import KnownSkills
from shared.read_models.feedback import FeedbackRow

_STANDING = "select feedback from feedback where organisation = %(organisation)s and person = %(person)s"

_SAID = ("feedback", "given_on", "kind", "visibility", "situation", "behaviour", "impact", "suggestion")


def still_standing(asked: Asked, rows: Sequence[FeedbackRow]) -> Sequence[FeedbackRow]:
    """Those which their authors have not taken back by now: what was, is not shown as of a moment before, either."""
    if asked.moment.now:
        return rows
    standing = {row["feedback"] for row in asked.sql(_STANDING, {"person": asked.person})}
    return [row for row in rows if row.feedback in standing]


def in_short(row: FeedbackRow, known: Others, skills: KnownSkills, viewer: str | None) -> Mapping[str, Any]:
    """As others than its recipient see it. Its author sees the thanks, and until when they can take it back."""
    said: dict[str, Any] = {
        **{name: getattr(row, name) for name in _SAID},
        "recipient": shown(row.person, known),
        "author": shown(row.author, known),
        "ratings": [
            {"skill": each.skill, "name": skills[each.skill].name, "level": each.level} for each in row.ratings
        ],
    }
    if viewer == row.author:
        said |= {
            "goal": row.goal,
            "request": row.request,
            "withdrawable_until": row.withdrawable_until,
            "acknowledged_on": row.acknowledged_on,
            "thanks": row.thanks,
        }
    return said


def in_detail(row: FeedbackRow, known: Others, skills: KnownSkills, _viewer: str | None) -> Mapping[str, Any]:
    """As its recipient sees it, with what they made of it."""
    return {
        **in_short(row, known, skills, None),
        "goal": row.goal,
        "request": row.request,
        "acknowledged_on": row.acknowledged_on,
        "thanks": row.thanks,
        "reflections": [msgspec.structs.asdict(each) for each in row.reflections],
        "actions": [msgspec.structs.asdict(each) for each in row.actions],
    }
