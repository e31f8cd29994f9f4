"""Finding people, skills, roles, learning and opportunities by words, and people by what they can do."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields, validate
from msgspec.structs import replace

from services.gateway.paging import Paged, cursor_of, key_of, page
from services.gateway.query import Answer, Asked, query
from services.gateway.searching import Hit, hits
from services.gateway.skill_catalogue import KnownSkill, known_skills
from services.gateway.skilled_people import FIRST, HIGHEST, Place, Skilled, Sought, skilled_people
from services.gateway.vocabularies import Kind
from shared.contract import Access, choice, identifier, integer, text
from shared.errors import InvalidInput, NotFound


class NoSuchSkill(NotFound):
    """The catalogue has no skill of that id, and none that is called anything like it."""

    def __init__(self, skill: str) -> None:
        super().__init__(
            f"There is no skill {skill!r}, nor one called anything like it. `search` with kinds [skills] shows which "
            "there are.",
            fields={"skill": ["Unknown."]},
        )


class SearchFor(Paged):
    """What to find: by words, or people by skill; everything given must hold."""

    kinds = fields.List(
        choice(Kind),
        load_default=None,
        validate=validate.Length(1, len(Kind)),
        metadata={"description": "What to find; all of it where left out, people where they are asked for by skill."},
    )
    skill = text(200, load_default=None, metadata={"description": "People with this skill: its id, or words."})
    level = integer(1, HIGHEST, load_default=None, metadata={"description": "With `skill`: at least at this level."})
    unit = identifier(load_default=None, metadata={"description": "People of this unit and those below it."})
    text = text(200, load_default=None, metadata={"description": "Words of a name or title, typed more or less right."})


@query(
    "search",
    access={Access.ANYONE},
    params=SearchFor,
    as_of=False,
    example={"text": "pyhton", "kinds": ["skills", "learning"], "limit": 20},
)
def search(asked: Asked) -> Answer:
    """Whatever fits the words asked, typing errors forgiven, the best first; or people by skill and level.

    What fits less than half as well as the best is left out. People by skill alone come by the highest level that was
    ever stated of them. Each is answered with the level at which they stand now.
    """
    given = asked.params
    if given["text"] is None and given["skill"] is None:
        raise InvalidInput("Say what to find: give `text` or `skill`.", fields={"text": ["Is needed."]})
    if given["level"] is not None and given["skill"] is None:
        raise InvalidInput("A level is that of a skill: say which.", fields={"skill": ["Is needed with `level`."]})
    kinds = _kinds(given)
    if given["skill"] is not None:
        return _people_with_skill(asked)
    return page(hits(asked, given["text"], kinds, given["unit"]), _place, given, shown=_hit)


def _kinds(given: Mapping[str, Any]) -> Sequence[Kind]:
    """The kinds asked for, each once. Raises `InvalidInput` where others than people are asked for by skill or unit."""
    of_people = [name for name in ("skill", "unit") if given[name] is not None]
    kinds: Sequence[Kind] = list(dict.fromkeys(given["kinds"] or ([Kind.PEOPLE] if of_people else Kind)))
    if of_people and kinds != [Kind.PEOPLE]:
        raise InvalidInput(
            f"Only people are found by {' and '.join(of_people)}: leave out `kinds`, or give [people].",
            fields={"kinds": ["Only people."]},
        )
    return kinds


def _people_with_skill(asked: Asked) -> Answer:
    """Those who have the skill at the level; with words, those of them whose names fit."""
    given = asked.params
    skill = _skill_meant(asked)
    about = {"skill": skill.skill, "name": skill.name}
    sought = Sought(skill, given["level"] or 1, given["unit"])
    if given["text"] is None:
        found = skilled_people(asked, sought, given["limit"], _before(given["cursor"]))
        shown = sorted(found.people, key=lambda each: (-each.standing.effective.level, each.holder.name or ""))
        after = cursor_of((str(found.next[0]), found.next[1])) if found.next else None
        return {"skill": about, "items": [_skilled(each) for each in shown], "next": after}
    named = {hit.id: hit for hit in hits(asked, given["text"], [Kind.PEOPLE], given["unit"])}
    able = skilled_people(asked, replace(sought, among=list(named)), len(named)).people if named else []
    at = {each.holder.person: each for each in able}
    of_both = [hit for hit in named.values() if hit.id in at]
    return {
        "skill": about,
        **page(of_both, _place, given, shown=lambda hit: {**_hit(hit), "level": at[hit.id].standing.level}),
    }


def _skill_meant(asked: Asked) -> KnownSkill:
    """The skill of that id, by any of its ids, or the one whose name fits best. Raises `NoSuchSkill`."""
    wanted = asked.params["skill"]
    known = known_skills(asked, [wanted])
    if wanted in known:
        return known[wanted]
    like = hits(asked, wanted, [Kind.SKILLS])
    if not like:
        raise NoSuchSkill(wanted)
    return known_skills(asked, [like[0].id])[like[0].id]


def _before(cursor: str | None) -> Place:
    """Where the page of people begins."""
    if cursor is None:
        return FIRST
    highest, *person = key_of(cursor)
    if len(person) != 1 or not (highest.isascii() and highest.isdigit() and len(highest) == 1) or "\0" in person[0]:
        raise InvalidInput("The cursor is of another list. Give the `next` of this one.", fields={"cursor": ["Alien."]})
    return int(highest), person[0]


def _place(hit: Hit) -> tuple[str, ...]:
    return (f"{1 - hit.fit.score:.4f}", hit.kind, hit.title, hit.id)


def _hit(hit: Hit) -> dict[str, Any]:
    """What was found, and by which words of which of its names."""
    why = {"name": hit.fit.name, "alias": hit.fit.alias, "words": hit.fit.words}
    return {"kind": hit.kind, "id": hit.id, "title": hit.title, "score": hit.fit.score, **hit.about, "why": why}


def _skilled(each: Skilled) -> dict[str, Any]:
    """Somebody, and by which level of which skill they were found; the score is the share of the highest level."""
    holder, skill, level = each.holder, each.standing.skill, each.standing.effective.level
    return {
        "kind": Kind.PEOPLE,
        "id": holder.person,
        "title": holder.name,
        "score": round(float(level) / HIGHEST, 4),
        "unit": holder.unit,
        "unit_name": holder.unit_name,
        "role": holder.role,
        "level": level,
        "why": {"skill": skill.skill, "name": skill.name, "level": level},
    }
