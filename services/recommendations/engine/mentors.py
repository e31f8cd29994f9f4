"""Who could be a person's mentor: everybody else, ordered by whom people like them go to for advice.

The same learning as for ties, on directed ties (who goes to whom), with two additions: ties of other kinds, such as
friendship or work done together, are layers of factors; and being ahead in a number that is named like seniority is
thought likely to count before anything is learnt.
"""

from dataclasses import replace

from services.recommendations.engine import ties
from services.recommendations.engine.attributes import Amounts
from services.recommendations.engine.pair_model import PairModel
from services.recommendations.engine.tie_factors import Ties
from services.recommendations.engine.ties import Policy

_SENIORITY = ("senior", "grade", "level", "tenure", "years", "experience")
_AHEAD = 0.2


def fit(advice: Ties, policy: Policy | None = None) -> PairModel:
    """The model of who goes to whom for advice."""
    policy = policy or Policy()
    ahead = {f"ahead in {amounts.name}": _AHEAD for amounts in advice.attributes.amounts if _is_seniority(amounts)}
    return ties.fit(replace(advice, directed=True), replace(policy, likely={**policy.likely, **ahead}))


def _is_seniority(amounts: Amounts) -> bool:
    """Whether more of it is more senior. Ranks count the other way about: the first is the most senior."""
    name = amounts.name.casefold()
    return any(word in name for word in _SENIORITY) and "rank" not in name
