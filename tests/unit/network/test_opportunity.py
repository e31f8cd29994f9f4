from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.network import opportunity
from services.network.connection import CONNECTION, Connection, identity_of
from services.network.days import EndsBeforeItStarts
from services.network.opportunity import OPPORTUNITY
from services.network.opportunity.interest import NotInterested, OnesOwnOpportunity, TurnedDown
from services.network.opportunity.posting import ClosesBeforeItOpens, OpportunityExists, SkillWantedTwice
from services.network.opportunity.sight import NotThePoster, OpportunityNotOpen
from services.network.people import NotWithOneself, PersonUnknown
from shared.aggregate import Aggregate, Decision
from shared.contracts.integrations.record import Record
from shared.contracts.network.events import (
    ChosenForOpportunity,
    InterestExpressed,
    InterestTurnedDown,
    InterestWithdrawn,
    InvitedToOpportunity,
    OpportunityClosed,
    OpportunityFilled,
    OpportunityKind,
    OpportunityPosted,
    OpportunityReopened,
    OpportunityRevised,
    Referred,
    SkillWanted,
    UninvitedFromOpportunity,
    Visibility,
)
from shared.contracts.network.standing import ConnectionStatus
from shared.errors import NotFound
from shared.event import Event
from tests.unit.given import given
from tests.unit.network.organisation import DAY, TODAY, record

GIG: dict[str, Any] = {"opportunity": "gig", "on": DAY}
OUTLINE: dict[str, Any] = {
    "title": "Night reports",
    "description": None,
    "role": None,
    "unit": "data",
    "skills": [{"skill": "sql", "level": 3}],
    "hours": Decimal(4),
    "starts_on": None,
    "ends_on": None,
    "closes_on": date(2026, 9, 20),
    "visibility": Visibility.NETWORK,
}
POST: dict[str, Any] = {
    "identity": "gig",
    "person": "grace",
    "kind": OpportunityKind.GIG,
    **OUTLINE,
    "people": [],
    "record": record,
    **TODAY,
}
UNCHANGED: dict[str, Any] = dict.fromkeys(OUTLINE)


def posted(visibility: Visibility = Visibility.NETWORK, kind: OpportunityKind = OpportunityKind.GIG) -> Event:
    return OpportunityPosted(
        **GIG,
        posted_by="grace",
        kind=kind,
        title="Night reports",
        visibility=visibility,
        unit="data",
        skills=(SkillWanted("sql", 3),),
        hours=Decimal(4),
        closes_on=date(2026, 9, 20),
    )


POSTED = posted()
FILLED, CLOSED = OpportunityFilled(**GIG), OpportunityClosed(**GIG)
INVITED = InvitedToOpportunity(**GIG, person="ada", by="grace")
INTERESTED = InterestExpressed(**GIG, person="ada")
CHOSEN = ChosenForOpportunity(**GIG, person="ada")
TURNED_DOWN = InterestTurnedDown(**GIG, person="ada")

POSTER: dict[str, Any] = {"person": "grace", "connected": False, **TODAY}
ADA: dict[str, Any] = {"person": "ada", "connected": True, **TODAY}
STRANGER: dict[str, Any] = ADA | {"connected": False}

AS_POSTER: list[tuple[Decision, dict[str, Any]]] = [
    (opportunity.revise_opportunity, UNCHANGED | {"title": "Reports"}),
    (opportunity.invite_to_opportunity, {"people": ["alan"], "record": record}),
    (opportunity.uninvite_from_opportunity, {"people": ["alan"]}),
    (opportunity.turn_down_interest, {"whom": "ada", "reason": None}),
    (opportunity.fill_opportunity, {"people": ["ada"], "record": record}),
    (opportunity.close_opportunity, {"reason": None}),
    (opportunity.reopen_opportunity, {"closes_on": None}),
]
AS_VIEWER: list[tuple[Decision, dict[str, Any]]] = [
    (opportunity.refer_for_opportunity, {"whom": "alan", "words": None, "record": record}),
    (opportunity.express_interest, {"message": None}),
]


