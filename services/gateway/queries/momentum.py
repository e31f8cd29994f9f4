"""How steadily a person has been moving."""

import msgspec

from services.gateway.momentum import WINDOW_DAYS, momentum_trend
from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access, integer
from shared.read_models.activity import ACTIVITY
from shared.read_models.goals import GOALS


class MomentumOf(OfPerson):
    """Over how many days, up to the day asked about."""

    days = integer(7, 366, load_default=WINDOW_DAYS)


@query(
    "momentum",
    access={Access.SELF, Access.MANAGER, Access.HR},
    params=MomentumOf,
    reads=(ACTIVITY, GOALS),
    example={"person": "ada", "days": 28},
)
def momentum(asked: Asked) -> Answer:
    """How steadily a person has been moving, from 0 to 100, against the time before.

    Recoveries from setbacks count, and show, for the person only.
    """
    days, private = asked.params["days"], Access.SELF in asked.relation
    trend = momentum_trend(asked.rows(ACTIVITY), asked.rows(GOALS), asked.moment.today, days, private=private)
    return msgspec.structs.asdict(trend)
