"""Skills: one row for each skill that the catalogue ever had, about nobody."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from shared.contracts.skills.events import (
    SkillDefined,
    SkillDescribed,
    SkillKind,
    SkillMerged,
    SkillRedefined,
    SkillRetired,
)
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row
from shared.read_models.people import searchable

_DESCRIPTION = tuple(name for name in SkillDescribed.__struct_fields__ if name != "skill")


class SkillRow(Row, frozen=True, kw_only=True):
    """A skill. `merged_names` are those of the skills that became this one; `search_name` is as `searchable` spells.

    One that became another has it in `merged_into`.
    """

    skill: str
    name: str
    search_name: str
    kind: SkillKind = SkillKind.SKILL
    aliases: tuple[str, ...] = ()
    merged_names: tuple[str, ...] = ()
    description: str | None = None
    framework: str | None = None
    uri: str | None = None
    half_life_days: int | None = None
    in_demand: bool = False
    retired: bool = False
    merged_into: str | None = None


SKILLS = ReadModel(
    "skills",
    SkillRow,
    version=1,
    source="skills",
    key=("skill",),
    person=None,
    indexes=[("search_name", "skill"), ("merged_into",)],
)
"""Skills by id."""


@SKILLS.folds_into(SkillDefined)
def defined(row: SkillRow | None, e: SkillDefined, _at: Envelope) -> SkillRow:
    """In the catalogue, for the first time or again."""
    return replace(_described(row, e), retired=False)


@SKILLS.folds_into(SkillRedefined)
def redefined(row: SkillRow | None, e: SkillRedefined, _at: Envelope) -> SkillRow:
    """Described anew."""
    return _described(row, e)


def _both(e: SkillMerged, _at: Envelope) -> Sequence[Key]:
    return [(e.skill,), (e.into,)]


@SKILLS.folds_each(SkillMerged, keys=_both)
def merged(row: SkillRow | None, key: Key, e: SkillMerged, _at: Envelope) -> SkillRow | None:
    """One became the other, which goes by both names."""
    if row is None:
        return None
    if key == (e.skill,):
        return replace(row, merged_into=e.into)
    names = dict.fromkeys((*row.merged_names, *e.names))
    return replace(row, merged_names=tuple(name for name in names if name != row.name))


@SKILLS.on(SkillRetired)
def retired(row: SkillRow, _e: SkillRetired, _at: Envelope) -> SkillRow:
    """Not in the catalogue any more."""
    return replace(row, retired=True)


def _described(row: SkillRow | None, e: SkillDescribed) -> SkillRow:
    described: dict[str, Any] = {name: getattr(e, name) for name in _DESCRIPTION}
    described["search_name"] = searchable(e.name)
    return SkillRow(skill=e.skill, **described) if row is None else replace(row, **described)
