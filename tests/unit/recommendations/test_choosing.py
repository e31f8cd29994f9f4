from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from msgspec.structs import replace as changed

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate
from services.recommendations.choosing import choose, rank, resting, room
from services.recommendations.recommendation import Recommendations, Standing, about
from shared.contracts.recommendations.events import Kind, Policy
from tests.fixtures.recommended import DAY
from tests.unit.recommendations.known import STORY, Known

POLICY = Policy("all", 1, tuple(Kind), most_of_a_kind=2, most=4, rest_days=90)
NOTHING = Recommendations()


def found(
    kind: Kind, subject: str, score: float, *topics: str, levers: tuple[Lever, ...] = (), **parts: float
) -> Candidate:
    every: Mapping[str, float] = parts or {"fit": score}
    words = Words(subject.title(), {name: Reason(f"{name} speaks for it") for name in every}, levers)
    return candidate(kind, subject, every, lambda: words, topics)


def chosen(*candidates: Candidate, known: Recommendations = NOTHING, policy: Policy = POLICY) -> list[str]:
    return [each.candidate.subject for each in choose(candidates, known, policy)]


def counterfactual(of: str, *candidates: Candidate) -> str:
    return next(each for each in choose(candidates, NOTHING, POLICY) if each.candidate.subject == of).counterfactual


def test_the_best_come_first_and_no_more_of_a_kind_and_in_all_than_the_policy_says() -> None:
    learning = [found(Kind.LEARNING, f"l{n}", 0.9 - n / 100) for n in range(4)]
    others = [found(Kind.MENTOR, "m", 0.5), found(Kind.GOAL, "g", 0.4), found(Kind.STEP, "s", 0.3)]
    assert chosen(*learning, *others) == ["l0", "l1", "m", "g"]


def test_what_does_not_score_is_not_recommended() -> None:
    assert chosen(found(Kind.GOAL, "g", 0.0), found(Kind.GOAL, "h", -0.1)) == []


def test_of_the_same_score_the_order_is_that_of_their_names() -> None:
    assert chosen(found(Kind.GOAL, "b", 0.5), found(Kind.GOAL, "a", 0.5)) == ["a", "b"]


def test_what_is_about_the_same_makes_way_for_something_else() -> None:
    same = [found(Kind.LEARNING, "course", 0.6, "sql"), found(Kind.LEARNING, "book", 0.58, "sql")]
    other = found(Kind.MENTOR, "grace", 0.4, "python")
    assert chosen(*same, other) == ["course", "grace", "book"]


def test_dismissals_leave_less_room_for_their_kind_and_acceptances_more() -> None:
    dismissed = Recommendations(dismissals={Kind.LEARNING: 2})
    both = Recommendations(dismissals={Kind.LEARNING: 2}, acceptances={Kind.LEARNING: 4})
    assert room(Kind.LEARNING, NOTHING) == 1
    assert room(Kind.LEARNING, dismissed) == 0.5
    assert room(Kind.LEARNING, both) == 0.75
    candidates = found(Kind.LEARNING, "course", 0.6), found(Kind.MENTOR, "grace", 0.4)
    assert chosen(*candidates) == ["course", "grace"]
    assert chosen(*candidates, known=dismissed) == ["grace", "course"]


def test_what_stands_is_preferred_to_what_is_hardly_better() -> None:
    standing = Standing(Kind.GOAL, "b", 0.5, 1, date(2027, 1, 1))
    known = Recommendations(standing={"r": standing})
    candidates = found(Kind.GOAL, "a", 0.51), found(Kind.GOAL, "b", 0.5)
    assert chosen(*candidates, known=known) == ["b", "a"]


@pytest.mark.parametrize("closed", ["dismissed", "accepted"])
def test_what_was_closed_rests_for_as_long_as_the_policy_says(closed: str) -> None:
    known = replace(NOTHING, **{closed: {about(Kind.MENTOR, "grace"): date(2026, 6, 3)}})
    assert resting(known, POLICY, DAY) == set()
    assert resting(known, POLICY, date(2026, 8, 31)) == {(Kind.MENTOR, "grace")}
    assert resting(known, changed(POLICY, rest_days=0), date(2026, 6, 3)) == set()


@pytest.mark.parametrize("kind", list(Kind))
def test_what_rests_is_no_candidate_of_any_kind(kind: Kind) -> None:
    organisation = Known(STORY)
    for subject in organisation.of(kind):
        known = Recommendations(dismissed={about(kind, subject): DAY})
        subjects = {(each.candidate.kind, each.candidate.subject) for each in organisation.chosen("ada", known)}
        assert (kind, subject) not in subjects


# What would alter it


def test_the_smallest_change_that_brings_something_further_up_is_named() -> None:
    levers = (Lever("three levels more", 0.3), Lever("one level more", 0.15), Lever("a day more", 0.05))
    candidates = found(Kind.GOAL, "a", 0.6), found(Kind.GOAL, "b", 0.5, levers=levers)
    assert counterfactual("b", *candidates) == "With one level more, this would come first."


def test_the_smallest_change_that_takes_something_from_the_top_is_named() -> None:
    levers = (Lever("it done", AWAY), Lever("one level more", -0.2))
    candidates = found(Kind.GOAL, "a", 0.6, levers=levers), found(Kind.GOAL, "b", 0.5)
    assert counterfactual("a", *candidates) == "With one level more, this would no longer come first."


def test_what_would_take_it_off_the_list_is_named_where_nothing_smaller_moves_it() -> None:
    levers = (Lever("it done", AWAY), Lever("one level more", -0.05))
    candidates = found(Kind.GOAL, "a", 0.6, levers=levers), found(Kind.GOAL, "b", 0.5)
    assert counterfactual("a", *candidates) == "With it done, this would no longer be recommended."


def test_where_nothing_that_is_known_would_move_it_the_distance_is_told() -> None:
    candidates = found(Kind.GOAL, "a", 0.6), found(Kind.GOAL, "b", 0.5)
    told = "No single change that is known would move it; its score would have to change by 0.10."
    assert counterfactual("b", *candidates) == told


# Reasons


def test_reasons_add_up_to_the_score_weightiest_first_and_what_is_nothing_is_left_out() -> None:
    parts = {"gap": 0.333333, "effort": -0.111111, "cost": 0.0, "alike": 0.2}
    (choice,) = choose([found(Kind.LEARNING, "course", 0, **parts)], NOTHING, POLICY)
    assert [(each.name, each.contribution) for each in choice.reasons] == [
        ("gap", 0.3333),
        ("alike", 0.2),
        ("effort", -0.1111),
    ]
    assert choice.score == 0.4222


def test_words_are_found_for_what_is_chosen_only() -> None:
    def unasked() -> Words:
        raise AssertionError("nobody asked")

    never = candidate(Kind.GOAL, "z", {"fit": 0.1}, unasked)
    better = [found(Kind.GOAL, "a", 0.6), found(Kind.GOAL, "b", 0.5)]
    assert [each.words.title for each in choose([never, *better], NOTHING, POLICY)] == ["A", "B"]


def test_candidates_are_ranked_by_kind() -> None:
    ranked = rank([found(Kind.GOAL, "a", 0.1), found(Kind.STEP, "s", 0.2), found(Kind.GOAL, "b", 0.3)])
    assert {kind: [each.subject for each in of_kind] for kind, of_kind in ranked.items()} == {
        Kind.GOAL: ["b", "a"],
        Kind.STEP: ["s"],
    }
