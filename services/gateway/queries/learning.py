"""What a person learns and is certified in, and what there is to learn."""

from collections.abc import Mapping
from typing import Any

import msgspec

from services.gateway.anonymity import LEAST
from services.gateway.catalogue_paging import Browsed, browsed, starting_with
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.skill_catalogue import all_ids, known_skills
from shared.contract import Access, choice, identifier
from shared.contracts.bounds import number
from shared.contracts.skills.events import LearningKind
from shared.read_models.credentials import CREDENTIALS, CredentialRow
from shared.read_models.enrolments import ENROLMENTS, EnrolmentRow, EnrolmentStatus
from shared.read_models.learning_offers import LearningOfferRow

_OFFERS = """
    select offers.*, taken.enrolled, taken.completed, taken.raters, taken.stars
    from (
        select learning_offers.* from learning_offers
        where organisation = %(organisation)s and not withdrawn
        and (search_title, learning) > (%(after_name)s, %(after_id)s)
        and search_title like %(pattern)s
        and (%(kind)s::text is null or kind = %(kind)s)
        and (%(most_hours)s::numeric is null or hours <= %(most_hours)s)
        and (%(ids)s::text[] is null or exists (
            select from learning_skills
            where learning_skills.organisation = %(organisation)s and learning_skills.skill = any(%(ids)s)
            and learning_skills.learning = learning_offers.learning
            and learning_skills.revision = learning_offers.revision
        ))
        order by search_title, learning
        limit %(most)s
    ) as offers
    cross join lateral (
        select count(distinct person) as enrolled,
               count(distinct person) filter (where status = 'completed') as completed,
               count(distinct person) filter (where stars is not null) as raters, avg(stars)::float8 as stars
        from enrolments
        where enrolments.organisation = %(organisation)s and enrolments.learning = offers.learning
    ) as taken
    order by offers.search_title, offers.learning
"""


class LearningOf(OfPerson):
    """Of whom, and of which status."""

    status = choice(EnrolmentStatus, load_default=None)


class FindLearning(Browsed):
    """What to find; everything given must hold."""

    skill = identifier(load_default=None, metadata={"description": "What leads to this skill."})
    kind = choice(LearningKind, load_default=None)
    most_hours = number(0, 100_000, load_default=None, metadata={"description": "What takes no longer."})


@query(
    "learning",
    access={Access.SELF, Access.MANAGER, Access.HR},
    params=LearningOf,
    reads=(ENROLMENTS, CREDENTIALS),
    example={"person": "ada", "status": "open"},
)
def learning(asked: Asked) -> Answer:
    """What a person is learning or has learnt, what is under way first, and their credentials, the newest first."""
    today, status = asked.moment.today, asked.params["status"]
    enrolments = [row for row in asked.rows(ENROLMENTS) if status in {None, row.status}]
    enrolments.sort(key=lambda row: (row.status is EnrolmentStatus.OPEN, row.heard_on, row.learning), reverse=True)
    credentials = sorted(asked.rows(CREDENTIALS), key=lambda row: (row.issued_on, row.credential), reverse=True)
    return {
        "enrolments": [_enrolment(row) | {"overdue": _is_overdue(row, asked)} for row in enrolments],
        "credentials": [_credential(row) | {"status": row.status_on(today)} for row in credentials],
    }


@query(
    "learning_offers",
    access={Access.ANYONE},
    params=FindLearning,
    as_of=False,
    example={"skill": "sql", "kind": "course"},
)
def learning_offers(asked: Asked) -> Answer:
    """What there is to learn, by title; how many took it up, and what they gave it once at least five did."""
    ids = list(all_ids(asked, _meant(asked))) if asked.params["skill"] else None
    found = asked.sql(_OFFERS, {**asked.params, **starting_with(asked.params), "ids": ids})
    answer = browsed(found, asked.params, lambda row: (row["search_title"], row["learning"]))
    names = known_skills(
        asked, {each["skill"] for row in answer["items"] for each in (*row["skills"], *row["prerequisites"])}
    )
    return {**answer, "items": [_offer(row, lambda skill: names[skill].name) for row in answer["items"]]}


def _meant(asked: Asked) -> list[str]:
    skill = asked.params["skill"]
    return [known_skills(asked, [skill])[skill].skill]


def _offer(row: Mapping[str, Any], name_of: Any) -> Mapping[str, Any]:
    shown = msgspec.structs.asdict(msgspec.convert(row, LearningOfferRow))
    for hidden in ("search_title", "revision", "withdrawn"):
        del shown[hidden]
    for named in ("skills", "prerequisites"):
        shown[named] = [{"skill": e.skill, "name": name_of(e.skill), "level": e.level} for e in shown[named]]
    rated = row["raters"] >= LEAST
    taken = {"enrolled": row["enrolled"], "completed": row["completed"]}
    return shown | taken | {"stars": round(row["stars"], 1) if rated else None}


def _enrolment(row: EnrolmentRow) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(row).items() if name != "person"}


def _is_overdue(row: EnrolmentRow, asked: Asked) -> bool:
    return row.status is EnrolmentStatus.OPEN and row.due is not None and row.due < asked.moment.today


def _credential(row: CredentialRow) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(row).items() if name != "person"}
