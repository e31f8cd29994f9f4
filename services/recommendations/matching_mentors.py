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
from numpy.typing import NDArray

from services.recommendations.engine.matching import UNMATCHED, match
from services.recommendations.kinds.around import in_common
from services.recommendations.kinds.lines import own_line
from services.recommendations.kinds.mentor import FAR_AHEAD, KIND, may_mentor, mentors_before, mentorships, parts_of
from services.recommendations.knowledge import NOBODY, Knowledge, Mentor
from services.recommendations.knowledge_catalogue import Catalogue
from services.recommendations.person import OWN_ROLE, Person
from services.recommendations.tables import Floats
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
class _Offers:
    """Mentors who have room, as columns: `levels` has for each skill whose topic it is, and how far they are in it;
    `below` has for each manager which of them report to that one, directly or through others."""

    mentors: Sequence[Mentor]
    column: Mapping[int, int]
    unit: NDArray[np.int32]
    completed: Floats
    levels: Mapping[str, tuple[NDArray[np.int64], Floats]]
    below: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, mentors: Sequence[Mentor], knowledge: Knowledge) -> "_Offers":
        numbers = np.array([mentor.number for mentor in mentors], dtype=np.int64)
        found: dict[str, list[tuple[int, float]]] = {}
        below: dict[int, list[int]] = {}
        for column, mentor in enumerate(mentors):
            for skill, level in mentor.skills.items():
                found.setdefault(skill, []).append((column, level))
            for manager in knowledge.above(knowledge.managers[mentor.number]):
                below.setdefault(manager, []).append(column)
        return cls(
            mentors,
            {number: column for column, number in enumerate(numbers.tolist())},
            knowledge.unit[numbers],
            np.array([float(mentor.completed) for mentor in mentors]),
            {
                skill: (np.array([column for column, _ in held]), np.array([level for _, level in held]))
                for skill, held in found.items()
            },
            below,
        )


@dataclass(frozen=True)
class _Possible:
    """Who could mentor somebody, by column, how well, and in which skill first of all; `why` where nobody does."""

    allowed: NDArray[np.bool_]
    scores: Floats
    skills: Sequence[str | None]
    why: str


def match_mentors(
    mentees: Sequence[Person],
    mentors: Sequence[tuple[Mentor, int]],
    knowledge: Knowledge,
    weights: Mapping[str, float],
    topic: str | None,
) -> Mapping[str, Any]:
    """Who is to mentor whom in `topic`; mentors come with how many they have room for. Raises TopicUnknown."""
    skill = None if topic is None else _skill(knowledge.catalogue, topic)
    offers = _Offers.of([mentor for mentor, _ in mentors], knowledge)
    found = [_possible(person, offers, knowledge, weights, skill) for person in mentees]
    shape = (len(mentees), len(mentors))
    scores = np.array([each.scores for each in found]).reshape(shape)
    allowed = np.array([each.allowed for each in found], dtype=np.bool_).reshape(shape)
    chosen = match(scores, [room for _, room in mentors], allowed).tolist()
    return {
        "pairs": [
            _told(mentees[row], offers.mentors[column], found[row].skills[column], scores[row, column], knowledge)
            for row, column in enumerate(chosen)
            if column != UNMATCHED
        ],
        "unmatched": [
            {"mentee": mentees[row].id, "why": found[row].why}
            for row, column in enumerate(chosen)
            if column == UNMATCHED
        ],
        "mentors": len(mentors),
        "places": sum(room for _, room in mentors),
    }


def _possible(
    person: Person, offers: _Offers, knowledge: Knowledge, weights: Mapping[str, float], skill: str | None
) -> _Possible:
    size = len(offers.mentors)
    number = knowledge.numbers.get(person.id)
    if number is None or not person.here:
        return _Possible(np.zeros(size, dtype=np.bool_), np.zeros(size), [], NOT_HERE)
    total, ahead, skills = _helping(_needs(person, skill), person, offers)
    allowed = np.array([each is not None for each in skills], dtype=np.bool_)
    why = NO_ROOM_LEFT if allowed.any() else NOBODY_OFFERS
    for column in _doubtful(person, number, offers, knowledge):
        allowed[column] &= may_mentor(offers.mentors[column].number, number, person, knowledge)
    if why == NO_ROOM_LEFT and not allowed.any():
        why = NOBODY_ELIGIBLE
    in_unit = offers.unit == knowledge.unit_of[number] if person.place.unit is not None else np.zeros(size)
    ties = {knowledge.numbers[who]: tie for who, tie in person.strengths.items() if who in knowledge.numbers}
    parts = parts_of(
        weights,
        needed=total,
        ahead=ahead,
        tie=_spread(ties, offers),
        common=_spread(in_common(number, person, knowledge), offers),
        same_unit=in_unit.astype(np.float64),
        completed=offers.completed,
    )
    return _Possible(allowed, np.sum([*parts.values()], axis=0), skills, why)


def _needs(person: Person, skill: str | None) -> Mapping[str, float]:
    """The skills to be helped in, with the readiness for the person's own role that each would add."""
    gaps = person.fit_for(person.role).gaps if person.role else ()
    needed = {gap.skill: gap.weight * OWN_ROLE for gap in gaps}
    return needed if skill is None else {skill: needed.get(skill, 0.0)}


def _helping(
    needed: Mapping[str, float], person: Person, offers: _Offers
) -> tuple[Floats, Floats, Sequence[str | None]]:
    """For each mentor what they help with in all, how much further they are, and in which skill that weighs most."""
    total, ahead = np.zeros((2, len(offers.mentors)))
    skills: list[str | None] = [None] * len(offers.mentors)
    for skill in sorted(needed, key=lambda each: (needed[each], each)):
        columns, levels = offers.levels.get(skill, (np.zeros(0, dtype=np.int64), np.zeros(0)))
        further = levels - person.rated.get(skill, 0.0)
        columns, further = columns[further > 0], further[further > 0]
        total[columns] += needed[skill]
        ahead[columns] = np.minimum(further, FAR_AHEAD)
        for column in columns.tolist():
            skills[column] = skill
    return total, ahead, skills


def _doubtful(person: Person, number: int, offers: _Offers, knowledge: Knowledge) -> Iterable[int]:
    """The mentors whom it has to be looked at whether they may mentor the person; all others may."""
    named = {who for kind, who in person.resting if kind is KIND} | mentors_before(person)
    numbers = {number, *own_line(person, knowledge), *(knowledge.numbers.get(who, NOBODY) for who in named)}
    return [*(offers.column[each] for each in numbers if each in offers.column), *offers.below.get(number, ())]


def _spread(amounts: Mapping[int, float], offers: _Offers) -> Floats:
    """Amounts by the number of people, by the columns of mentors."""
    found = np.zeros(len(offers.mentors))
    for number, amount in amounts.items():
        if number in offers.column:
            found[offers.column[number]] = amount
    return found


def _told(person: Person, mentor: Mentor, skill: str | None, score: float, knowledge: Knowledge) -> Mapping[str, Any]:
    number = knowledge.numbers[person.id]
    reasons = [f"Offers mentoring in {knowledge.catalogue.name(skill or '')}"]
    if person.place.unit is not None and knowledge.unit_of[mentor.number] == knowledge.unit_of[number]:
        reasons.append("Works in the same unit")
    if mentor.completed:
        reasons.append(f"Has seen {mentorships(mentor.completed)} through")
    return {
        "mentee": person.id,
        "mentor": knowledge.people[mentor.number],
        "skill": skill,
        "score": round(float(score), PLACES),
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
