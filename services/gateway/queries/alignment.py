"""How goals hang together across people: what they contribute to, and what contributes to them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.gateway.goal_audience import may_see, places
from services.gateway.goal_summary import summary
from services.gateway.queries.goals import GoalUnknown
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access, identifier, integer
from shared.contracts.goals.events import GoalStatus
from shared.read_models.goals import GOALS, GoalRow

_TREE = """
    with recursive above as (
        select unnest(%(start)s::text[]) as goal
        union
        select alignments.parent
        from above join alignments on alignments.organisation = %(organisation)s and alignments.goal = above.goal
    ), below as (
        select unnest(%(start)s::text[]) as goal
        union
        select alignments.goal
        from below join alignments on alignments.organisation = %(organisation)s and alignments.parent = below.goal
    ), tree as (
        (select goal, 'above' as place from above limit %(most)s)
        union all
        (select goal, 'below' as place from below limit %(most)s)
    )
    select goals.*, min(tree.place) as place
    from tree join goals on goals.organisation = %(organisation)s and goals.goal = tree.goal
    group by goals.organisation, goals.goal
    order by goals.due, goals.goal
    limit %(most)s
"""


class AlignmentOf(OfPerson):
    """From which goal to look, or from all the person's open ones."""

    goal = identifier(load_default=None, metadata={"description": "One goal of the person; all open where left out."})
    most = integer(1, 1000, load_default=200, metadata={"description": "The most goals to answer."})


@query(
    "alignment",
    access={Access.ANYONE},
    params=AlignmentOf,
    reads=(GOALS,),
    as_of=False,
    example={"person": "ada", "goal": "sql"},
)
def alignment(asked: Asked) -> Answer:
    """The goals above and below one goal, or all open ones, of a person.

    Goals that the caller may not see keep their place in the tree, without a name.
    """
    start = _start(asked)
    most = asked.params["most"]
    found = asked.sql(_TREE, {"start": [row.goal for row in start], "most": most + 1}) if start else []
    rows = [msgspec.convert(each, GoalRow) for each in found[:most]]
    around = {each["goal"]: each["place"] for each in found} | {row.goal: "start" for row in start}
    return {"goals": _tree(asked, rows, around), "complete": len(found) <= most}


def _start(asked: Asked) -> Sequence[GoalRow]:
    """The goals to look from, as far as the caller may see them."""
    wanted = asked.params["goal"]
    rows = [
        row
        for row in asked.rows(GOALS)
        if row.goal == wanted or (wanted is None and row.status in {GoalStatus.OPEN, GoalStatus.PAUSED})
    ]
    where = places(asked, [asked.person], asked.moment.today) if rows else {}
    seen = [row for row in rows if may_see(row, asked.caller, where)]
    if wanted is not None and not seen:
        raise GoalUnknown(wanted, asked.person)
    return seen


def _tree(asked: Asked, rows: Sequence[GoalRow], around: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    """The goals with their place and parents; those that may not be seen have an alias for an id."""
    today = asked.moment.today
    where = places(asked, {row.person for row in rows}, today) if rows else {}
    hidden = [row.goal for row in rows if not may_see(row, asked.caller, where)]
    names = {row.goal: row.goal for row in rows} | {goal: f"hidden-{n}" for n, goal in enumerate(hidden, 1)}
    tree: list[Mapping[str, Any]] = []
    for row in rows:
        seen = names[row.goal] == row.goal
        shown = msgspec.structs.asdict(summary(row, today)) if seen else {}
        parents = [names[parent] for parent in row.parents if parent in names]
        place = {"goal": names[row.goal], "place": around[row.goal], "hidden": not seen, "parents": parents}
        tree.append(shown | place)
    return tree
