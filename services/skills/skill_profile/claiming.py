"""What people say of their own skills, and taking a skill out of the profile."""

from datetime import date, datetime

from services.skills.skill import Named, Skill, require_skill
from services.skills.skill_profile.state import held_as, said_before
from shared.contracts.days import day_of
from shared.contracts.skills.events import RatingSource, SkillClaimed, SkillRefreshed, SkillRemoved, SkillUsed
from shared.contracts.skills.ledger import Ledger
from shared.event import Event


def claim_skill(
    ledger: Ledger,
    *,
    person: str,
    skill: str,
    level: int,
    note: str | None,
    named: Named,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Say at which level one has a skill of the catalogue."""
    found = require_skill("skill", skill, named)
    on = day_of(effective_on, now)
    if ledger.has(found.id) and said_before(ledger.held(found.id), RatingSource.SELF, person, on, level):
        return []
    return [SkillClaimed(person=person, skill=found.id, on=on, rating=ledger.size + 1, level=level, note=note)]


def use_skill(
    ledger: Ledger, *, skill: str, note: str | None, named: Named, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that one used a skill that day. A day counts once."""
    held = held_as(ledger, skill, named.get(skill, Skill()).id)
    on = day_of(effective_on, now)
    if ledger.held(held).last_used == on:
        return []
    return [SkillUsed(person=ledger.person, skill=held, on=on, note=note)]


def refresh_skill(
    ledger: Ledger, *, skill: str, note: str | None, named: Named, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that one practised or learnt a skill again. A day counts once."""
    held = held_as(ledger, skill, named.get(skill, Skill()).id)
    on = day_of(effective_on, now)
    if ledger.held(held).last_used == on:
        return []
    return [SkillRefreshed(person=ledger.person, skill=held, on=on, note=note)]


def remove_skill(
    ledger: Ledger, *, skill: str, reason: str | None, named: Named, effective_on: date | None, now: datetime
) -> list[Event]:
    """Take a skill out of one's profile, under all its ids where it was merged."""
    on = day_of(effective_on, now)
    ids = dict.fromkeys((skill, named.get(skill, Skill()).id))
    return [SkillRemoved(person=ledger.person, skill=each, on=on, reason=reason) for each in ids if ledger.has(each)]
