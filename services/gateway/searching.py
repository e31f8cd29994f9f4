"""What there is by words: people, skills, roles, offers of learning and opportunities, with how well each fits.

Those who have left, what was retired, became another or was withdrawn, and opportunities that are closed or do not
reach the caller are not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from services.gateway.candidates import candidates, seeing
from services.gateway.likeness import Asker, Fit, keys, readings
from services.gateway.opportunity_audience import VISIBLE
from services.gateway.query import Asked
from services.gateway.vocabularies import OPEN, Kind
from services.gateway.whereabouts import PLACED, Presence
from services.gateway.within_unit import WITHIN_UNIT

_LEAST = 0.5
"""What fits less than this share of the best is noise."""

_ROWS: Mapping[Kind, str] = {
    Kind.PEOPLE: f"""
        select people.person as id, people.name as title, '[]'::jsonb as aliases,
               placed.unit, units.name as unit_name, placed.role
        from people {PLACED}
        left join units on units.organisation = %(organisation)s and units.unit = placed.unit
        where people.organisation = %(organisation)s and people.person = any(%(ids)s)
        and present.status = '{Presence.HERE}' and {WITHIN_UNIT}
    """,
    Kind.SKILLS: """
        select skill as id, name as title, aliases || merged_names as aliases, kind as sort, framework
        from skills
        where organisation = %(organisation)s and skill = any(%(ids)s) and merged_into is null and not retired
    """,
    Kind.ROLES: """
        select role as id, title, alternate_titles as aliases, family, grade, framework
        from role_profiles
        where organisation = %(organisation)s and role = any(%(ids)s) and not retired
    """,
    Kind.LEARNING: """
        select learning as id, title, '[]'::jsonb as aliases, kind as sort, provider, hours
        from learning_offers
        where organisation = %(organisation)s and learning = any(%(ids)s) and not withdrawn
    """,
    Kind.OPPORTUNITIES: f"""
        select opportunity as id, title, '[]'::jsonb as aliases, kind as sort, unit, role, closes_on
        from opportunities
        where organisation = %(organisation)s and opportunity = any(%(ids)s) and {OPEN} and {VISIBLE}
    """,
}
"""What candidates are called now, and what shows which of them is meant."""

_CALLED = frozenset({"id", "title", "aliases"})


class Hit(msgspec.Struct, frozen=True):
    """Something that fits; `about` is what else shows which one it is."""

    kind: Kind
    id: str
    title: str
    fit: Fit
    about: Mapping[str, Any]


def hits(asked: Asked, text: str, kinds: Iterable[Kind], unit: str | None = None) -> Sequence[Hit]:
    """What of these kinds fits `text` at least half as well as the best, the best first; people in `unit` and below."""
    asked_for = readings(text)
    likely = candidates(asked, keys(text), kinds)
    found = []
    some = {kind: ids for kind, ids in likely.ids.items() if ids}
    rows_of = asked.sql_each([(_ROWS[kind], {**seeing(asked), "ids": ids, "unit": unit}) for kind, ids in some.items()])
    for kind, rows in zip(some, rows_of, strict=True):
        asker = Asker(asked_for, likely.meant[kind])
        for row in rows:
            fit = asker.best_fit(row["title"] or "", row["aliases"])
            if fit is not None:
                about = {name: value for name, value in row.items() if name not in _CALLED}
                found.append(Hit(kind, row["id"], row["title"], fit, about))
    best = max((hit.fit.score for hit in found), default=0.0)
    return sorted(
        (hit for hit in found if hit.fit.score >= _LEAST * best), key=lambda hit: (-hit.fit.score, hit.title, hit.id)
    )
