"""What people were told about somebody, as far as whoever asks may see it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean
from typing import Any

from marshmallow import fields

from services.gateway.feedback_audience import sees
from services.gateway.feedback_shown import in_short, still_standing
from services.gateway.paging import Paged, page
from services.gateway.people_here import others
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.skill_catalogue import KnownSkills, known_skills
from shared.contract import Access, choice
from shared.contracts.feedback.events import ConsentField, FeedbackKind, FeedbackVisibility
from shared.read_models.feedback import FEEDBACK, FeedbackRow


class SummaryOf(OfPerson, Paged):
    """Whose feedback, and which of it."""

    kind = choice(FeedbackKind, load_default=None)
    since = fields.Date(load_default=None, metadata={"description": "Given on that day or later."})


@query(
    "feedback_summary",
    access={Access.ANYONE},
    params=SummaryOf,
    reads=(FEEDBACK,),
    consent=ConsentField.FEEDBACK_SUMMARY,
    example={"person": "ada", "since": "2026-01-01"},
)
def feedback_summary(asked: Asked) -> Answer:
    """The feedback that a person received and one may see: counts by kind, skills rated, and each, newest first.

    Nothing tells how much there is besides. Feedback has its author's name; what is anonymous is in `cycle_report`.
    """
    rows = [row for row in _seen(asked, still_standing(asked, asked.rows(FEEDBACK))) if _is_asked_for(row, asked)]
    skills = known_skills(asked, {each.skill for row in rows for each in row.ratings})
    found = page(rows, lambda row: (row.given_on.isoformat(), row.feedback), asked.params, descending=True)
    known = others(asked, {who for row in found["items"] for who in (row.author, row.person)}, asked.moment.today)
    kinds = Counter(row.kind for row in rows)
    return {
        "count": len(rows),
        "kinds": {kind.value: kinds[kind] for kind in FeedbackKind},
        "skills": rated_skills(rows, skills),
        "items": [in_short(row, known, skills, asked.caller.person) for row in found["items"]],
        "next": found["next"],
    }


def rated_skills(rows: Iterable[FeedbackRow], known: KnownSkills) -> Sequence[Mapping[str, Any]]:
    """The skills that were rated, most often first: how often, on average, and last. Pure."""
    rated: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.given_on, row.feedback)):
        for each in row.ratings:
            rated[known[each.skill].skill].append((row.given_on.isoformat(), each.level))
    return [
        {
            "skill": skill,
            "name": known[skill].name,
            "times": len(levels),
            "average": round(mean(level for _, level in levels), 1),
            "last": levels[-1][1],
            "last_on": levels[-1][0],
        }
        for skill, levels in sorted(rated.items(), key=lambda each: (-len(each[1]), each[0]))
    ]


def _seen(asked: Asked, rows: Sequence[FeedbackRow]) -> Sequence[FeedbackRow]:
    """What the caller may see of a person's feedback; where that is not for everyone, the query is marked so."""
    managed = Access.MANAGER in asked.relation
    consented = Access.CONSENTED in asked.relation
    seen = [
        row
        for row in rows
        if sees(
            asked.caller.person,
            recipient=row.person,
            author=row.author,
            visibility=row.visibility,
            managed=managed,
            consented=consented,
        )
    ]
    by_privilege = (row for row in seen if row.author != asked.caller.person)
    if any(row.visibility is not FeedbackVisibility.EVERYONE for row in by_privilege):
        asked.saw_private()
    return seen


def _is_asked_for(row: FeedbackRow, asked: Asked) -> bool:
    kind, since = asked.params["kind"], asked.params["since"]
    return kind in {None, row.kind} and (since is None or row.given_on >= since)
