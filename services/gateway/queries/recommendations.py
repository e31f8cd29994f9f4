"""What is recommended to a person, and why. It is for their eyes only.

What was recommended may have become something that the person may not see, or somebody who is not here any more: the
rules by which everything else is shown hold for recommendations, too, at the moment of the question.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from marshmallow import fields

from services.gateway.opportunity_audience import VISIBLE, viewing
from services.gateway.paging import Paged, page
from services.gateway.people_here import Others, others
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.vocabularies import OPEN
from shared.contract import Access, choice, identifier
from shared.contracts.recommendations.events import Kind
from shared.errors import NotFound
from shared.read_models.recommendations import RECOMMENDATIONS, RecommendationRow, RecommendationStatus

OF_PEOPLE = frozenset({Kind.MENTOR, Kind.CONNECTION, Kind.FEEDBACK})
"""The kinds whose subject is somebody."""

_OPEN_TO = f"""
    select opportunity from opportunities
    where organisation = %(organisation)s and opportunity = any(%(opportunities)s) and {OPEN} and {VISIBLE}
"""


class RecommendationsOf(OfPerson, Paged):
    """Which recommendations of the person."""

    kind = choice(Kind, load_default=None)
    status = choice(RecommendationStatus, load_default=RecommendationStatus.OPEN)
    snoozed = fields.Boolean(
        load_default=False, metadata={"description": "Those that are snoozed beyond today, in place of the others."}
    )


class OneRecommendation(OfPerson):
    """Which recommendation, made to whom."""

    recommendation = identifier(required=True)


class RecommendationUnknown(NotFound):
    """There is no such recommendation, or none that still holds and may be seen."""

    def __init__(self, recommendation: str) -> None:
        super().__init__(
            f"There is no recommendation {recommendation!r} that holds. Ask for the list again.",
            fields={"recommendation": ["Unknown, or no longer holds."]},
        )


@query(
    "recommendations",
    access={Access.SELF},
    params=RecommendationsOf,
    reads=(RECOMMENDATIONS,),
    example={"person": "ada", "kind": "learning"},
)
def recommendations(asked: Asked) -> Answer:
    """What is recommended to oneself, the best first, with reasons; what is snoozed comes back on its day."""
    wanted = [row for row in asked.rows(RECOMMENDATIONS) if _is_wanted(row, asked)]
    seen = _Seen(asked, wanted)
    return page(
        filter(seen.may, wanted),
        lambda row: (f"{_best_first(row.score):.9f}", row.recommendation),
        asked.params,
        shown=seen.shown,
    )


@query(
    "recommendation",
    access={Access.SELF},
    params=OneRecommendation,
    reads=(RECOMMENDATIONS,),
    example={"person": "ada", "recommendation": "b3f1"},
)
def recommendation(asked: Asked) -> Answer:
    """One recommendation with its reasons, and what the person made of it."""
    wanted = asked.params["recommendation"]
    rows = [row for row in asked.rows(RECOMMENDATIONS) if row.recommendation == wanted]
    seen = _Seen(asked, rows)
    row = next(filter(seen.may, rows), None)
    if row is None:
        raise RecommendationUnknown(wanted)
    return seen.shown(row)


def _is_wanted(row: RecommendationRow, asked: Asked) -> bool:
    given, today = asked.params, asked.moment.today
    asleep = row.snoozed_until is not None and today < row.snoozed_until
    is_open = row.status is RecommendationStatus.OPEN
    return (
        row.status is given["status"]
        and given["kind"] in {None, row.kind}
        and (not is_open or (today < row.expires_on and asleep == given["snoozed"]))
    )


class _Seen:
    """What of some recommendations may be seen now, and by which names."""

    def __init__(self, asked: Asked, rows: Iterable[RecommendationRow]) -> None:
        rows = list(rows)
        people = {row.subject for row in rows if row.kind in OF_PEOPLE}
        self._others: Others = others(asked, people, asked.moment.today) if people else {}
        self._open = _open_to(asked, [row.subject for row in rows if row.kind is Kind.OPPORTUNITY])

    def may(self, row: RecommendationRow) -> bool:
        """Whether what is recommended may be seen, and is still there."""
        if row.kind in OF_PEOPLE:
            return row.subject in self._others and self._others[row.subject].here
        return row.kind is not Kind.OPPORTUNITY or row.subject in self._open

    def shown(self, row: RecommendationRow) -> Mapping[str, Any]:
        """The recommendation, what tells most at first: where it is somebody, their name, and the weightiest reason."""
        other = self._others.get(row.subject) if row.kind in OF_PEOPLE else None
        told_first = {
            "kind": row.kind,
            "title": row.title,
            "name": other and other.name,
            "because": row.reasons[0].words if row.reasons else None,
            "counterfactual": row.counterfactual,
            "score": row.score,
        }
        return told_first | msgspec.structs.asdict(row)


def _open_to(asked: Asked, opportunities: Collection[str]) -> frozenset[str]:
    """Those of the opportunities that are open and reach the person."""
    if not opportunities:
        return frozenset()
    parameters = {**viewing(asked.caller), "day": asked.moment.today, "opportunities": list(opportunities)}
    return frozenset(row["opportunity"] for row in asked.sql(_OPEN_TO, parameters))


def _best_first(score: float) -> float:
    """A number that sorts as text, the smaller the higher the score."""
    return 1000.0 - score
