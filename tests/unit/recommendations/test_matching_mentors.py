"""Mentors for a cohort of an organisation of the tests: who gets whom, who gets nobody, and what is said of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from services.recommendations.kinds.mentor import DEFAULTS
from services.recommendations.matching_mentors import (
    NO_ROOM_LEFT,
    NOBODY_ELIGIBLE,
    NOBODY_OFFERS,
    NOT_HERE,
    TopicUnknown,
    match_mentors,
)
from shared.contracts.integrations.events import PersonJoined
from shared.contracts.network.events import (
    MentoringDeclined,
    MentoringOffered,
    MentoringRequested,
    MentoringSide,
)
from shared.contracts.recommendations.events import Kind
from shared.event import Event
from tests.fixtures.recommended import DAY
from tests.fixtures.skilled import HIRED, assessed, claimed
from tests.unit.recommendations.known import Known, after


def engineer(person: str, level: int, unit: str = "apps", manager: str = "zoe") -> tuple[Event, Event]:
    """Somebody who is a data engineer, and how far they are in SQL."""
    joined = PersonJoined(
        person=person, effective_on=HIRED, name=person.title(), role="Data engineer", manager=manager, unit=unit
    )
    return joined, claimed(person, "sql", 1, level)


def cohort(*people: tuple[Event, Event], offers: Iterable[Event] = (), skills: Iterable[Event] = ()) -> Known:
    """The organisation with these people and offers, and nobody else who mentors."""
    story = after()
    network = [e for e in story.told["network"] if not isinstance(e, MentoringOffered)]
    return Known(
        {
            **story.told,
            "integrations": (*story.told["integrations"], *(joined for joined, _ in people)),
            "skills": (*story.told["skills"], *(level for _, level in people), *skills),
            "network": (*network, *offers),
        }
    )


def offer(person: str, capacity: int = 1, *topics: str) -> MentoringOffered:
    return MentoringOffered(person=person, on=DAY, topics=topics or ("sql",), capacity=capacity)


def matched(known: Known, *mentees: str, topic: str | None = "sql") -> Mapping[str, Any]:
    knowledge = known.knowledge
    rooms = [
        (mentor, known.facts(knowledge.people[mentor.number]).network.mentor.row.room) for mentor in knowledge.mentors
    ]
    return match_mentors([known.person(each) for each in mentees], rooms, knowledge, DEFAULTS, topic)


def pairs(answer: Mapping[str, Any]) -> dict[str, str]:
    return {each["mentee"]: each["mentor"] for each in answer["pairs"]}


def why(answer: Mapping[str, Any]) -> dict[str, str]:
    return {each["mentee"]: each["why"] for each in answer["unmatched"]}


THREE = (engineer("m1", 1), engineer("m2", 1), engineer("m3", 1))


def test_no_mentor_is_given_more_than_they_have_room_for_and_the_others_are_told() -> None:
    answer = matched(cohort(*THREE, engineer("top", 5), offers=[offer("top", 2)]), "m1", "m2", "m3")
    assert len(answer["pairs"]) == 2
    assert set(why(answer).values()) == {NO_ROOM_LEFT}
    assert (answer["mentors"], answer["places"]) == (1, 2)


def test_as_many_as_possible_are_matched_though_one_fits_less_well() -> None:
    """flo could have either; ned only the one who fits flo best, since he reports to the other."""
    known = cohort(
        engineer("flo2", 1, unit="apps"),
        engineer("ned", 1, unit="apps", manager="far"),
        engineer("near", 5, unit="apps"),
        engineer("far", 5, unit="sea"),
        offers=[offer("near"), offer("far")],
    )
    assert pairs(matched(known, "flo2", "ned")) == {"flo2": "far", "ned": "near"}


def test_all_together_fit_as_well_as_in_any_other_matching() -> None:
    known = cohort(
        engineer("m1", 1, unit="a"),
        engineer("m2", 2, unit="b"),
        engineer("m3", 3, unit="c"),
        *(engineer(f"t{n}", 4 + n % 2, unit=unit) for n, unit in enumerate("bca")),
        offers=[offer(f"t{n}") for n in range(3)],
    )
    mentees, mentors = ["m1", "m2", "m3"], ["t0", "t1", "t2"]

    def worth(of: Sequence[str]) -> float:
        single = (
            matched(replace(known, told={**known.told, "network": [offer(mentor)]}), mentee)["pairs"]
            for mentee, mentor in zip(mentees, of, strict=True)
        )
        return sum(found[0]["score"] for found in single)

    found = pairs(matched(known, *mentees))
    best = max(worth(each) for each in permutations(mentors))
    # What is told is rounded to a tenth for each of the three.
    assert worth([found[mentee] for mentee in mentees]) >= best - 0.15


def test_nobody_is_matched_within_a_reporting_line_or_with_who_was_asked_before() -> None:
    in_line = cohort(engineer("m1", 1, manager="top"), engineer("top", 5), offers=[offer("top")])
    assert why(matched(in_line, "m1")) == {"m1": NOBODY_ELIGIBLE}
    both = [
        event
        for person, other, side in (("m1", "top", MentoringSide.MENTEE), ("top", "m1", MentoringSide.MENTOR))
        for event in (
            MentoringRequested(
                mentorship="one", person=person, other=other, side=side, on=DAY, acted=True, topics=("sql",)
            ),
            MentoringDeclined(mentorship="one", person=person, other=other, side=side, on=DAY, acted=True),
        )
    ]
    declined = cohort(engineer("m1", 1), engineer("top", 5), offers=[offer("top"), *both])
    assert why(matched(declined, "m1")) == {"m1": NOBODY_ELIGIBLE}


def test_nobody_mentors_who_is_not_further_and_nobody_themselves() -> None:
    known = cohort(engineer("m1", 4), engineer("top", 4), offers=[offer("top"), offer("m1")])
    assert why(matched(known, "m1")) == {"m1": NOBODY_OFFERS}


def test_who_has_left_or_is_unknown_is_told_as_not_here() -> None:
    known = cohort(engineer("top", 5), offers=[offer("top")])
    assert why(matched(known, "eve", "nobody")) == {"eve": NOT_HERE, "nobody": NOT_HERE}


def test_who_dismissed_a_mentor_is_not_given_them() -> None:
    known = cohort(engineer("m1", 1), engineer("top", 5), offers=[offer("top")])
    knowledge = known.knowledge
    person = replace(known.person("m1"), resting=frozenset({(Kind.MENTOR, "top")}))
    answer = match_mentors([person], [(knowledge.mentors[0], 1)], knowledge, DEFAULTS, "sql")
    assert why(answer) == {"m1": NOBODY_ELIGIBLE}


def test_without_a_topic_mentees_are_helped_in_what_their_own_role_asks_for_and_not_in_what_they_plan() -> None:
    known = cohort(engineer("top", 5), offers=[offer("top", 3, "talks")], skills=[assessed("top", "talks", 2, 5)])
    assert why(matched(known, "ada", topic=None)) == {"ada": NOBODY_OFFERS}
    in_sql = cohort(*THREE, engineer("top", 5), offers=[offer("top", 3)])
    assert pairs(matched(in_sql, "m1", "m2", topic=None)) == {"m1": "top", "m2": "top"}


def test_a_topic_goes_by_id_by_name_and_by_the_skill_that_it_became() -> None:
    known = cohort(engineer("m1", 1), engineer("top", 5), offers=[offer("top")])
    assert all(pairs(matched(known, "m1", topic=topic)) == {"m1": "top"} for topic in ("sql", "Sql", "sql-lang"))
    with pytest.raises(TopicUnknown):
        matched(known, "m1", topic="juggling")


def test_reasons_tell_of_no_level_and_of_no_tie() -> None:
    known = cohort(engineer("m1", 1), engineer("top", 5), offers=[offer("top")])
    (pair,) = matched(known, "m1")["pairs"]
    assert pair["reasons"] == ["Offers mentoring in SQL", "Works in the same unit"]
    assert pair["score"] == round(pair["score"], 1)
    assert set(pair) == {"mentee", "mentor", "skill", "score", "reasons"}
