"""A person's own feedback, received and given, and what they see of other people's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from marshmallow import fields

from services.gateway.consented import unit_of_viewer
from services.gateway.day_cursors import beyond, cursor_at
from services.gateway.feedback_audience import VISIBLE, viewing
from services.gateway.feedback_shown import in_detail, in_short, still_standing
from services.gateway.paging import Paged, page
from services.gateway.people_here import HERE, others
from services.gateway.query import Answer, Asked, OfPerson, QueryParams, query
from services.gateway.reporting_line import reports
from services.gateway.skill_catalogue import known_skills
from shared.contract import Access, choice
from shared.contracts.feedback.events import FeedbackKind
from shared.read_models.feedback import FEEDBACK, FeedbackRow

_DEEPEST = 64
_GIVEN = """
    select feedback.* from feedback
    where feedback.organisation = %(organisation)s and feedback.author = %(person)s
    and (feedback.given_on, feedback.feedback) < (%(beyond_day)s, %(beyond_id)s)
    and (%(kind)s::text is null or feedback.kind = %(kind)s)
    order by feedback.given_on desc, feedback.feedback desc
    limit %(most)s
"""
_SEEN = f"""
    select feedback.* from feedback
    join people on people.organisation = %(organisation)s and people.person = feedback.person
    where feedback.organisation = %(organisation)s and {VISIBLE} and {HERE}
    and feedback.person <> %(viewer)s and feedback.author <> %(viewer)s
    and (feedback.given_on, feedback.feedback) < (%(beyond_day)s, %(beyond_id)s)
    and (%(kind)s::text is null or feedback.kind = %(kind)s)
    order by feedback.given_on desc, feedback.feedback desc
    limit %(most)s
"""


class SomeFeedback(Paged):
    """Which feedback."""

    kind = choice(FeedbackKind, load_default=None)


class FeedbackOf(OfPerson, SomeFeedback):
    """Which feedback of the person, the caller."""

    new = fields.Boolean(load_default=False, metadata={"description": "Only what was not acknowledged yet."})


class FeedbackBy(OfPerson, SomeFeedback):
    """Which feedback that the person, the caller, gave."""


class FeedbackOfOthers(SomeFeedback, QueryParams):
    """Which feedback that other people were given by others."""


@query(
    "feedback",
    access={Access.SELF},
    params=FeedbackOf,
    reads=(FEEDBACK,),
    example={"person": "ada", "kind": "praise"},
)
def feedback(asked: Asked) -> Answer:
    """The feedback that one received, newest first, with what one made of it. What was taken back is in no past."""
    kind, new = asked.params["kind"], asked.params["new"]
    rows = [
        row
        for row in still_standing(asked, asked.rows(FEEDBACK))
        if kind in {None, row.kind} and not (new and row.acknowledged_on)
    ]
    found = page(rows, lambda row: (row.given_on.isoformat(), row.feedback), asked.params, descending=True)
    return {"items": _shown(asked, found["items"], own=True), "next": found["next"]}


@query(
    "feedback_given",
    access={Access.SELF},
    params=FeedbackBy,
    as_of=False,
    example={"person": "ada"},
)
def feedback_given(asked: Asked) -> Answer:
    """The feedback that one gave, newest first: whether it was read, and until when it can be taken back.

    What the recipient made of it stays theirs, but for the thanks.
    """
    return _listed(asked, _GIVEN, {"person": asked.person})


@query("feedback_of_others", access={Access.ANYONE}, params=FeedbackOfOthers, as_of=False, example={"kind": "praise"})
def feedback_of_others(asked: Asked) -> Answer:
    """Feedback between other people that one may see, newest first; see `services.gateway.feedback_audience`.

    That is what was said for everyone, and what managers, or those whom the recipient lets, may read.
    """
    today, caller = asked.moment.today, asked.caller
    managed = reports(asked, caller.person, _DEEPEST) if caller.person else {}
    return _listed(asked, _SEEN, viewing(caller, unit_of_viewer(asked, today), managed, today))


def _listed(asked: Asked, statement: str, parameters: Mapping[str, Any]) -> Answer:
    given = asked.params
    bounds = {**beyond(given["cursor"], date.max), "kind": given["kind"], "most": given["limit"] + 1}
    rows = [msgspec.convert(row, FeedbackRow) for row in asked.sql(statement, {**parameters, **bounds})]
    here = rows[: given["limit"]]
    more = len(rows) > len(here)
    return {
        "items": _shown(asked, here, own=False),
        "next": cursor_at(here[-1].given_on, here[-1].feedback) if more else None,
    }


def _shown(asked: Asked, rows: Iterable[FeedbackRow], *, own: bool) -> Sequence[Mapping[str, Any]]:
    wanted = list(rows)
    known = others(asked, {who for row in wanted for who in (row.author, row.person)}, asked.moment.today)
    skills = known_skills(asked, {each.skill for row in wanted for each in row.ratings})
    show = in_detail if own else in_short
    return [show(row, known, skills, asked.caller.person) for row in wanted]
