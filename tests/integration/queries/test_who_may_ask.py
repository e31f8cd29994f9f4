"""Who may ask which query, as one table: every query there is, for each kind of caller.

About ada, who reports to mo, and mo to zoe; di reports to ada, and bo is beside her. ada lets con see her goals and her
plan. What is shown to those who may ask is in the tables of each subject, `test_who_sees_*`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.gateway.grouping import PeopleTooFew
from services.gateway.query import QUERIES
from shared.contracts.feedback.events import Audience, ConsentField, ConsentGiven
from shared.contracts.integrations.events import PersonLeft
from shared.errors import Forbidden, MilepostError, Unavailable
from tests.fixtures.gateways import token
from tests.fixtures.networked import DAY, joined
from tests.fixtures.organisation import Organisation, organisation_on

RECORDED = datetime(2026, 1, 5, tzinfo=UTC)
CALLERS: Mapping[str, Mapping[str, Any]] = {
    "self": {"by": "ada"},
    "manager": {"by": "mo"},
    "manager above": {"by": "zoe"},
    "report": {"by": "di"},
    "peer": {"by": "bo"},
    "by consent": {"by": "con"},
    "hr": {"by": "pia", "roles": ("employee", "hr")},
    "hr machine": {"roles": ("hr",)},
    "operator": {"roles": ("operator",)},
    "integration": {"roles": ("integration",)},
    "machine": {"roles": ("employee",)},
    "who has left": {"by": "len"},
}
SELF = frozenset({"self"})
HR = frozenset({"hr", "hr machine"})
INSIDERS = SELF | {"manager", "manager above"} | HR
HERE = frozenset(CALLERS) - {"who has left"}
BY_CONSENT = frozenset({"by consent"})

OPEN_TO: Mapping[str, frozenset[str]] = {
    "alignment": HERE,
    "audit": HR | {"operator"},
    "catalogue": HERE,
    "consents": SELF,
    "cycle": HR,
    "cycle_report": INSIDERS,
    "cycle_results": HR,
    "cycles": HR,
    "dashboard": INSIDERS,
    "decisions": SELF,
    "fairness": HR,
    "feedback": SELF,
    "feedback_given": SELF,
    "feedback_inbox": SELF,
    "feedback_of_others": HERE,
    "feedback_requests": SELF,
    "feedback_summary": HERE,
    "gatherings": HERE,
    "goal": HERE,
    "goals": INSIDERS | BY_CONSENT,
    "introductions": SELF,
    "learning": INSIDERS,
    "learning_offers": HERE,
    "mentor_matching": HR,
    "mentors": SELF,
    "momentum": INSIDERS,
    "network": SELF,
    "opportunities": HERE,
    "opportunity": HERE,
    "people": HERE,
    "person": HERE,
    "plan": SELF | BY_CONSENT,
    "policy_preview": HR,
    "recommendation": SELF,
    "recommendations": SELF,
    "role": HERE,
    "role_fit": INSIDERS,
    "role_preview": HR,
    "search": HERE,
    "setbacks": SELF,
    "shared_goals": SELF,
    "simulate": SELF,
    "skill": HERE,
    "skill_gap": INSIDERS,
    "skill_profile": HERE,
    "skill_trends": HR,
    "support_requests": SELF,
    "team": INSIDERS,
    "timeline": INSIDERS,
    "units": HERE,
    "warm_path": SELF,
    "wellbeing": SELF,
    "wellbeing_of_team": INSIDERS,
    "who_saw": SELF,
    "workforce": HR,
}


def nobody_answers(*_: Any) -> Any:
    """Services that queries ask are not there."""
    raise Unavailable("There is no service here.")


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database, nobody_answers) as acme:
        acme.tell(
            "integrations",
            joined("zoe"),
            joined("mo", "zoe"),
            joined("ada", "mo"),
            joined("di", "ada"),
            joined("bo", "mo"),
            *map(joined, ("con", "pia", "len")),
            PersonLeft("len", date(2026, 1, 2)),
            recorded=RECORDED,
        )
        acme.tell(
            "feedback",
            *(
                ConsentGiven("ada", field, Audience.PERSON, DAY, to="con")
                for field in (ConsentField.GOALS, ConsentField.PLAN)
            ),
            recorded=RECORDED,
        )
        yield acme


def test_the_table_has_every_query_there_is() -> None:
    assert OPEN_TO.keys() == QUERIES.keys()


@pytest.mark.parametrize("query", OPEN_TO)
def test_a_query_is_open_to_whom_the_table_says_and_to_nobody_else(acme: Organisation, query: str) -> None:
    assert {caller for caller in CALLERS if may_ask(acme, query, caller)} == OPEN_TO[query]


def caller_token(caller: str) -> str:
    return token(CALLERS[caller].get("by"), *CALLERS[caller].get("roles", ("employee",)))


def may_ask(acme: Organisation, query: str, caller: str) -> bool:
    """Whether a caller is answered about ada, or is told that there is nothing of the kind: all but refused."""
    about = {"person": "ada"} if "person" in QUERIES[query].params().fields else {}
    try:
        acme.gateway.query(caller_token(caller), query, {**QUERIES[query].example, **about})
    except PeopleTooFew:
        return True
    except Forbidden:
        return False
    except MilepostError:
        return True
    return True
