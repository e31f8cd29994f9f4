"""Opportunities: those that reach the person, by how far their skills meet what is called for.

Whom an opportunity reaches is said by `shared.contracts.network.reach`, and by nothing else. One's own, what one is
interested in already, was turned down for or got, and what is closed by now, is none.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from services.recommendations.candidate import AWAY, Candidate, Lever, factor, saturating, telling, weights
from services.recommendations.facts.chances import ChanceRow
from services.recommendations.knowledge import Knowledge
from services.recommendations.open_chances import Chances
from services.recommendations.person import Aim, Person
from shared.contracts.network.reach import Reached, sees
from shared.contracts.network.standing import InterestStatus
from shared.contracts.recommendations.events import Factor, Kind, Policy
from shared.contracts.skills.events import RequiredSkill
from shared.contracts.skills.readiness import Readiness, readiness

KIND = Kind.OPPORTUNITY

DEFAULTS = {"fit": 0.5, "grow": 0.15, "role": 0.25, "unit": 0.05, "invited": 0.3, "referred": 0.15}

LOOKED_AT = 60
"""Of those that are for everyone, no more are looked at for one skill, role or unit: the newest."""


def candidates(person: Person, _knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The opportunities that reach the person and suit them."""
    weight = weights(policy, KIND, DEFAULTS)
    for name in sorted(_looked_at(person, person.chances)):
        row = person.chances.rows[name]
        if reaches(person, row) and _is_new(person, row):
            yield _candidate(person, row, weight)


def reaches(person: Person, row: ChanceRow) -> bool:
    """Whether the person sees the opportunity, as one of those who work here."""
    chance = row.chance
    tie = person.network.ties.get(chance.posted_by)
    return sees(
        person.id,
        visibility=chance.visibility,
        posted_by=chance.posted_by,
        reached=_reached(person, row),
        connected=tie is not None and tie.row.connected,
    )


def _looked_at(person: Person, chances: Chances) -> set[str]:
    """Those that have to do with the person's skills, roles, unit or contacts, or have reached them by name."""
    found = {name for name in person.network.reach if name in chances.rows}
    for skill in person.levels:
        found.update(chances.by_skill.get(skill, ())[:LOOKED_AT])
    places = [f"role:{aim.role.role}" for aim in person.aims]
    if person.place.unit is not None:
        places.append(f"unit:{person.place.unit}")
    for place in places:
        found.update(chances.by_place.get(place, ())[:LOOKED_AT])
    for other in person.network.ties:
        found.update(chances.by_poster.get(other, ()))
    return found


def _is_new(person: Person, row: ChanceRow) -> bool:
    """Whether it takes interest today, and the person has said nothing about it yet."""
    closes_on = row.chance.closes_on
    interest = _reached(person, row).interest
    return (
        row.chance.posted_by != person.id
        and (closes_on is None or person.today <= closes_on)
        and (interest is None or interest is InterestStatus.WITHDRAWN)
        and _since_withdrawn(person, row)
    )


def _since_withdrawn(person: Person, row: ChanceRow) -> bool:
    """Whether the opportunity has changed since the person took their interest back, if they did."""
    noted = person.network.reach.get(row.opportunity)
    return noted is None or noted.row.interest is None or noted.last < row.position


def _candidate(person: Person, row: ChanceRow, weight: Mapping[str, float]) -> Candidate:
    known, chance = person.catalogue, row.chance
    wanted = [RequiredSkill(known.skill(each.skill), each.level) for each in chance.skills]
    ready = readiness(person.rated, wanted)
    factors = [*_of_fit(person, ready, weight, row), *_of_place(person, row, weight), *_of_reach(person, row, weight)]
    topics = frozenset(f"skill:{each.skill}" for each in wanted)
    levers = tuple(_levers(person, ready, weight))
    until: date | None = chance.closes_on
    return Candidate(KIND, row.opportunity, chance.title, telling(factors), levers, topics, until)


def _of_fit(person: Person, ready: Readiness, weight: Mapping[str, float], row: ChanceRow) -> Iterable[Factor]:
    if ready.share is None:
        return
    words = f"You meet {ready.share:.0%} of the skills it calls for"
    evidence = [*row.evidence, *(ref for each in row.chance.skills for ref in person.evidence_of(each.skill))]
    yield factor("fit", words, weight["fit"] * float(ready.share) ** 2, evidence)
    grown = [person.needs[gap.skill] for gap in ready.gaps if gap.skill in person.needs]
    if grown and ready.share >= Decimal("0.4"):
        name, role = person.catalogue.name(grown[0].skill), grown[0].aim.role.title
        words = f"It would have you grow in {name}, which {role} asks for"
        yield factor("grow", words, weight["grow"] * saturating(sum(need.weight for need in grown), 0.08))


def _of_place(person: Person, row: ChanceRow, weight: Mapping[str, float]) -> Iterable[Factor]:
    aim = _aim_of(person, row)
    if aim is not None:
        words = f"It is about {aim.role.title}, {aim.words}"
        yield factor("role", words, weight["role"] * aim.weight, (*row.evidence, *aim.evidence))
    if row.chance.unit is not None and row.chance.unit == person.place.unit:
        yield factor("unit", "It is in your unit", weight["unit"], row.evidence)


def _of_reach(person: Person, row: ChanceRow, weight: Mapping[str, float]) -> Iterable[Factor]:
    noted = person.network.reach.get(row.opportunity)
    if noted is not None and noted.row.invited:
        yield factor("invited", "The poster invited you", weight["invited"], noted.evidence("network"))
    elif noted is not None and noted.row.referred:
        yield factor("referred", "Somebody referred you for it", weight["referred"], noted.evidence("network"))


def _levers(person: Person, ready: Readiness, weight: Mapping[str, float]) -> Iterable[Lever]:
    """One level more in what is missing, and interest in it, which takes it off the list."""
    share = float(ready.share or 0)
    for gap in ready.gaps[:3]:
        level = float(gap.level or 0)
        gained = float(gap.weight) * min(1.0, gap.required - level) / (gap.required - level)
        more = weight["fit"] * ((share + gained) ** 2 - share**2)
        yield Lever(f"one level more in {person.catalogue.name(gap.skill)}", more)
    yield Lever("your interest expressed", AWAY)


def _aim_of(person: Person, row: ChanceRow) -> Aim | None:
    role = person.catalogue.role(row.chance.role)
    return None if role is None else next((aim for aim in person.aims if aim.role.role == role.role), None)


def _reached(person: Person, row: ChanceRow) -> Reached:
    noted = person.network.reach.get(row.opportunity)
    return Reached() if noted is None else noted.row.reached
