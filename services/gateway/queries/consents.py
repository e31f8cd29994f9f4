"""What a person lets others see, and who saw what of theirs."""

import msgspec
from marshmallow import fields

from services.gateway.paging import Paged, page
from services.gateway.people_here import others, shown
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access, choice
from shared.contracts.feedback.events import Audience, ConsentField
from shared.read_models.accesses import ACCESSES
from shared.read_models.consents import CONSENTS


class ConsentsOf(OfPerson, Paged):
    """Which consents of the person, the caller."""

    field = choice(ConsentField, load_default=None)
    all = fields.Boolean(load_default=False, metadata={"description": "Also what was revoked, or has run out."})


class AccessesOf(OfPerson, Paged):
    """What was seen of the person, the caller."""

    since = fields.Date(load_default=None, metadata={"description": "On that day or later."})


@query("consents", access={Access.SELF}, params=ConsentsOf, reads=(CONSENTS,), example={"person": "ada"})
def consents(asked: Asked) -> Answer:
    """What one lets others see, and until when; the consent given last at the top."""
    today, field = asked.moment.today, asked.params["field"]
    rows = [
        row
        for row in asked.rows(CONSENTS)
        if field in {None, row.field} and (asked.params["all"] or row.holds_on(today))
    ]
    known = others(asked, {row.whom for row in rows if row.audience is Audience.PERSON}, today)
    return page(
        rows,
        lambda row: (row.given_on.isoformat(), row.field, row.audience, row.whom),
        asked.params,
        shown=lambda row: {
            **msgspec.structs.asdict(row),
            "whom": row.whom or None,
            "name": known[row.whom].name if row.audience is Audience.PERSON and row.whom in known else None,
            "holds": row.holds_on(today),
        },
        descending=True,
    )


@query("who_saw", access={Access.SELF}, params=AccessesOf, reads=(ACCESSES,), example={"person": "ada"})
def who_saw(asked: Asked) -> Answer:
    """Who saw what of oneself that is not for everyone to see, by day, the last one at the top.

    `what` is the name of the query; oneself is left out. It takes a minute until it is known.
    """
    since = asked.params["since"]
    rows = [row for row in asked.rows(ACCESSES) if since is None or row.seen_on >= since]
    known = others(asked, {row.seer for row in rows}, asked.moment.today)
    return page(
        rows,
        lambda row: (row.seen_on.isoformat(), row.seer, row.what),
        asked.params,
        shown=lambda row: {"by": shown(row.seer, known), "what": row.what, "on": row.seen_on},
        descending=True,
    )
