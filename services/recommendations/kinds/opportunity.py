"""Opportunities: those that reach the person, by how far their skills meet what is called for.

Whom an opportunity reaches is said by `shared.contracts.network.reach`, and by nothing else. One's own, what one is
interested in already, was turned down for or got, and what is closed by now, is none.
"""

from collections.abc import Iterable, Mapping

from services.recommendations.candidate import AWAY, Candidate, Lever, Reason, Words, candidate, saturating, weights
from services.recommendations.facts.chances import ChanceRow
from services.recommendations.fit import Fit, fit, share_met
from services.recommendations.knowledge import Knowledge
from services.recommendations.open_chances import Chances
from services.recommendations.person import Aim, Person
from shared.contracts.network.reach import Reached, sees
from shared.contracts.network.standing import InterestStatus
from shared.contracts.recommendations.events import Kind, Policy

KIND = Kind.OPPORTUNITY

DEFAULTS = {"fit": 0.5, "grow": 0.15, "role": 0.25, "unit": 0.05, "invited": 0.3, "referred": 0.15}

ENOUGH, HALF_GAIN = 0.4, 0.08
"""From how much of it met on one may grow in the rest; the readiness gained at which that counts half."""

LOOKED_AT = 20
"""Of those that are for everyone, no more are looked at for one skill, role or unit: the newest."""


def candidates(person: Person, _knowledge: Knowledge, policy: Policy) -> Iterable[Candidate]:
    """The opportunities that reach the person and suit them."""
    weight = weights(policy, KIND, DEFAULTS)
    for name in sorted(_looked_at(person, person.chances)):
        row = person.chances.rows[name]
        if not person.rests(KIND, name) and reaches(person, row) and _is_new(person, row):
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
    wanted = person.chances.wanted[row.opportunity]
    met = share_met(person.rated, wanted) if wanted else 0.0
    grown = sum(person.needs[each.skill].weight for each in wanted if each.skill in person.needs)
    aim = _aim_of(person, row)
    reached = _reached(person, row)
    own_unit = row.chance.unit is not None and row.chance.unit == person.place.unit
    parts = {
        "fit": weight["fit"] * met**2,
        "grow": weight["grow"] * saturating(grown, HALF_GAIN) if met >= ENOUGH else 0.0,
        "role": weight["role"] * (aim.weight if aim else 0.0),
        "unit": weight["unit"] * own_unit,
        "invited": weight["invited"] * reached.invited,
        "referred": weight["referred"] * (reached.referred and not reached.invited),
    }
    topics = (f"skill:{each.skill}" for each in wanted)
    return candidate(
        KIND, row.opportunity, parts, lambda: _words(person, row, aim, weight), topics, row.chance.closes_on
    )


def _words(person: Person, row: ChanceRow, aim: Aim | None, weight: Mapping[str, float]) -> Words:
    known, wanted = person.catalogue, person.chances.wanted[row.opportunity]
    ready = fit(person.rated, wanted) if wanted else None
    grown = [person.needs[each.skill] for each in wanted if each.skill in person.needs]
    noted = person.network.reach.get(row.opportunity)
    reached = noted.evidence("network") if noted else ()
    of_skills = (ref for each in row.chance.skills for ref in person.evidence_of(known.skill(each.skill)))
    met = ready.share if ready else 0.0
    grow = f"{known.name(grown[0].gap.skill)}, which {grown[0].aim.role.title} asks for" if grown else ""
    reasons = {
        "fit": Reason(f"You meet {met:.0%} of the skills it calls for", (*row.evidence, *of_skills)),
        "grow": Reason(f"It would have you grow in {grow}", row.evidence),
        "role": Reason(f"It is about {aim.role.title}, {aim.words}" if aim else "", row.evidence),
        "unit": Reason("It is in your unit", row.evidence),
        "invited": Reason("The poster invited you", reached),
        "referred": Reason("Somebody referred you for it", reached),
    }
    return Words(row.chance.title, reasons, _levers(person, ready, weight))


def _levers(person: Person, ready: Fit | None, weight: Mapping[str, float]) -> Iterable[Lever]:
    """One level more in what is missing, and interest in it, which takes it off the list."""
    if ready is not None:
        for gap in ready.gaps[:3]:
            more = weight["fit"] * ((ready.share + gap.gained(1.0)) ** 2 - ready.share**2)
            yield Lever(f"one level more in {person.catalogue.name(gap.skill)}", more)
    yield Lever("your interest expressed", AWAY)


def _aim_of(person: Person, row: ChanceRow) -> Aim | None:
    role = person.catalogue.role(row.chance.role)
    return None if role is None else next((aim for aim in person.aims if aim.role.role == role.role), None)


def _reached(person: Person, row: ChanceRow) -> Reached:
    noted = person.network.reach.get(row.opportunity)
    return Reached() if noted is None else noted.row.reached
