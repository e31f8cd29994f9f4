"""Matching mentors to a cohort of mentees all at once, as HR asks for it. Pure.

Who could mentor whom, and how well, is what `kinds.mentor` says of recommendations; who gets whom, so that as many as
possible get somebody and all together fit best, is `engine.matching`. Without a topic, mentees are helped in what they
lack for the role that they have: what they plan and wish for is not for HR to see. HR is told what everybody may see of
topics, units and mentorships seen through, and nobody's levels or ties: what these add is in the score only, which is
therefore rounded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.recommendations.engine.matching import UNMATCHED, match
from services.recommendations.kinds.mentor import may_mentor, mentorships, parts_of
from services.recommendations.knowledge import Knowledge, Mentor
from services.recommendations.knowledge_catalogue import Catalogue
from services.recommendations.person import OWN_ROLE, Person
from shared.errors import InvalidInput

PLACES = 1
"""Scores are told to so many places."""

NOT_HERE = "Is not in the organisation"
NOBODY_OFFERS = "Nobody who has room offers mentoring in what they need and is further in it"
NOBODY_ELIGIBLE = "Whoever could mentor them is in their reporting line, or it is ruled out between the two"
NO_ROOM_LEFT = "Everybody who could mentor them is needed more by others"


class TopicUnknown(InvalidInput):
    """There is no such skill."""

    def __init__(self, topic: str) -> None:
        super().__init__(
            f"There is no skill {topic!r}, by id or name. The query `search` finds skills.",
            fields={"topic": ["Unknown."]},
        )


@dataclass(frozen=True)
class Pair:
    """A mentor who could mentor somebody: how well that fits, and in which skill first of all."""

    score: float
    skill: str


def match_mentors(
    mentees: Sequence[Person],
    mentors: Sequence[tuple[Mentor, int]],
    knowledge: Knowledge,
    weights: Mapping[str, float],
    topic: str | None,
) -> Mapping[str, Any]:
    """Who is to mentor whom in `topic`; mentors come with how many they have room for. Raises TopicUnknown."""
    skill = None if topic is None else _skill(knowledge.catalogue, topic)
    found: list[dict[int, Pair]] = []
    why: list[str] = []
    for person in mentees:
        pairs, reason = _possible(person, mentors, knowledge, weights, skill)
        found.append(pairs)
        why.append(reason)
    scores, allowed = np.zeros((len(mentees), len(mentors))), np.zeros((len(mentees), len(mentors)), dtype=np.bool_)
    for row, pairs in enumerate(found):
        for column, pair in pairs.items():
            scores[row, column], allowed[row, column] = pair.score, True
    chosen = match(scores, [room for _, room in mentors], allowed).tolist()
    matched = [(row, column) for row, column in enumerate(chosen) if column != UNMATCHED]
    return {
        "pairs": [_told(mentees[row], mentors[column][0], found[row][column], knowledge) for row, column in matched],
        "unmatched": [
            {"mentee": mentees[row].id, "why": why[row]} for row, column in enumerate(chosen) if column == UNMATCHED
        ],
        "mentors": len(mentors),
        "places": sum(room for _, room in mentors),
    }


def _possible(
    person: Person,
    mentors: Iterable[tuple[Mentor, int]],
    knowledge: Knowledge,
    weights: Mapping[str, float],
    skill: str | None,
) -> tuple[dict[int, Pair], str]:
    """Who could mentor somebody, by their place in the list; and what to say if nobody does."""
    number = knowledge.numbers.get(person.id)
    if number is None or not person.here:
        return {}, NOT_HERE
    needed = {gap.skill: gap.weight * OWN_ROLE for gap in person.fit_for(person.role).gaps} if person.role else {}
    if skill is not None:
        needed = {skill: needed.get(skill, 0.0)}
    has = {each: person.rated.get(each, 0.0) for each in needed}
    found: dict[int, Pair] = {}
    any_offers = False
    for column, (mentor, _) in enumerate(mentors):
        helps = [each for each in mentor.skills.keys() & has.keys() if mentor.skills[each] > has[each]]
        any_offers = any_offers or bool(helps)
        if helps and may_mentor(mentor.number, number, person, knowledge):
            best = max(helps, key=lambda each: (needed[each], each))
            total, ahead = sum(needed[each] for each in helps), mentor.skills[best] - has[best]
            parts = parts_of(person, knowledge, number, mentor, total, ahead, weights)
            found[column] = Pair(sum(parts.values()), best)
    return found, NO_ROOM_LEFT if found else NOBODY_ELIGIBLE if any_offers else NOBODY_OFFERS


def _told(person: Person, mentor: Mentor, pair: Pair, knowledge: Knowledge) -> Mapping[str, Any]:
    number = knowledge.numbers[person.id]
    reasons = [f"Offers mentoring in {knowledge.catalogue.name(pair.skill)}"]
    if person.place.unit is not None and knowledge.unit_of[mentor.number] == knowledge.unit_of[number]:
        reasons.append("Works in the same unit")
    if mentor.completed:
        reasons.append(f"Has seen {mentorships(mentor.completed)} through")
    return {
        "mentee": person.id,
        "mentor": knowledge.people[mentor.number],
        "skill": pair.skill,
        "score": round(pair.score, PLACES),
        "reasons": reasons,
    }


def _skill(catalogue: Catalogue, topic: str) -> str:
    by_id = catalogue.skill(topic)
    if by_id in catalogue.skills:
        return by_id
    named = (skill for skill, row in catalogue.skills.items() if row.name.casefold() == topic.casefold())
    found = next(named, None)
    if found is None:
        raise TopicUnknown(topic)
    return catalogue.skill(found)
