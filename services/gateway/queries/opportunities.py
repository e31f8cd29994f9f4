"""Opportunities that reach whoever asks, and one of them with those who have to do with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from marshmallow import fields

from services.gateway.candidates import OPEN
from services.gateway.day_cursors import beyond, cursor_at
from services.gateway.opportunity_audience import VISIBLE, viewing
from services.gateway.paging import Paged, page
from services.gateway.patterns import containing
from services.gateway.people_here import HERE, Other, others
from services.gateway.query import Answer, Asked, query
from services.gateway.skill_catalogue import KnownSkills, all_ids, known_skills
from services.gateway.within_unit import within_unit
from shared.contract import Access, choice, identifier, text
from shared.contracts.network.events import OpportunityKind
from shared.contracts.network.reach import INVOLVED
from shared.contracts.network.standing import InterestStatus, OpportunityStatus
from shared.errors import NotFound
from shared.read_models.opportunities import OpportunityRow
from shared.read_models.opportunity_reach import ReachRow, Referral

_INVOLVED = ", ".join(f"'{status}'" for status in sorted(INVOLVED))

_SEEN = f"""
    select opportunities.*, {OPEN} as open, units.name as unit_name, posters.name as poster_name,
           coalesce(mine.invited, false) as invited, mine.interest, mine.interest_on, mine.referrals,
           case when %(hr)s or opportunities.posted_by = %(viewer)s then (
               select count(*) from opportunity_reach as each
               join people on people.organisation = %(organisation)s and people.person = each.person and {HERE}
               where each.organisation = %(organisation)s and each.opportunity = opportunities.opportunity
               and each.interest = '{InterestStatus.EXPRESSED}'
           ) end as interested
    from opportunities
    left join units on units.organisation = %(organisation)s and units.unit = opportunities.unit
    left join people as posters
    on posters.organisation = %(organisation)s and posters.person = opportunities.posted_by
    left join opportunity_reach as mine
    on mine.organisation = %(organisation)s and mine.opportunity = opportunities.opportunity
    and mine.person = %(viewer)s
    where opportunities.organisation = %(organisation)s and {VISIBLE} and {{conditions}}
    order by opportunities.posted_on desc, opportunities.opportunity desc
    limit %(most)s
"""
_BEFORE = "(opportunities.posted_on, opportunities.opportunity) < (%(beyond_day)s, %(beyond_id)s)"
_ONE = "opportunities.opportunity = %(opportunity)s"
_CONDITIONS: Mapping[str, str] = {
    "status": "opportunities.status = %(status)s",
    "mine": "opportunities.posted_by = %(viewer)s",
    "interested": f"mine.interest in ({_INVOLVED})",
    "kind": "opportunities.kind = %(kind)s",
    "role": "opportunities.role = %(role)s",
    "unit": within_unit("opportunities.unit"),
    "skill": "exists (select from jsonb_array_elements(opportunities.skills) as each"
    " where each ->> 'skill' = any(%(skills)s))",
    "text": "(opportunities.title ilike %(pattern)s or opportunities.description ilike %(pattern)s)",
}
_REACHED = """
    select * from opportunity_reach
    where organisation = %(organisation)s and opportunity = %(opportunity)s
    and (invited or referred or interest is not null)
