"""The search for warm paths against all paths there are, on random graphs."""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.warm_paths import FAINTEST, LONGEST, MOST, Path, Ties, warm_paths

Graph = dict[str, dict[str, float]]

STRENGTHS = st.floats(0.01, 1.0)


def graph(*ties: tuple[str, str, float]) -> Graph:
    people: Graph = {}
    for one, other, strength in ties:
        people.setdefault(one, {})[other] = strength
        people.setdefault(other, {})[one] = strength
    return people


def asking(people: Graph, asked: list[str] | None = None) -> "Asking":
    return Asking(people, asked if asked is not None else [])


class Asking:
    """Answers just the ties of the strength asked for."""

    def __init__(self, people: Graph, asked: list[str]) -> None:
        self._people = people
        self._asked = asked

    def __call__(self, least: Mapping[str, float]) -> Mapping[str, Ties]:
        self._asked += least
        return {
            person: {other: tie for other, tie in self._people.get(person, {}).items() if tie >= enough}
            for person, enough in least.items()
        }


def all_paths(people: Graph, start: str, ends: set[str]) -> Iterator[Path]:
    """Every path of people who are on it once, by trying all."""
    waiting = [Path((start,), (), 1.0)]
    while waiting:
        path = waiting.pop()
        if path.people[-1] in ends:
            yield path
        if len(path.ties) < LONGEST:
            waiting += [
                Path((*path.people, other), (*path.ties, tie), path.strength * tie)
                for other, tie in people.get(path.people[-1], {}).items()
                if other not in path.people
            ]


def best_by_first(people: Graph, start: str, ends: set[str]) -> list[float]:
    best: dict[str, float] = {}
    for path in all_paths(people, start, ends):
        best[path.people[1]] = max(path.strength, best.get(path.people[1], 0.0))
    strengths = sorted(best.values(), reverse=True)[:MOST]
    return [each for each in strengths if each > FAINTEST * strengths[0]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    names = [f"p{number}" for number in range(draw(st.integers(3, 9)))]
    pairs = [(one, other) for one in names for other in names if one < other]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14))
    return graph(*((one, other, draw(STRENGTHS)) for one, other in chosen))


@settings(max_examples=300, deadline=None)
@given(graphs(), st.sets(st.sampled_from(["p1", "p2", "p3"]), min_size=1), st.booleans())
def test_the_warmest_path_and_its_alternatives_are_found_and_no_others(
    people: Graph, ends: set[str], both_ways: bool
) -> None:
    found = warm_paths("p0", ends, asking(people), both_ways=both_ways)
    assert [path.strength for path in found] == pytest.approx(best_by_first(people, "p0", ends))
    assert len({path.people[1] for path in found}) == len(found)


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sets(st.sampled_from(["p1", "p2", "p3"]), min_size=1), st.booleans())
def test_a_path_leads_from_the_start_to_an_end_by_ties_that_there_are(
    people: Graph, ends: set[str], both_ways: bool
) -> None:
    for path in warm_paths("p0", ends, asking(people), both_ways=both_ways):
        assert path.people[0] == "p0"
        assert path.people[-1] in ends
        assert len(path.people) == len(set(path.people)) == len(path.ties) + 1
        hops = zip(path.people, path.people[1:], strict=False)
        assert path.ties == tuple(people[one][other] for one, other in hops)


def chain(length: int) -> Graph:
    return graph(*((f"p{number}", f"p{number + 1}", 0.9) for number in range(length)))


@pytest.mark.parametrize("both_ways", [True, False])
def test_six_ties_are_a_path_and_seven_are_none(both_ways: bool) -> None:
    (path,) = warm_paths("p0", {"p6"}, asking(chain(7)), both_ways=both_ways)
    assert len(path.ties) == LONGEST
    assert not warm_paths("p0", {"p7"}, asking(chain(7)), both_ways=both_ways)


def test_two_strong_ties_are_warmer_than_a_weak_one_and_the_weak_one_is_an_alternative() -> None:
    people = graph(("p0", "p1", 0.5), ("p0", "p2", 0.9), ("p2", "p1", 0.9))
    paths = warm_paths("p0", {"p1"}, asking(people))
    assert [path.people for path in paths] == [("p0", "p2", "p1"), ("p0", "p1")]


def test_a_path_of_no_more_than_half_the_strength_of_the_warmest_is_no_alternative() -> None:
    people = graph(("p0", "p1", 0.4), ("p0", "p2", 0.9), ("p2", "p1", 0.9))
    assert [path.people for path in warm_paths("p0", {"p1"}, asking(people))] == [("p0", "p2", "p1")]


def test_ends_may_show_themselves_on_the_way() -> None:
    people, ends = chain(5), set[str]()
    answer = asking(people)

    def ties_of(least: Mapping[str, float]) -> Mapping[str, Ties]:
        found = answer(least)
        ends.update({"p3"} & {other for ties in found.values() for other in ties})
        return found

    (path,) = warm_paths("p0", ends, ties_of, both_ways=False)
    assert path.people == ("p0", "p1", "p2", "p3")


def test_nobody_is_asked_about_who_could_only_be_on_a_colder_path() -> None:
    far = [("p0", "x", 0.2), *((f"x{number}", "x", 0.9) for number in range(50))]
    asked: list[str] = []
    warm_paths("p0", {"p1"}, asking(graph(("p0", "p1", 0.9), *far), asked))
    assert set(asked) == {"p0", "p1"}


def test_there_is_no_path_to_nobody() -> None:
    assert not warm_paths("p0", set(), asking(chain(3)))
