"""Who sees what of feedback: each query for each kind of caller, each feedback for each viewer, as tables.

Everything asked about is ada's: what bo told her, by each visibility, and her reviews, of which spring is released,
autumn closed and winter open. con is let see her feedback by her consent, and so is the unit sales, of which out is.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import product
from typing import Any

import pytest

from services.gateway.consented import consented
from services.gateway.feedback_audience import sees
from shared.contracts.feedback.events import (
    Audience,
    ConsentField,
    ConsentGiven,
    ConsentRevoked,
    FeedbackVisibility,
    FeedbackWithdrawn,
)
from shared.errors import Forbidden
from shared.read_models.consents import CONSENTS
from tests.fixtures.networked import joined
from tests.fixtures.organisation import Organisation, organisation_on
from tests.fixtures.reviewed import (
    DIRECTORY,
    JANUARY,
    RATERS,
    RECORDED,
    answered,
    closed,
    opened,
    rater,
    released,
    settled,
    told,
)
from tests.unit.read_models.happened import happened, rows_after

CALLERS: Mapping[str, Mapping[str, Any]] = {
    "self": {"by": "ada"},
    "manager": {"by": "mo"},
    "manager above": {"by": "zoe"},
    "report": {"by": "di"},
    "peer, author and rater": {"by": "bo"},
    "peer": {"by": "cy"},
    "by consent": {"by": "con"},
    "by consent of their unit": {"by": "out"},
    "once by consent": {"by": "was"},
    "other": {"by": "eve"},
    "hr": {"by": "pia", "roles": ("employee", "hr")},
    "hr machine": {"roles": ("hr",)},
    "integration": {"roles": ("integration",)},
    "machine": {"roles": ("employee",)},
}
EVERYONE = frozenset(CALLERS)
OWN = frozenset({"self"})
MANAGERS = frozenset({"manager", "manager above"})
HR = frozenset({"hr", "hr machine"})
ADA: Mapping[str, Any] = {"person": "ada"}

WHO_MAY_ASK: list[tuple[str, Mapping[str, Any], frozenset[str]]] = [
    ("feedback_inbox", ADA, OWN),
    ("feedback_requests", ADA, OWN),
    ("feedback", ADA, OWN),
    ("feedback_given", ADA, OWN),
    ("feedback_summary", ADA, EVERYONE),
    ("feedback_of_others", {}, EVERYONE),
    ("goals", ADA, OWN | MANAGERS | HR | {"by consent"}),
    ("plan", ADA, OWN | MANAGERS | {"by consent"}),
    ("consents", ADA, OWN),
    ("who_saw", ADA, OWN),
    ("cycle_report", {**ADA, "cycle": "spring"}, OWN | MANAGERS | HR),
    ("cycle_report", {**ADA, "cycle": "autumn"}, HR),
    ("cycle_report", {**ADA, "cycle": "winter"}, frozenset()),
    ("cycle_results", {"cycle": "spring"}, HR),
    ("cycle_results", {"cycle": "winter"}, frozenset()),
    ("cycles", {}, HR),
    ("cycle", {"cycle": "winter"}, HR),
]
PRIVATE, TO_MANAGER, PUBLIC = FeedbackVisibility
SEEN: Mapping[str, frozenset[FeedbackVisibility]] = {
    **dict.fromkeys(EVERYONE, frozenset({PUBLIC})),
    **dict.fromkeys(MANAGERS, frozenset({PUBLIC, TO_MANAGER})),
    **dict.fromkeys(("by consent", "by consent of their unit"), frozenset({PUBLIC, TO_MANAGER})),
    **dict.fromkeys(("self", "peer, author and rater"), frozenset(FeedbackVisibility)),
}
CONSENT: dict[str, Any] = {"person": "ada", "field": ConsentField.FEEDBACK_SUMMARY, "on": JANUARY}
CONSENTS_OF_ADA = [
    ConsentGiven(audience=Audience.PERSON, to="con", **CONSENT),
    ConsentGiven(audience=Audience.UNIT, to="sales", **CONSENT),
    ConsentGiven(audience=Audience.PERSON, to="was", **CONSENT),
    ConsentRevoked(audience=Audience.PERSON, to="was", **CONSENT),
    ConsentGiven(audience=Audience.PERSON, to="eve", until=date(2026, 1, 31), **CONSENT),
    *(
        ConsentGiven(audience=Audience.PERSON, to="con", **{**CONSENT, "field": field})
        for field in ConsentField
        if field is not ConsentField.FEEDBACK_SUMMARY
    ),
    ConsentGiven(audience=Audience.MANAGER, **{**CONSENT, "field": ConsentField.PLAN}),
    ConsentGiven(audience=Audience.PERSON, to="was", **{**CONSENT, "field": ConsentField.GOALS}),
    ConsentRevoked(audience=Audience.PERSON, to="was", **{**CONSENT, "field": ConsentField.GOALS}),
]
UNITS = {"con": "legal", "was": "legal", "eve": "legal", "out": "sales"}


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database) as acme:
        acme.tell(
            "integrations",
            *DIRECTORY,
            *(joined(each, unit="legal") for each in ("con", "was", "eve")),
            recorded=RECORDED,
        )
        acme.tell(
            "feedback",
            *(told(visibility, visibility) for visibility in FeedbackVisibility),
            told("taken-back", PUBLIC),
            FeedbackWithdrawn("taken-back", "ada", JANUARY),
            told("of-gone", PUBLIC, person="len"),
            *CONSENTS_OF_ADA,
            *(
                event
                for cycle in ("spring", "autumn", "winter")
                for event in [*opened(cycle), *settled(*map(rater, RATERS), cycle=cycle)]
            ),
            *(
                event
                for cycle in ("spring", "autumn")
                for event in [*closed(*RATERS, cycle=cycle), *answered(RATERS, [1, 2, 3, 4], cycle=cycle)]
            ),
            released(),
            recorded=RECORDED,
        )
        yield acme


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(
    ("query", "params", "allowed"), WHO_MAY_ASK, ids=lambda each: each if type(each) is str else ""
)
def test_a_query_answers_those_whom_it_is_open_to_and_nobody_else(
    acme: Organisation, query: str, params: Mapping[str, Any], allowed: frozenset[str], caller: str
) -> None:
    if caller in allowed:
        assert acme.ask(query, **CALLERS[caller], **params)
    else:
        with pytest.raises(Forbidden):
            acme.ask(query, **CALLERS[caller], **params)


@pytest.mark.parametrize("query", sorted({query for query, _, _ in WHO_MAY_ASK}))
def test_who_has_left_asks_nothing(acme: Organisation, query: str) -> None:
    of_cycle = {"cycle": "spring"} if query.startswith("cycle") and query != "cycles" else {}
    with pytest.raises(Forbidden):
        acme.ask(query, by="len", **of_cycle)


@pytest.mark.parametrize("caller", CALLERS)
def test_feedback_about_somebody_is_shown_by_its_visibility(acme: Organisation, caller: str) -> None:
    summary = acme.ask("feedback_summary", **CALLERS[caller], **ADA)
    assert {each["feedback"] for each in summary["items"]} == SEEN[caller]
    assert summary["count"] == len(SEEN[caller])


@pytest.mark.parametrize("caller", CALLERS)
def test_a_skill_profile_and_a_career_are_shown_whole_to_insiders_and_by_consent(
    acme: Organisation, caller: str
) -> None:
    whole = caller in OWN | MANAGERS | HR | {"by consent"}
    assert ("policy" in acme.ask("skill_profile", **CALLERS[caller], **ADA)) == whole
    record = acme.ask("person", **CALLERS[caller], **ADA)
    assert ("history" in record, "email" in record) == (whole, whole and caller != "by consent")
    for query in ("skill_profile", "person"):
        if whole:
            assert acme.ask(query, **CALLERS[caller], **ADA, as_of="2026-01-15")
        else:
            with pytest.raises(Forbidden):
                acme.ask(query, **CALLERS[caller], **ADA, as_of="2026-01-15")


@pytest.mark.parametrize("caller", sorted(EVERYONE - {"self", "peer, author and rater"}))
def test_feedback_of_others_has_what_one_sees_of_those_who_are_here(acme: Organisation, caller: str) -> None:
    found = acme.ask("feedback_of_others", **CALLERS[caller])["items"]
    assert {each["feedback"] for each in found} == SEEN[caller]


@pytest.mark.parametrize("caller", ["self", "peer, author and rater"])
def test_feedback_of_others_leaves_out_what_one_got_and_gave(acme: Organisation, caller: str) -> None:
    assert acme.ask("feedback_of_others", **CALLERS[caller])["items"] == []


@pytest.mark.parametrize(("caller", "visibility"), list(product(CALLERS, FeedbackVisibility)))
def test_the_table_of_who_sees_which_feedback_is_what_the_rule_says(
    caller: str, visibility: FeedbackVisibility
) -> None:
    viewer = CALLERS[caller].get("by")
    managed = caller in MANAGERS
    consents = rows_after(CONSENTS, happened(*CONSENTS_OF_ADA))
    by_consent = viewer is not None and consented(
        consents,
        ConsentField.FEEDBACK_SUMMARY,
        viewer=viewer,
        unit=UNITS.get(viewer),
        managed=managed,
        day=datetime.now(RECORDED.tzinfo).date(),
    )
    by_rule = sees(viewer, recipient="ada", author="bo", visibility=visibility, managed=managed, consented=by_consent)
    assert by_rule == (visibility in SEEN[caller])


@pytest.mark.parametrize("caller", CALLERS)
def test_feedback_that_was_taken_back_is_in_nobodys_past(acme: Organisation, caller: str) -> None:
    summary = acme.ask("feedback_summary", **CALLERS[caller], **ADA, as_of={"effective": "2026-01-05"})
    assert "taken-back" not in {each["feedback"] for each in summary["items"]}


def test_a_consent_that_ended_shows_nothing_of_the_time_while_it_held(acme: Organisation) -> None:
    for once in ("eve", "was"):
        summary = acme.ask("feedback_summary", by=once, **ADA, as_of="2026-01-15")
        assert {each["feedback"] for each in summary["items"]} == {PUBLIC}


def test_a_report_that_is_not_out_for_somebody_is_in_no_past_of_theirs(acme: Organisation) -> None:
    for as_of in ("2026-01-05", {"effective": "2026-01-04"}, {"recorded": "2026-01-04"}):
        with pytest.raises(Forbidden):
            acme.ask("cycle_report", by="mo", **ADA, cycle="autumn", as_of=as_of)
        with pytest.raises(Forbidden):
            acme.ask("cycle_report", by="pia", roles=("hr",), **ADA, cycle="winter", as_of=as_of)


def test_hr_sees_its_own_report_no_sooner_than_anybody(database: str) -> None:
    with organisation_on(database) as acme:
        acme.tell("integrations", *DIRECTORY, recorded=RECORDED)
        raters = ("ada", "bo", "cy")
        acme.tell(
            "feedback",
            *opened("spring", "pia"),
            *closed(person="pia"),
            *answered(raters, [1, 2, 3], person="pia"),
            recorded=RECORDED,
        )
        with pytest.raises(Forbidden):
            acme.ask("cycle_report", by="pia", roles=("hr",), cycle="spring")
        acme.tell("feedback", released(person="pia"), recorded=RECORDED)
        assert acme.ask("cycle_report", by="pia", roles=("hr",), cycle="spring")["groups"]


def test_a_raters_token_is_in_their_own_inbox_and_in_no_other_answer(acme: Organisation) -> None:
    inbox = acme.ask("feedback_inbox", by="bo")
    (review,) = inbox["reviews"]
    own = review["token"]
    assert review["cycle"] == "winter"
    for query, params, allowed in WHO_MAY_ASK:
        for caller in allowed:
            assert own not in str(acme.ask(query, **CALLERS[caller], **params))
    for other in ("cy", "di", "out"):
        assert own not in str(acme.ask("feedback_inbox", by=other))
    for roles in (("hr",), ("operator",)):
        assert own not in str(acme.ask("audit", by="pia", roles=roles, limit=200))
    assert own not in str(acme.ask("timeline", by="bo", limit=200))
