"""What a person can do: their skills with effective levels, and what these rest on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import fields, validate

from services.gateway.paging import Paged, page
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.skill_catalogue import known_skills
from services.gateway.skill_levels import Standing, policy_in_force, standings
from shared.contract import Access, choice, identifier
from shared.contracts.feedback.events import ConsentField
from shared.contracts.skills.events import RatingSource, SkillKind
from shared.contracts.skills.ledger import Rating
from shared.contracts.skills.levels import POLICIES
from shared.errors import Forbidden
from shared.read_models.skill_profiles import SKILL_PROFILES, SkillProfileRow, Words

INSIDERS = frozenset({Access.SELF, Access.MANAGER, Access.HR})
"""Those who may see what the levels of a person rest on."""

PEOPLE_RATE = frozenset(
    {
        RatingSource.SELF,
        RatingSource.MANAGER,
        RatingSource.PEER,
        RatingSource.REPORT,
        RatingSource.OTHER,
        RatingSource.ENDORSEMENT,
    }
)
"""The sources of which the rater is a person."""

_EXPERT = 5

_NAMES = "select person, name from people where organisation = %(organisation)s and person = any(%(people)s)"


class SkillProfileOf(OfPerson, Paged):
    """Whose skills, and which of them."""

    skill = identifier(load_default=None, metadata={"description": "This one only, by any of its ids."})
    kind = choice(SkillKind, load_default=None)
    policy = fields.String(
        load_default=None,
        validate=validate.OneOf(sorted(POLICIES)),
        metadata={"description": "Levels by this policy; by the one in force where left out."},
    )


@query(
    "skill_profile",
    access={Access.ANYONE},
    params=SkillProfileOf,
    reads=(SKILL_PROFILES,),
    consent=ConsentField.SKILL_PROFILE,
    example={"person": "ada", "kind": "technology"},
)
def skill_profile(asked: Asked) -> Answer:
    """A person's skills, the highest level first; with every rating for those who may see it.

    Those are themselves, their managers, HR, and whom they let see it. Others see the skills and levels that the person
    has now, and neither who said so nor how they came about.
    """
    inside = bool(asked.relation & {*INSIDERS, Access.CONSENTED})
    if not (inside or (asked.moment.now and asked.params["policy"] is None)):
        who = "the person, their managers, HR, and whom the person lets see them"
        raise Forbidden(f"Past moments and other policies are open to {who} only.")
    rows = asked.rows(SKILL_PROFILES)
    wanted = [asked.params["skill"]] if asked.params["skill"] else []
    known = known_skills(asked, [*(row.skill for row in rows), *wanted])
    policy = POLICIES.get(asked.params["policy"]) or policy_in_force(asked)
    held = standings(rows, known, policy, asked.moment.today).values()
    ids, kind = {known[skill].skill for skill in wanted}, asked.params["kind"]
    shown = [each for each in held if kind in {None, each.skill.kind} and (not ids or each.skill.skill in ids)]
    found = page(shown, _place, asked.params)
    if not inside:
        return {"items": [_in_short(each) for each in found["items"]], "next": found["next"]}
    asked.saw_private()
    return {
        "policy": policy.name,
        "items": _in_detail(asked, found["items"], rows),
        "next": found["next"],
    }


def _place(standing: Standing) -> tuple[str, ...]:
    return (f"{_EXPERT - standing.effective.level:04.1f}", standing.skill.name or "", standing.skill.skill)


def _in_short(standing: Standing) -> dict[str, Any]:
    skill = standing.skill
    return {"skill": skill.skill, "name": skill.name, "kind": skill.kind, "level": standing.level}


def _in_detail(asked: Asked, shown: Sequence[Standing], rows: Iterable[SkillProfileRow]) -> Sequence[Answer]:
    words = {each.number: each for row in rows for each in row.words}
    raters = {r.rater for each in shown for r in each.held.ratings if r.source in PEOPLE_RATE}
    names = {row["person"]: row["name"] for row in asked.sql(_NAMES, {"people": sorted(raters)})} if raters else {}
    return [
        _in_short(each)
        | _effective(each, asked.moment.today)
        | {"ratings": [_rating(rating, words, names) for rating in each.held.ratings]}
        for each in shown
    ]


def _effective(standing: Standing, today: date) -> dict[str, Any]:
    """How the level comes about; the age counts the days since the skill was rated, used or refreshed last."""
    effective = standing.effective
    heard = max(filter(None, (effective.rated_on, effective.last_used)), default=None)
    return {
        "confidence": effective.confidence,
        "unaged": effective.unaged if effective.rated else None,
        "sources": effective.sources,
        "rated_on": effective.rated_on,
        "last_used": effective.last_used,
        "uses": standing.held.uses,
        "age_days": None if heard is None else (today - heard).days,
        "half_life_days": standing.skill.half_life_days,
        "retired": standing.skill.retired,
    }


def _rating(rating: Rating, words: Mapping[int, Words], names: Mapping[str, str | None]) -> dict[str, Any]:
    said = words.get(rating.number, Words(rating.number))
    by_person = rating.source in PEOPLE_RATE
    return {
        "rating": rating.number,
        "source": rating.source,
        "rater": rating.rater if by_person else None,
        "rater_name": names.get(rating.rater) if by_person else None,
        "on": rating.on,
        "level": rating.level,
        "stated": rating.stated,
        "withdrawn": rating.withdrawn,
        "expires_on": rating.expires_on,
        "reference": rating.reference,
        "text": said.text,
        "title": said.title,
        "url": said.url,
        "why_corrected": said.corrected,
    }