def test_an_opportunity_is_posted_once() -> None:
    given(OPPORTUNITY).when(opportunity.post_opportunity, **POST).then(POSTED)
    given(OPPORTUNITY, POSTED).when(opportunity.post_opportunity, **POST).then()
    outcome = given(OPPORTUNITY, POSTED).when(opportunity.post_opportunity, **POST | {"person": "ada"})
    outcome.then_refused(OpportunityExists, field="opportunity")


def test_people_are_invited_as_it_is_posted() -> None:
    outcome = given(OPPORTUNITY).when(opportunity.post_opportunity, **POST | {"people": ["ada", "alan"]})
    outcome.then(POSTED, INVITED, InvitedToOpportunity(**GIG, person="alan", by="grace"))


@pytest.mark.parametrize(("who", "refusal"), [("grace", NotWithOneself), ("nobody", PersonUnknown)])
def test_those_invited_are_others_whom_the_directory_knows(who: str, refusal: Any) -> None:
    given(OPPORTUNITY).when(opportunity.post_opportunity, **POST | {"people": [who]}).then_refused(
        refusal, field="people"
    )
    given(OPPORTUNITY, POSTED).when(
        opportunity.invite_to_opportunity, **POSTER, people=[who], record=record
    ).then_refused(refusal, field="people")


def test_whoever_asks_is_the_poster_of_a_role() -> None:
    said = {name: value for name, value in POST.items() if name not in {"person", "kind"}}
    given(OPPORTUNITY).when(opportunity.post_role, **said, actor="grace").then(posted(kind=OpportunityKind.ROLE))


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"starts_on": date(2026, 10, 2), "ends_on": date(2026, 10, 1)}, EndsBeforeItStarts, "ends_on"),
        ({"closes_on": date(2026, 8, 31)}, ClosesBeforeItOpens, "closes_on"),
        ({"skills": [{"skill": "sql", "level": 1}, {"skill": "sql", "level": 2}]}, SkillWantedTwice, "skills"),
    ],
)
def test_what_contradicts_itself_is_neither_posted_nor_revised(
    changed: dict[str, Any], refusal: Any, field: str
) -> None:
    given(OPPORTUNITY).when(opportunity.post_opportunity, **POST | changed).then_refused(refusal, field=field)
    given(OPPORTUNITY, POSTED).when(opportunity.revise_opportunity, **POSTER, **UNCHANGED | changed).then_refused(
        refusal, field=field
    )


def test_an_opportunity_is_revised_in_what_is_given_only() -> None:
    given(OPPORTUNITY, POSTED).when(
        opportunity.revise_opportunity, **POSTER, **UNCHANGED | {"visibility": Visibility.EVERYONE}
    ).then(OpportunityRevised(**GIG, visibility=Visibility.EVERYONE))
    given(OPPORTUNITY, POSTED).when(
        opportunity.revise_opportunity, **POSTER, **UNCHANGED | {"skills": [{"skill": "sql", "level": 3}]}
    ).then()


@pytest.mark.parametrize(("decide", "said"), AS_POSTER)
def test_only_the_poster_has_it_in_hand(decide: Decision, said: dict[str, Any]) -> None:
    history = [POSTED, INTERESTED, InvitedToOpportunity(**GIG, person="alan", by="grace")]
    given(OPPORTUNITY, *history).when(decide, **ADA, **said).then_refused(NotThePoster, field="opportunity")


@pytest.mark.parametrize(("decide", "said"), [*AS_POSTER, *AS_VIEWER])
@pytest.mark.parametrize("visibility", [Visibility.NETWORK, Visibility.INVITED])
def test_to_whom_it_is_not_shown_it_does_not_exist(
    visibility: Visibility, decide: Decision, said: dict[str, Any]
) -> None:
    with pytest.raises(NotFound) as refused:
        given(OPPORTUNITY, posted(visibility)).when(decide, **STRANGER, **said)
    assert refused.value.message == "There is no opportunity 'gig' of this person."
    assert refused.value.fields == {"opportunity": ["unknown"]}


