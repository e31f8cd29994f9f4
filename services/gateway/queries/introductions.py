"""Introductions that somebody has a part in: asked of them, by them, or made to them."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.gateway.paging import Paged, page
from services.gateway.people_here import Others, others, shown
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access, choice
from shared.contracts.network.events import IntroductionSide
from shared.contracts.network.standing import IntroductionStatus
from shared.read_models.introductions import INTRODUCTIONS, IntroductionRow

Writer = tuple[str, IntroductionSide]
"""An introduction by its id, and on which side of it somebody wrote."""


class IntroductionsOf(OfPerson, Paged):
    """Which introductions of the person, the caller."""

    side = choice(
        IntroductionSide,
        load_default=None,
        metadata={"description": "`via`: asked of oneself; `asker`: one's own; `to`: made to one."},
    )
    status = choice(IntroductionStatus, load_default=None)


@query(
    "introductions",
    access={Access.SELF},
    params=IntroductionsOf,
    reads=(INTRODUCTIONS,),
    example={"person": "ada", "side": "via", "status": "requested"},
)
def introductions(asked: Asked) -> Answer:
    """The introductions that one has a part in, those that something happened to last at the top.

    Whoever is asked to introduce reads why, and the asker reads the answer. The third hears of an introduction once it
    is made, by the words with which it was.
    """
    side, status = asked.params["side"], asked.params["status"]
    wanted = [row for row in asked.rows(INTRODUCTIONS) if side in {None, row.side} and status in {None, row.status}]
    known = others(asked, {who for row in wanted for who in _three(row)}, asked.moment.today)
    written = _written(asked, wanted)
    return page(
        wanted,
        lambda row: (row.since.isoformat(), row.introduction),
        asked.params,
        shown=lambda row: _shown(row, known, written),
        descending=True,
    )


def _three(row: IntroductionRow) -> tuple[str, str, str]:
    return (row.asker, row.via, row.introduced_to)


def _written(asked: Asked, wanted: Iterable[IntroductionRow]) -> Mapping[Writer, str | None]:
    """What the askers and those who were asked wrote, by introduction and side; it stands in their own rows."""
    writers = {who for row in wanted for who in (row.asker, row.via)}
    found = asked.rows_of(INTRODUCTIONS, sorted(writers))
    return {(row.introduction, row.side): row.words for rows in found.values() for row in rows}


def _shown(row: IntroductionRow, known: Others, written: Mapping[Writer, str | None]) -> Mapping[str, Any]:
    """The introduction as its person sees it."""
    is_third = row.side is IntroductionSide.TO
    return {
        "introduction": row.introduction,
        "side": row.side,
        "status": row.status,
        "since": row.since,
        "asker": shown(row.asker, known),
        "via": shown(row.via, known),
        "to": shown(row.introduced_to, known),
        "why": None if is_third else written.get((row.introduction, IntroductionSide.ASKER)),
        "answer": written.get((row.introduction, IntroductionSide.VIA)),
    }
