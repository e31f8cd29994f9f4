"""Mentors for a whole cohort at once, for HR: asked of the recommendations service, which knows who could help whom."""

from collections.abc import Sequence

from marshmallow import ValidationError, fields, validate, validates_schema

from services.gateway.people_here import others, shown
from services.gateway.query import Answer, Asked, QueryParams, query
from services.gateway.whereabouts import PLACED, Presence
from services.gateway.within_unit import WITHIN_UNIT
from shared.contract import Access, identifier, text
from shared.errors import InvalidInput

MOST = 1_000
"""No larger cohort is matched at once."""

_OF_UNIT = f"""
    select people.person from people {PLACED}
    where people.organisation = %(organisation)s and present.status = '{Presence.HERE}' and {WITHIN_UNIT}
    order by people.person limit %(most)s
"""


class CohortTooLarge(InvalidInput):
    """The unit has more people than are matched at once."""

    def __init__(self) -> None:
        super().__init__(
            f"The unit has more than {MOST:,} people. Match one of the units below it, or name the mentees.",
            fields={"unit": [f"Has more than {MOST:,} people."]},
        )


class Cohort(QueryParams):
    """Whom to find mentors for, and in what."""

    mentees = fields.List(
        identifier(),
        load_default=None,
        validate=validate.Length(1, MOST),
        metadata={"description": "Who is to be mentored; or give `unit`."},
    )
    unit = identifier(
        load_default=None, metadata={"description": "Everybody of this unit and those below it is to be mentored."}
    )
    topic = text(
        200,
        load_default=None,
        metadata={"description": "A skill, by id or name; what each lacks in their role, if left out."},
    )

    @validates_schema
    def _one_of_both(self, given: dict[str, object], **_: object) -> None:
        if (given["mentees"] is None) == (given["unit"] is None):
            raise ValidationError("Give `mentees` or `unit`, and not both.", "mentees")


@query(
    "mentor_matching",
    access={Access.HR},
    params=Cohort,
    as_of=False,
    example={"unit": "engineering", "topic": "sql"},
)
def mentor_matching(asked: Asked) -> Answer:
    """Who could mentor whom in a cohort: as many as possible, and as well as possible, within everybody's capacity."""
    mentees = _mentees(asked)
    found = asked.elsewhere("recommendations", "match_mentors", mentees=mentees, topic=asked.params["topic"])
    mentors = [pair["mentor"] for pair in found["pairs"]]
    known = others(asked, {*mentees, *mentors}, asked.moment.today)

    def named(each: dict[str, str], *roles: str) -> Answer:
        return {**each, **{f"{role}_name": shown(each[role], known)["name"] for role in roles}}

    return {
        "pairs": [named(pair, "mentee", "mentor") for pair in found["pairs"]],
        "unmatched": [named(each, "mentee") for each in found["unmatched"]],
        "mentors": found["mentors"],
        "places": found["places"],
    }


def _mentees(asked: Asked) -> Sequence[str]:
    if asked.params["mentees"] is not None:
        return list(dict.fromkeys(asked.params["mentees"]))
    given = {"unit": asked.params["unit"], "day": asked.moment.today, "most": MOST + 1}
    found = [row["person"] for row in asked.sql(_OF_UNIT, given)]
    if len(found) > MOST:
        raise CohortTooLarge
    return found
