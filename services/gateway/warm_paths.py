"""Warm paths: the chains of the strongest ties from one person to another, or to any of several. Pure.

The strength of a path is the product of the strengths of its ties, each from 0 to 1, and a path has six ties at most.
The search goes from both ends, a tie at a time, and meets in the middle (Pohl, "Bi-directional Search", 1971). It
knows for everybody it came to the strongest way there so far, and goes on from those to whom it just found a stronger
one, along ties that could become part of a path that is warm enough. For after i ties on either side all paths of up to
2i ties are known; one that is longer has i ties on the other side, too, and the strongest of those ways that were just
found there is the most that could be added. So few ties are asked for, and what is found is the warmest.

Alternatives are paths that begin with somebody else. Ways forward are therefore told apart by whom they begin with.
An alternative has more than half the strength of the warmest path.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from math import inf
from typing import NamedTuple

LONGEST = 6
"""The most ties of a path: as many as there are between any two people, it is said (Milgram, 1967)."""

MOST = 3
"""The most paths that are found, the warmest included."""

FAINTEST = 0.5
"""What an alternative must be stronger than, as a share of the strength of the warmest path."""

Ties = Mapping[str, float]
"""The strengths of somebody's ties, above 0 and up to 1, by the other one."""

TiesOf = Callable[[Mapping[str, float]], Mapping[str, Ties]]
"""Answers the ties of several people, of each those of a least strength. Who has none may be missing."""


class Path(NamedTuple):
    """People from the first to the last, and the strength of each tie between them."""

    people: tuple[str, ...]
    ties: tuple[float, ...]
    strength: float


class _Way(NamedTuple):
    """How the search came from an end to `person`: by a tie to the last of the way `before`, and `first` to whom."""

    strength: float
    person: str
    first: str = ""
    tie: float = 1.0
    before: "_Way | None" = None


def warm_paths(start: str, ends: Collection[str], ties_of: TiesOf, *, both_ways: bool = True) -> Sequence[Path]:
    """The warmest path from `start` to any of `ends`, then its alternatives; none where there is no path.

    Not `both_ways`, the search starts from `start` only: for ends too many to begin with. `ends` may then grow while
    ties are asked for, as long as it has all of those whose ties to others were answered.
    """
    search = _Search(start, ends, ties_of)
    if both_ways:
        search.from_both_ends()
    else:
        search.from_the_start()
    return search.paths()


