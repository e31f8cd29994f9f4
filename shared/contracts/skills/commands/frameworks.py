"""Importing a framework of skills and roles: what an import sends, in one command or in several, one after the other.

A row's `line` and `file` say where it is from, for it to be found again where it is rejected. A field that a row
leaves out stays as it is, and is emptied by null.
"""

import re
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from marshmallow import RAISE, Schema, fields, validate

from shared.contract import Access, CommandSchema, choice, command, identifier, integer, text
from shared.contracts.skills.events import SkillKind, SkillRelation

IMPORT_FRAMEWORK = "skills.import_framework"
MOST_ROWS = 50_000
MOST_NAMES = 5_000
LONGEST_NAME = 300
LONGEST_TEXT = 5_000
MOST_IMPORTANCE = 100

_ID = re.compile(r"^[A-Za-z0-9_.:-]{1,64}\Z")


class _Row(Schema):
    """Something at a line of a file."""

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE

    file = text(255)
    line = integer(1, 2**31 - 1, required=True)


class _InOneGo(fields.List[Any]):
    """A list of which a framework has a hundred thousand elements: they are taken in one go where all of them fit.

    Where any does not, they are taken one by one, which says what is wrong.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        found = self._all(value)
        return super()._deserialize(value, attr, data, **kwargs) if found is None else found

    def _all(self, value: Any) -> list[Any] | None:
        """The elements as they are loaded; None where any of them does not fit."""
        raise NotImplementedError


class _Names(_InOneGo):
    """Names of something."""

    def _all(self, value: Any) -> list[Any] | None:
        return value if isinstance(value, list) and all(map(_is_name, value)) else None


class _Ids(_InOneGo):
    """Ids of skills or roles."""

    def _all(self, value: Any) -> list[Any] | None:
        return value if isinstance(value, list) and all(map(_is_id, value)) else None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and not value.isspace() and "\0" not in value


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.match(value) is not None


def _names() -> fields.Field[Any]:
    return _Names(text(LONGEST_NAME), validate=validate.Length(max=MOST_NAMES))


class SkillRow(_Row):
    """A skill of the framework. Without a kind it is a skill in the narrow sense."""

    skill = identifier(required=True)
    name = text(LONGEST_NAME, required=True)
    kind = choice(SkillKind)
    aliases = _names()
    description = text(LONGEST_TEXT, allow_none=True)
    uri = text(2000, allow_none=True)
    half_life_days = integer(1, 36_500, allow_none=True)
    in_demand = fields.Boolean()


class OtherRow(_Row):
    """What another skill is to a skill."""

    relation = choice(SkillRelation, required=True)
    other = identifier(required=True)


class RelationsRow(Schema):
    """All that others are to a skill, in the kinds of relation that the import is about."""

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE

    skill = identifier(required=True)
    others = fields.List(fields.Nested(OtherRow), required=True, validate=validate.Length(max=MOST_ROWS))


class RequiredSkillRow(Schema):
    """A skill that a role asks for; `line` is that of the role where it is left out."""

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE

    line = integer(1, 2**31 - 1)
    skill = identifier(required=True)
    level = integer(0, 5, required=True)
    importance = fields.Decimal(
        load_default=Decimal(1), validate=validate.Range(0, MOST_IMPORTANCE, min_inclusive=False)
    )
    essential = fields.Boolean(load_default=True)


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    """What most rows of required skills are: those of `RequiredSkillRow`, with no more said."""

    skill: Annotated[str, msgspec.Meta(pattern=_ID.pattern)]
    level: Annotated[int, msgspec.Meta(ge=0, le=5)]
    line: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | msgspec.UnsetType = msgspec.UNSET
    importance: Decimal = Decimal(1)
    essential: bool = True


class _RequiredSkills(_InOneGo):
    """Required skills."""

    def _all(self, value: Any) -> list[Any] | None:
        try:
            found = msgspec.convert(value, list[_Asked])
        except msgspec.ValidationError:
            return None
        fit = all(each.importance.is_finite() and 0 < each.importance <= MOST_IMPORTANCE for each in found)
        return [_as_loaded(each) for each in found] if fit else None


def _as_loaded(asked: _Asked) -> dict[str, Any]:
    loaded = msgspec.structs.asdict(asked)
    if asked.line is msgspec.UNSET:
        del loaded["line"]
    return loaded


class RoleRow(_Row):
    """A role of the framework, with all that it asks for."""

    role = identifier(required=True)
    title = text(LONGEST_NAME, required=True)
    skills = _RequiredSkills(fields.Nested(RequiredSkillRow), validate=validate.Length(max=MOST_NAMES))
    alternate_titles = _names()
    family = text(LONGEST_NAME, allow_none=True)
    grade = text(LONGEST_NAME, allow_none=True)
    description = text(LONGEST_TEXT, allow_none=True)
    uri = text(2000, allow_none=True)


class ListedRow(Schema):
    """The ids of all skills of some kinds and of all roles that the framework has; who is not listed is retired.

    Without `kinds` no skill is retired, and without `roles` no role.
    """

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE

    kinds = fields.List(choice(SkillKind), load_default=list)
    skills = _Ids(identifier(), load_default=list)
    roles = _Ids(identifier())


@command(
    IMPORT_FRAMEWORK,
    access={Access.HR, Access.INTEGRATION},
    example={
        "framework": "own",
        "release": "2026-06",
        "language": "en",
        "skills": [
            {"line": 2, "skill": "sql", "name": "SQL", "kind": "technology", "aliases": ["Structured Query Language"]},
            {"line": 3, "skill": "data-modelling", "name": "Data modelling"},
        ],
        "relation_kinds": ["prerequisite"],
        "relations": [
            {"skill": "data-modelling", "others": [{"line": 3, "relation": "prerequisite", "other": "sql"}]},
        ],
        "roles": [
            {
                "line": 2,
                "role": "data-engineer",
                "title": "Data Engineer",
                "skills": [{"skill": "sql", "level": 4, "importance": "2"}],
            }
        ],
    },
    method="import_framework",
    seconds=600.0,
)
class ImportFramework(CommandSchema):
    """Reconcile the catalogue and the role profiles with a framework: only differences are recorded.

    First skills, then what they are to one another, then roles, then what is `listed`. Of the `relation_kinds`, the
    skills in `relations` have those that they name, and lose others to skills of the framework. What is not taken is
    reported row by row. That more than `retiring_limit` of the framework's skills or roles be retired at once is
    refused unless `force` is set. Until the day `grace_until` nobody is less ready for a role that is revised.
    `rejected` is how many rows were rejected before.
    """

    framework = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_.-]{1,24}\Z"))
    release = text(100, allow_none=True, load_default=None)
    language = text(35, allow_none=True, load_default=None)
    skills = fields.List(fields.Nested(SkillRow), load_default=list, validate=validate.Length(max=MOST_ROWS))
    relation_kinds = fields.List(choice(SkillRelation), load_default=list)
    relations = fields.List(fields.Nested(RelationsRow), load_default=list, validate=validate.Length(max=MOST_ROWS))
    roles = fields.List(fields.Nested(RoleRow), load_default=list, validate=validate.Length(max=MOST_ROWS))
    listed = fields.Nested(ListedRow, allow_none=True, load_default=None)
    rejected = integer(0, 2**31 - 1, load_default=0)
    force = fields.Boolean(load_default=False)
    retiring_limit = fields.Float(load_default=0.2, validate=validate.Range(0, 1))
    grace_until = fields.Date(allow_none=True, load_default=None)
