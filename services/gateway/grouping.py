"""Who is in which group, as a caller says, and which groups may be shown apart. Pure.

Groups of a caller's own may be what the law protects: sex, origin, age, disability. They are held while a question
is answered, and by nothing that outlasts it. An error about them names places in the list, and no group.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from services.gateway.anonymity import LEAST as LEAST_ELSEWHERE
from services.gateway.remainders import Parts, parts
from shared.contract import text
from shared.errors import Forbidden

LEAST = 2 * LEAST_ELSEWHERE
"""The fewest people of a group that is shown. The same people can be grouped in several ways, which can be set against
one another: hence twice as many as elsewhere."""

MOST_GROUPS = 100
MOST_PEOPLE = 250_000
LONGEST_ID = 64
LONGEST_GROUP = 100

_TEXT = r"^[^\0]*[^\s\0][^\0]*\Z"

NOT_STATED = "not stated"
"""The group of those whose group nobody said."""

Groups = Mapping[str, str]
"""The group of each person, by their id or by their external id."""


class PeopleTooFew(Forbidden):
    """No group can be shown without telling of a few."""

    def __init__(self) -> None:
        super().__init__(
            f"Groups are shown of {LEAST} people at least, and smaller ones only together. There are too few people "
            "here for that.",
        )


class InGroup(Schema):
    """One person and their group."""

    person = text(LONGEST_ID, required=True, metadata={"description": "An id, or the HR system's number."})
    group = text(
        LONGEST_GROUP,
        load_default=NOT_STATED,
        allow_none=True,
        metadata={"description": f"None, or left out, means {NOT_STATED}."},
    )

    class Meta:
        unknown = RAISE


class _InGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same, read in a hundredth of the time: there may be hundreds of thousands."""

    person: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ID, pattern=_TEXT)]
    group: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_GROUP, pattern=_TEXT)] | None = None


class GroupsGiven(fields.List[Any]):
    """People with their groups, loaded as `Groups`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.Nested(InGroup), validate=validate.Length(1, MOST_PEOPLE), **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return groups_of(value)


def groups_of(given: Any) -> Groups:
    """The groups that a list of {person, group} says.

    Raises marshmallow's ValidationError, by the place in the list, for what is of another form or says two groups of
    one person, and for more groups than can be compared.
    """
    groups: dict[str, str] = {}
    first: dict[str, int] = {}
    for place, each in enumerate(_read(given)):
        group = each.group or NOT_STATED
        if groups.setdefault(each.person, group) != group:
            raise ValidationError({place: [f"Is the person at {first[each.person]}, in another group."]})
        first.setdefault(each.person, place)
    if len(set(groups.values())) > MOST_GROUPS:
        raise ValidationError(f"Has {len(set(groups.values()))} groups. At most {MOST_GROUPS} can be compared.")
    return groups


def _read(given: Any) -> list[_InGroup]:
    try:
        return msgspec.convert(given, list[_InGroup])
    except msgspec.ValidationError:
        if not isinstance(given, list):
            raise ValidationError("Is to be a list of {person, group}.") from None
        place = next(place for place, each in enumerate(given) if not _fits(each))
    raise ValidationError(
        {
            place: [
                f"Is to be {{person, group}}: texts of up to {LONGEST_ID} and {LONGEST_GROUP} characters, not blank; "
                f"without a group, or with null, it is {NOT_STATED}."
            ]
        }
    )


def _fits(each: Any) -> bool:
    try:
        msgspec.convert(each, _InGroup)
    except msgspec.ValidationError:
        return False
    return True


def shown_parts(people: Mapping[str, int]) -> Parts:
    """Which groups, given how many are in each, are shown apart, and which together as the others.

    Those of fewer than `LEAST` are shown together, joined by the smallest of the large ones where they are too few
    even so; and so are all but the `MOST_GROUPS` largest. Raises `PeopleTooFew` where nothing can be shown.
    """
    shown = parts(people, LEAST)
    if not shown.apart and not shown.together:
        raise PeopleTooFew
    largest = sorted(shown.apart, key=lambda group: (-people[group], group))
    rest = frozenset(largest[MOST_GROUPS:])
    return Parts(shown.apart - rest, shown.together | rest)