class _Search:
    """Ways known so far: forward by person and first one, backward by person; whole paths by first one."""

    def __init__(self, start: str, ends: Collection[str], ties_of: TiesOf) -> None:
        self._start = start
        self._ends = ends
        self._ties_of = ties_of
        self._forward: dict[str, dict[str, _Way]] = {}
        self._backward: dict[str, _Way] = {}
        self._whole: dict[str, tuple[_Way, _Way]] = {}
        self._bar = 0.0

    def from_both_ends(self) -> None:
        """Half of the longest path from either end."""
        ahead = [_Way(1.0, self._start)]
        behind = [_Way(1.0, end) for end in self._ends]
        self._backward = {way.person: way for way in behind}
        for ties in range(1, LONGEST // 2 + 1):
            more = ties < LONGEST // 2
            if len(ahead) <= len(behind):
                ahead = self._go_forward(ahead, _most(behind))
                behind = self._go_backward(behind, _most(ahead), to_go_on=more)
            else:
                behind = self._go_backward(behind, _most(ahead))
                ahead = self._go_forward(ahead, _most(behind), to_go_on=more)

    def from_the_start(self) -> None:
        """The longest path from one end."""
        ahead = [_Way(1.0, self._start)]
        for ties in range(1, LONGEST + 1):
            ahead = self._go_forward(ahead, 1.0, to_go_on=ties < LONGEST)

    def paths(self) -> Sequence[Path]:
        """The whole paths, warmest first."""
        best = sorted((_joined(*halves) for halves in self._whole.values()), key=lambda path: -path.strength)
        return [path for path in best[:MOST] if path.strength > FAINTEST * best[0].strength]

    def _go_forward(self, ways: Sequence[_Way], most: float, *, to_go_on: bool = True) -> list[_Way]:
        """One tie further from the start. The strongest way to meet behind is of `most`.

        Answers the new and the stronger ways, if it is to go on from them.
        """
        improved: dict[tuple[str, str], _Way] = {}
        for way, person, tie in self._longer(ways, most):
            strength, first = way.strength * tie, way.first or person
            behind = _Way(1.0, person) if person in self._ends else self._backward.get(person)
            meets = behind is not None and strength * behind.strength > self._bar
            is_new = to_go_on and self._is_new(person, first, strength)
            if meets or is_new:
                longer = _Way(strength, person, first, tie, way)
                if is_new:
                    self._forward.setdefault(person, {})[first] = improved[person, first] = longer
                if behind is not None and meets:
                    self._meet(longer, behind)
        return list(improved.values())

    def _is_new(self, person: str, first: str, strength: float) -> bool:
        """Whether a way is stronger than that which begins alike, and strong enough beside all others to the person."""
        known = self._forward.get(person)
        if known is None:
            return True
        if first in known:
            return strength > known[first].strength
        stronger = [way.strength for way in known.values() if way.strength >= strength]
        return len(stronger) < MOST and strength > FAINTEST * max(stronger, default=0.0)

    def _go_backward(self, ways: Sequence[_Way], most: float, *, to_go_on: bool = True) -> list[_Way]:
        """One tie further from the ends, likewise."""
        improved: dict[str, _Way] = {}
        for way, person, tie in self._longer(ways, most):
            strength, known = way.strength * tie, self._backward.get(person)
            met = self._forward.get(person)
            if (met or to_go_on) and (known is None or strength > known.strength):
                longer = _Way(strength, person, "", tie, way)
                self._backward[person] = improved[person] = longer
                for forward in met.values() if met else ():
                    self._meet(forward, longer)
        return list(improved.values())

    def _longer(self, ways: Sequence[_Way], most: float) -> Iterator[tuple[_Way, str, float]]:
        """The ways that could become part of a path worth finding, each with whom it leads to and by which tie."""
        least: dict[str, float] = {}
        for way in ways:
            if way.strength * most > self._bar:
                enough = self._bar / (way.strength * most)
                least[way.person] = min(enough, least.get(way.person, enough))
        ties = self._ties_of(least) if least else {}
        for way in ways:
            enough = self._bar / (way.strength * most) if most else inf
            for person, tie in ties.get(way.person, {}).items():
                if tie > enough and person != self._start:
                    yield way, person, tie

    def _meet(self, forward: _Way, backward: _Way) -> None:
        """Keep a whole path, if it is the warmest of those that begin alike."""
        strength = forward.strength * backward.strength
        known = self._whole.get(forward.first)
        if strength > self._bar and (known is None or strength > _product(known)):
            self._whole[forward.first] = (forward, backward)
            strengths = sorted(map(_product, self._whole.values()), reverse=True)
            last = strengths[MOST - 1] if len(strengths) >= MOST else 0.0
            self._bar = max(last, FAINTEST * strengths[0])


def _most(ways: Sequence[_Way]) -> float:
    return max((way.strength for way in ways), default=0.0)


def _product(halves: tuple[_Way, _Way]) -> float:
    return halves[0].strength * halves[1].strength


def _joined(forward: _Way, backward: _Way) -> Path:
    there, on = list(_back(forward))[::-1], list(_back(backward))
    people = tuple(way.person for way in (*there, *on[1:]))
    ties = tuple(way.tie for way in (*there[1:], *on[:-1]))
    return Path(people, ties, forward.strength * backward.strength)


def _back(way: _Way | None) -> Iterator[_Way]:
    while way is not None:
        yield way
        way = way.before