@pytest.mark.parametrize(("decide", "said"), AS_VIEWER)
def test_whoever_sees_it_may_refer_others_and_ask_for_it(decide: Decision, said: dict[str, Any]) -> None:
    for visibility, history, who in (
        (Visibility.EVERYONE, [], STRANGER),
        (Visibility.NETWORK, [], ADA),
        (Visibility.NETWORK, [Referred(**GIG, person="ada", by="alan")], STRANGER),
        (Visibility.INVITED, [INVITED], STRANGER),
    ):
        outcome = given(OPPORTUNITY, posted(visibility), *history).when(decide, **who, **said)
        assert len(outcome.events) == 1, visibility


def test_people_are_invited_once_and_may_be_uninvited() -> None:
    invite = {**POSTER, "people": ["ada"], "record": record}
    given(OPPORTUNITY, POSTED).when(opportunity.invite_to_opportunity, **invite).then(INVITED)
    given(OPPORTUNITY, POSTED, INVITED).when(opportunity.invite_to_opportunity, **invite).then()
    uninvite = {**POSTER, "people": ["ada"]}
    given(OPPORTUNITY, POSTED, INVITED).when(opportunity.uninvite_from_opportunity, **uninvite).then(
        UninvitedFromOpportunity(**GIG, person="ada", by="grace")
    )
    given(OPPORTUNITY, POSTED).when(opportunity.uninvite_from_opportunity, **uninvite).then()


def test_a_referral_is_about_the_referred_and_made_once_by_each() -> None:
    refer = {**ADA, "whom": "alan", "words": "Has done it", "record": record}
    referred = Referred(**GIG, person="alan", by="ada", words="Has done it")
    given(OPPORTUNITY, POSTED).when(opportunity.refer_for_opportunity, **refer).then(referred)
    given(OPPORTUNITY, POSTED, referred).when(opportunity.refer_for_opportunity, **refer).then()


@pytest.mark.parametrize(
    ("whom", "refusal"), [("grace", OnesOwnOpportunity), ("ada", NotWithOneself), ("nobody", PersonUnknown)]
)
def test_one_refers_others_whom_the_directory_knows_and_not_the_poster(whom: str, refusal: Any) -> None:
    outcome = given(OPPORTUNITY, POSTED).when(
        opportunity.refer_for_opportunity, **ADA, whom=whom, words=None, record=record
    )
    outcome.then_refused(refusal, field="whom")


def test_interest_is_expressed_and_withdrawn_once_and_may_come_back() -> None:
    given(OPPORTUNITY, POSTED).when(opportunity.express_interest, **ADA, message=None).then(INTERESTED)
    given(OPPORTUNITY, POSTED, INTERESTED).when(opportunity.express_interest, **ADA, message=None).then()
    withdrawn = InterestWithdrawn(**GIG, person="ada")
    given(OPPORTUNITY, POSTED, INTERESTED).when(opportunity.withdraw_interest, **ADA, reason=None).then(withdrawn)
    given(OPPORTUNITY, POSTED, INTERESTED, withdrawn).when(opportunity.withdraw_interest, **ADA, reason=None).then()
    given(OPPORTUNITY, POSTED).when(opportunity.withdraw_interest, **ADA, reason=None).then()
    given(OPPORTUNITY, POSTED, INTERESTED, withdrawn).when(opportunity.express_interest, **ADA, message=None).then(
        INTERESTED
    )


def test_whoever_got_it_may_still_withdraw() -> None:
    outcome = given(OPPORTUNITY, POSTED, CHOSEN, FILLED).when(opportunity.withdraw_interest, **ADA, reason=None)
    outcome.then(InterestWithdrawn(**GIG, person="ada"))


def test_nobody_asks_for_what_they_posted() -> None:
    outcome = given(OPPORTUNITY, POSTED).when(opportunity.express_interest, **POSTER, message=None)
    outcome.then_refused(OnesOwnOpportunity, field="opportunity")


