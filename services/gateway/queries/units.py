"""The units of the organisation, and how many people are in each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile

import msgspec
from marshmallow import fields

from services.gateway.query import Answer, Asked, QueryParams, query
from services.gateway.whereabouts import PLACED
from shared.contract import Access, identifier
from shared.errors import NotFound
from shared.read_models.units import UnitRow

_UNITS = """
    select unit, name, parent, closed, former_names from units
    where organisation = %(organisation)s order by name, unit
"""
_HEADS = f"""
    select placed.unit, count(*) as heads from people {PLACED}
    where people.organisation = %(organisation)s and present.status = 'here' group by placed.unit
"""


class OfUnits(QueryParams):
    """Which units."""

    unit = identifier(load_default=None, metadata={"description": "This unit and those below; all where left out."})
    closed = fields.Boolean(load_default=False, metadata={"description": "Closed units, too."})


class UnitInTree(msgspec.Struct, frozen=True):
    """A unit in its place: `depth` 0 at the top. `people` are those in itself, `people_below` with all below it."""

    unit: str
    name: str
    parent: str | None
    depth: int
    closed: bool
    people: int
    people_below: int


@query("units", access={Access.ANYONE}, params=OfUnits, as_of=False, example={"unit": "unit-engines"})
def units(asked: Asked) -> Answer:
    """The tree of units, each before those below it, with today's headcounts; `unplaced` are in none."""
    rows = [msgspec.convert(row, UnitRow) for row in asked.sql(_UNITS, {})]
    heads = {row["unit"]: row["heads"] for row in asked.sql(_HEADS, {"day": asked.moment.today})}
    tree = in_order(rows, heads)
    if asked.params["unit"] is not None:
        tree = _from(asked.params["unit"], tree)
    return {
        "items": [each for each in tree if asked.params["closed"] or not each.closed],
        "unplaced": heads.get(None, 0),
    }


def in_order(rows: Sequence[UnitRow], heads: Mapping[str | None, int]) -> Sequence[UnitInTree]:
    """All units, each before those below it, siblings in the order of `rows`. Pure.

    `heads` counts the people in each. A unit below one that is not there is at the top. Should units lie below one
    another in a circle, as two moves at the same time may leave them, the first of them is.
    """
    by_unit = {row.unit: row for row in rows}
    below: dict[str | None, list[str]] = defaultdict(list)
    for row in rows:
        below[row.parent if row.parent in by_unit else None].append(row.unit)
    depths: dict[str, int] = {}
    for top in (*below[None], *by_unit):
        _descend(top, below, depths)
    totals = {unit: heads.get(unit, 0) for unit in by_unit}
    for unit in reversed(depths):
        parent = by_unit[unit].parent
        if parent is not None and depths[unit]:
            totals[parent] += totals[unit]
    return [_in_tree(by_unit[unit], depth, heads.get(unit, 0), totals[unit]) for unit, depth in depths.items()]


def _descend(top: str, below: Mapping[str | None, Sequence[str]], depths: dict[str, int]) -> None:
    """Note `top` and what lies below it in `depths`, but for what is there already."""
    waiting = [(top, 0)]
    while waiting:
        unit, depth = waiting.pop()
        if unit not in depths:
            depths[unit] = depth
            waiting += [(each, depth + 1) for each in reversed(below.get(unit, ()))]


def _in_tree(row: UnitRow, depth: int, people: int, people_below: int) -> UnitInTree:
    return UnitInTree(row.unit, row.name, row.parent, depth, row.closed, people, people_below)


def _from(unit: str, tree: Sequence[UnitInTree]) -> Sequence[UnitInTree]:
    """The part of the tree from `unit` down. Raises `NotFound`."""
    at = next((at for at, each in enumerate(tree) if each.unit == unit), None)
    if at is None:
        raise NotFound(f"There is no unit {unit!r} in this organisation.", fields={"unit": ["unknown"]})
    depth = tree[at].depth
    below = takewhile(lambda each: each.depth > depth, tree[at + 1 :])
    return [msgspec.structs.replace(each, depth=each.depth - depth) for each in (tree[at], *below)]