"""


class FindOpportunities(Paged):
    """Which opportunities; everything given must hold."""

    kind = choice(OpportunityKind, load_default=None)
    role = identifier(load_default=None)
    unit = identifier(load_default=None, metadata={"description": "Of this unit and those below it."})
    skill = identifier(load_default=None, metadata={"description": "That call for this skill."})
    text = text(200, load_default=None, metadata={"description": "Part of the title or the description."})
    status = choice(
        OpportunityStatus,
        load_default=None,
        metadata={"description": "Open ones where left out; of `mine` and `interested`, all."},
    )
    mine = fields.Boolean(load_default=False, metadata={"description": "Posted by oneself."})
    interested = fields.Boolean(
        load_default=False,
        metadata={"description": "That one is interested in, was turned down for, or got."},
    )


class OneOpportunity(Paged):
    """Which opportunity; the page is one of the people who have to do with it."""

    opportunity = identifier(required=True)


class OpportunityUnknown(NotFound):
    """There is no such opportunity, or none that whoever asks may know of."""

    def __init__(self, opportunity: str) -> None:
        super().__init__(
            f"There is no opportunity {opportunity!r} that you may see.",
            fields={"opportunity": ["Unknown, or not for you."]},
        )


@query(
    "opportunities",
    access={Access.ANYONE},
    params=FindOpportunities,
    as_of=False,
    example={"kind": "gig", "skill": "sql"},
)
def opportunities(asked: Asked) -> Answer:
    """Opportunities that reach oneself, those posted last at the top, each with one's own interest in it.

    Those are open, and their last day has not passed, unless one asks otherwise. Their poster and HR are told how many
    people are interested.
    """
    given = asked.params
    asked_for = [name for name in _CONDITIONS if given[name]]
    conditions = [_BEFORE, *(_CONDITIONS[name] for name in asked_for)]
    if given["status"] is OpportunityStatus.OPEN or not {"status", "mine", "interested"} & set(asked_for):
        conditions.append(OPEN)
    parameters = {
        **given,
        **beyond(given["cursor"], date.max),
        "skills": sorted({given["skill"], *all_ids(asked, [given["skill"]])}) if given["skill"] else [],
        "pattern": containing(given["text"]),
        "most": given["limit"] + 1,
    }
    found = _seen(asked, conditions, parameters)
    here = found[: given["limit"]]
    known = _skills(asked, here)
    more = len(found) > len(here)
    return {
        "items": [_shown(each, known) for each in here],
        "next": cursor_at(here[-1]["posted_on"], here[-1]["opportunity"]) if more else None,
    }


@query(
    "opportunity",
    access={Access.ANYONE},
    params=OneOpportunity,
    as_of=False,
    example={"opportunity": "night-reports"},
)
def opportunity(asked: Asked) -> Answer:
    """One opportunity that reaches oneself; for its poster and HR with who is interested, referred and invited.

    Whoever was referred is told by whom.
    """
    found = _seen(asked, [_ONE], {**asked.params, "most": 1})
    if not found:
        raise OpportunityUnknown(asked.params["opportunity"])
    one = found[0]
    referrals = msgspec.convert(one["referrals"] or [], list[Referral])
    by = others(asked, {each.by for each in referrals}, asked.moment.today)
    return {
        **_shown(one, _skills(asked, found)),
        "referred_by": [{"person": each.by, "name": by[each.by].name} for each in referrals if each.by in by],
        **(_people(asked) if one["interested"] is not None else {"items": [], "next": None}),
    }


def _seen(asked: Asked, conditions: Sequence[str], parameters: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    statement = _SEEN.format(conditions=" and ".join(conditions))
    return asked.sql(statement, {**parameters, **viewing(asked.caller), "day": asked.moment.today})


def _skills(asked: Asked, found: Sequence[Mapping[str, Any]]) -> KnownSkills:
    return known_skills(asked, {each["skill"] for one in found for each in one["skills"]})


def _shown(found: Mapping[str, Any], known: KnownSkills) -> Mapping[str, Any]:
    row = msgspec.convert(found, OpportunityRow)
    skills = [{"skill": each.skill, "name": known[each.skill].name, "level": each.level} for each in row.skills]
    beside = ("open", "unit_name", "poster_name", "invited", "interest", "interest_on", "interested")
    return {
        **msgspec.structs.asdict(row),
        "skills": skills,
        **{name: found[name] for name in beside},
        "referred": bool(found["referrals"]),
    }


def _people(asked: Asked) -> Answer:
    """Those of them who are here today, chosen and interested ones first, each with what was written."""
    found = asked.sql(_REACHED, {"opportunity": asked.params["opportunity"]})
    rows = [msgspec.convert(row, ReachRow) for row in found]
    involved = {row.person for row in rows} | {each.by for row in rows for each in row.referrals}
    known = others(asked, involved, asked.moment.today)
    here = [row for row in rows if row.person in known and known[row.person].here]
    return page(here, _place, asked.params, shown=lambda row: _person(row, known))


def _place(row: ReachRow) -> tuple[str, ...]:
    order = [InterestStatus.CHOSEN, InterestStatus.EXPRESSED, None, InterestStatus.TURNED_DOWN]
    rank = order.index(row.interest) if row.interest in order else len(order)
    return (str(rank), row.interest_on.isoformat() if row.interest_on else "", row.person)


def _person(row: ReachRow, known: Mapping[str, Other]) -> Mapping[str, Any]:
    other = known[row.person]
    return {
        "person": row.person,
        "name": other.name,
        "role": other.role,
        "unit": other.unit,
        "unit_name": other.unit_name,
        "interest": row.interest,
        "interest_on": row.interest_on,
        "words": row.words,
        "invited": row.invited,
        "referrals": [
            {
                "by": each.by,
                "name": known[each.by].name if each.by in known else None,
                "referred_on": each.referred_on,
                "words": each.words,
            }
            for each in row.referrals
        ],
    }