def test_interest_is_turned_down_once_and_not_expressed_again() -> None:
    turn_down = {**POSTER, "whom": "ada", "reason": None}
    given(OPPORTUNITY, POSTED, INTERESTED).when(opportunity.turn_down_interest, **turn_down).then(TURNED_DOWN)
    given(OPPORTUNITY, POSTED, INTERESTED, TURNED_DOWN).when(opportunity.turn_down_interest, **turn_down).then()
    given(OPPORTUNITY, POSTED).when(opportunity.turn_down_interest, **turn_down).then_refused(
        NotInterested, field="whom"
    )
    given(OPPORTUNITY, POSTED, INTERESTED, TURNED_DOWN).when(
        opportunity.express_interest, **ADA, message=None
    ).then_refused(TurnedDown, field="opportunity")


@pytest.mark.parametrize(("decide", "said"), AS_VIEWER)
def test_what_is_filled_or_closed_or_past_its_last_day_takes_no_more(decide: Decision, said: dict[str, Any]) -> None:
    for end in (FILLED, CLOSED):
        given(OPPORTUNITY, POSTED, end).when(decide, **ADA, **said).then_refused(
            OpportunityNotOpen, field="opportunity"
        )
    late = OpportunityRevised(**GIG, closes_on=date(2026, 8, 31))
    given(OPPORTUNITY, POSTED, late).when(decide, **ADA, **said).then_refused(OpportunityNotOpen, field="opportunity")
    last_day = OpportunityRevised(**GIG, closes_on=DAY)
    assert given(OPPORTUNITY, POSTED, last_day).when(decide, **ADA, **said).events


def test_it_is_filled_once_by_those_who_got_it() -> None:
    fill = {**POSTER, "people": ["ada"], "record": record}
    given(OPPORTUNITY, POSTED, INTERESTED).when(opportunity.fill_opportunity, **fill).then(CHOSEN, FILLED)
    given(OPPORTUNITY, POSTED, CHOSEN, FILLED).when(opportunity.fill_opportunity, **fill).then()
    given(OPPORTUNITY, POSTED, CHOSEN, FILLED).when(
        opportunity.fill_opportunity, **fill | {"people": ["alan"]}
    ).then_refused(OpportunityNotOpen, field="opportunity")


def test_it_is_closed_once_while_it_is_open() -> None:
    given(OPPORTUNITY, POSTED).when(opportunity.close_opportunity, **POSTER, reason=None).then(CLOSED)
    given(OPPORTUNITY, POSTED, CLOSED).when(opportunity.close_opportunity, **POSTER, reason=None).then()
    given(OPPORTUNITY, POSTED, FILLED).when(opportunity.close_opportunity, **POSTER, reason=None).then_refused(
        OpportunityNotOpen, field="opportunity"
    )


@pytest.mark.parametrize("end", [FILLED, CLOSED])
def test_what_was_filled_or_closed_is_opened_again(end: Event) -> None:
    reopened = OpportunityReopened(**GIG, closes_on=date(2026, 12, 1))
    reopen = {**POSTER, "closes_on": date(2026, 12, 1)}
    given(OPPORTUNITY, POSTED, end).when(opportunity.reopen_opportunity, **reopen).then(reopened)
    given(OPPORTUNITY, POSTED, end, reopened).when(opportunity.reopen_opportunity, **reopen).then()
    early = POSTER | {"closes_on": date(2026, 8, 1)}
    given(OPPORTUNITY, POSTED, end).when(opportunity.reopen_opportunity, **early).then_refused(
        ClosesBeforeItOpens, field="closes_on"
    )
    assert given(OPPORTUNITY, POSTED, end, reopened).when(opportunity.express_interest, **ADA, message=None).events


class Posted:
    """Streams in which grace has posted the gig, and is connected with ada."""

    def state(self, aggregate: Aggregate[Any], identity: str) -> Any:
        if aggregate is OPPORTUNITY and identity == "gig":
            return OPPORTUNITY.fold([POSTED])
        if aggregate is CONNECTION and identity == identity_of("grace", "ada"):
            return Connection(status=ConnectionStatus.CONNECTED, by="ada")
        return aggregate.initial

    def person(self, person: str) -> Record | None:
        return record(person)


def test_whoever_is_connected_with_the_poster_is_found_to_be() -> None:
    found = {who: opportunity.sight(Posted(), {"opportunity": "gig", "person": who}) for who in ("ada", "alan")}
    assert {who: facts["connected"] for who, facts in found.items()} == {"ada": True, "alan": False}
