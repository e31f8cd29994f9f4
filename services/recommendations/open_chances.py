"""The opportunities that are open, found by what they have to do with. Whom they reach is another question. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.recommendations.facts.chances import ChanceRow
from services.recommendations.fit import Asked, asked
from services.recommendations.knowledge_catalogue import Catalogue
from shared.contracts.network.events import Visibility
from shared.contracts.network.standing import OpportunityStatus
from shared.contracts.skills.events import RequiredSkill


@dataclass(frozen=True)
class Chances:
    """What is open, and the skills it calls for; found by these, by its role, its unit and its poster."""

    rows: Mapping[str, ChanceRow] = field(default_factory=dict)
    wanted: Mapping[str, tuple[Asked, ...]] = field(default_factory=dict)
    by_skill: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_place: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_poster: Mapping[str, Sequence[str]] = field(default_factory=dict)


def chances_of(rows: Iterable[ChanceRow], known: Catalogue) -> Chances:
    """What is open among these rows, the newest first."""
    newest = sorted(rows, key=lambda row: (-row.first, row.opportunity))
    still_open = {row.opportunity: row for row in newest if row.chance.status is OpportunityStatus.OPEN}
    by_skill: dict[str, list[str]] = defaultdict(list)
    by_place: dict[str, list[str]] = defaultdict(list)
    by_poster: dict[str, list[str]] = defaultdict(list)
    for name, row in still_open.items():
        if row.chance.visibility is Visibility.EVERYONE:
            for wanted in row.chance.skills:
                by_skill[known.skill(wanted.skill)].append(name)
            for place in _places(row, known):
                by_place[place].append(name)
        elif row.chance.visibility is Visibility.NETWORK:
            by_poster[row.chance.posted_by].append(name)
    called_for = {name: _wanted(row, known) for name, row in still_open.items()}
    return Chances(still_open, called_for, by_skill, by_place, by_poster)


def _wanted(row: ChanceRow, known: Catalogue) -> tuple[Asked, ...]:
    return asked([RequiredSkill(known.skill(each.skill), each.level) for each in row.chance.skills])


def _places(row: ChanceRow, known: Catalogue) -> Iterable[str]:
    if row.chance.role is not None:
        yield f"role:{known.role_key(row.chance.role)}"
    if row.chance.unit is not None:
        yield f"unit:{row.chance.unit}"
