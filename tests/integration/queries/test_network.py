"""What people's networks answer, on real tables.

ada ─ bo ─ cy ─ di is a chain of connections, bo and gus met often, gus and di too, len, who left, knew everybody.
mo manages ada, and is managed by zoe; kim reports to ada.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from services.gateway.queries import warm_path
from shared.contracts.integrations.events import MoveReason, PersonErased, PersonLeft, PersonMoved, UnitCreated
from shared.contracts.network.events import (
    Attended,
    ConnectionInvited,
    GatheringAnnounced,
    GatheringCancelled,
    GatheringKind,
    Help,
    InterestExpressed,
    IntroductionDeclined,
    IntroductionMade,
    IntroductionRequested,
    IntroductionSide,
    Joined,
    LeftGathering,
    MentoringDeclined,
    MentoringOffered,
    OpportunityClosed,
    OpportunityKind,
    SkillWanted,
    Visibility,
)
from shared.contracts.skills.events import SkillDefined
from shared.errors import InvalidInput, NotFound
from shared.event import Event
from tests.fixtures.networked import DAY, both, connected, joined, mentored, mentoring, met, posted, requested
from tests.fixtures.organisation import Organisation, organisation_on

TODAY = datetime.now(UTC).date()
RECORDED = datetime(2026, 1, 5, tzinfo=UTC)
CHAIN = ["ada", "bo", "cy", "di"]
PEOPLE = ("bo", "cy", "gus", "len", "eve", "ned")


def introduction(event_type: Any, identity: str, side: IntroductionSide, three: str, **words: Any) -> Event:
    asker, via, to = three.split()
    person = {"asker": asker, "via": via, "to": to}[side]
    event: Event = event_type(
        introduction=identity, person=person, side=side, asker=asker, via=via, to=to, on=DAY, **words
    )
    return event


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database) as acme:
        acme.tell(
            "integrations",
            UnitCreated("house", "House"),
            UnitCreated("data", "Data", parent="house"),
            UnitCreated("board", "Board", parent="house"),
            joined("zoe"),
            joined("mo", "zoe"),
            joined("ada", "mo", unit="data"),
            joined("kim", "ada"),
            *(joined(person, unit="sales", role="Clerk") for person in PEOPLE),
            joined("di", unit="board", role="Chief Officer"),
            PersonLeft(person="len", effective_on=date(2026, 1, 20)),
            recorded=RECORDED,
        )
        acme.tell(
            "network",
            *(event for one, other in pairwise(CHAIN) for event in connected(one, other)),
            *met("bo", "gus", TODAY, Help.BOTH, times=3),
            *met("gus", "di", TODAY, Help.BOTH, times=3),
            *met("ada", "len", TODAY, Help.BOTH, times=9),
            *met("len", "di", TODAY, Help.BOTH, times=9),
            *both(ConnectionInvited, "eve", "ada", message="Hello from eve"),
            *both(ConnectionInvited, "ada", "ned", message="Hello from ada"),
            recorded=RECORDED,
        )
        yield acme


def chains(acme: Organisation, by: str = "ada", **to: Any) -> list[list[str]]:
    return [[each["person"] for each in path["people"]] for path in acme.ask("warm_path", by=by, **to)["paths"]]


# network


def test_a_network_has_ties_by_strength_and_invitations_with_the_words_of_who_wrote_them(acme: Organisation) -> None:
    network = acme.ask("network", by="bo")
    assert [each["person"] for each in network["items"]] == ["gus", "ada", "cy"]
    gus, ada = network["items"][:2]
    assert (gus["name"], gus["help"], gus["connected_since"], gus["closeness"]) == (
        "Gus",
        {"given": 3, "received": 3},
        None,
        "familiar",
    )
    assert (ada["connected_since"], ada["strength"], ada["unit_name"]) == ("2026-01-01", 0.2, "Data")
    invitations = acme.ask("network", by="ada")["invitations"]
    assert [(each["name"], each["message"]) for each in invitations["received"]] == [("Eve", "Hello from eve")]
    assert [(each["name"], each["message"]) for each in invitations["sent"]] == [("Ned", "Hello from ada")]


def test_who_has_left_is_in_no_network_of_today_but_in_that_of_the_day(acme: Organisation) -> None:
    def tied(**asked: Any) -> list[str]:
        return [each["person"] for each in acme.ask("network", by="ada", **asked)["items"]]

    assert tied() == ["bo"]
    assert tied(as_of={"effective": "2026-01-10"}) == ["len", "bo"]
    assert tied(as_of="2025-12-01") == []


def test_a_network_has_mentorships_of_both_sides_with_what_each_is_told(database: str) -> None:
    with organisation_on(database) as acme:
        acme.tell("integrations", joined("ada"), joined("bo"), joined("cy"), recorded=RECORDED)
        acme.tell(
            "network",
            MentoringOffered("bo", DAY, topics=("sql",), capacity=2, about="An hour"),
            *mentored("bo", "ada", "one"),
            *requested("cy", "ada", "two"),
            *mentoring(MentoringDeclined, "cy", "ada", "two", reason="On leave"),
            recorded=RECORDED,
        )
        network = acme.ask("network", by="bo")
        ((of_ada,), offer) = (network["mentorships"]["as_mentor"], network["offer"])
        assert (of_ada["person"], of_ada["name"], of_ada["status"]) == ("ada", "Ada", "running")
        assert (list(of_ada["topics"]), of_ada["why"]) == (["sql"], "Why of ada")
        assert (of_ada["plan"], of_ada["step"]) == (None, None), "the plan is ada's alone"
        assert (offer["running"], offer["room"]) == (1, 1)
        own = acme.ask("network", by="ada")["mentorships"]["as_mentee"]
        assert {(each["person"], each["status"], each["reason"], each["plan"]) for each in own} == {
            ("bo", "running", None, "plan"),
            ("cy", "declined", "On leave", "plan"),
        }


# warm_path


def test_a_warm_path_is_the_chain_of_strongest_ties_of_people_who_are_here(acme: Organisation) -> None:
    assert chains(acme, to="di") == [["ada", "bo", "gus", "di"]]
    (path,) = acme.ask("warm_path", by="ada", to="di")["paths"]
    assert [(each["name"], each["closeness"]) for each in path["people"]] == [
        ("Ada", None),
        ("Bo", "distant"),
        ("Gus", "familiar"),
        ("Di", "familiar"),
    ]
    assert (path["ties"], path["weakest"]) == (3, "distant")


def test_a_warm_path_tells_nothing_of_what_people_did_together(acme: Organisation) -> None:
    (path,) = acme.ask("warm_path", by="ada", to="di")["paths"]
    assert {name for each in path["people"] for name in each} == {
        "person",
        "name",
        "role",
        "unit",
        "unit_name",
        "closeness",
    }


@pytest.mark.parametrize("few", [300, 0])
def test_a_warm_path_leads_to_anybody_in_a_role_or_unit(
    acme: Organisation, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_path, "FEW", few)
    assert chains(acme, role="chief OFFICER") == chains(acme, unit="board") == [["ada", "bo", "gus", "di"]]
    assert chains(acme, role="Clerk") == [["ada", "bo"]]
    assert chains(acme, unit="board", role="Chief Officer") == [["ada", "bo", "gus", "di"]]
    assert chains(acme, unit="house") == [["ada", "bo", "gus", "di"]], "units below count, too"
    assert chains(acme, unit="board", role="Clerk") == chains(acme, role="Nobody") == []


def test_there_is_no_warm_path_by_an_invitation_or_to_oneself_or_to_who_is_not_here(acme: Organisation) -> None:
    assert chains(acme, to="eve") == chains(acme, to="ned") == []
    for nobody in ("len", "nobody"):
        with pytest.raises(NotFound):
            chains(acme, to=nobody)
    for asked in ({"to": "ada"}, {}, {"to": "di", "unit": "board"}):
        with pytest.raises(InvalidInput):
            chains(acme, **asked)


def test_who_was_placed_elsewhere_since_is_not_looked_for_there(database: str) -> None:
    with organisation_on(database) as acme:
        acme.tell("integrations", joined("ada"), joined("bo", unit="board", role="Chief"), recorded=RECORDED)
        acme.tell("network", *connected("ada", "bo"), recorded=RECORDED)
        assert chains(acme, role="chief") == [["ada", "bo"]]
        moved = PersonMoved("bo", date(2026, 2, 1), MoveReason.LATERAL, unit="sales", role="Clerk")
        acme.tell("integrations", moved, recorded=RECORDED)
        assert chains(acme, role="chief") == chains(acme, unit="board") == []
        acme.tell("integrations", PersonErased(person="bo"), recorded=RECORDED)
        assert chains(acme, role="clerk") == []


# mentors


@pytest.fixture(scope="module")
def mentors(acme: Organisation) -> Organisation:
    acme.tell("skills", SkillDefined("sql-id", "Structured queries", aliases=("SQL",)), recorded=RECORDED)
    acme.tell(
        "network",
        MentoringOffered("gus", DAY, topics=("sql-id", "public speaking"), capacity=2),
        MentoringOffered("bo", DAY, topics=("speaking in public",), capacity=1),
        MentoringOffered("cy", DAY, topics=("negotiation",), capacity=1),
        *mentored("cy", "di", "full"),
        MentoringOffered("mo", DAY, topics=("leading",), capacity=3),
        MentoringOffered("zoe", DAY, topics=("leading",), capacity=3),
        MentoringOffered("kim", DAY, topics=("leading",), capacity=3),
        MentoringOffered("ada", DAY, topics=("leading",), capacity=3),
        MentoringOffered("len", DAY, topics=("leading",), capacity=3),
        MentoringOffered("ned", DAY, topics=("leading",), capacity=3),
        recorded=RECORDED,
    )
    return acme


def offered(acme: Organisation, by: str = "ada", **asked: Any) -> list[str]:
    return [each["person"] for each in acme.ask("mentors", by=by, **asked)["items"]]


def test_mentors_have_room_are_here_and_in_no_line_with_oneself_and_those_one_knows_come_first(
    mentors: Organisation,
) -> None:
    assert offered(mentors) == ["bo", "gus", "ned"]


def test_mentors_of_ones_own_line_are_shown_when_asked_for_and_said_to_be_such(mentors: Organisation) -> None:
    found = mentors.ask("mentors", by="ada", despite_reporting_line=True)["items"]
    assert {each["person"]: each["in_line"] for each in found} == {
        "bo": False,
        "gus": False,
        "kim": True,
        "mo": True,
        "ned": False,
        "zoe": True,
    }


def test_a_topic_is_found_as_it_was_put_then_as_it_is_like_and_a_skill_by_any_of_its_names(
    mentors: Organisation,
) -> None:
    found = mentors.ask("mentors", by="ada", topic="Speaking in PUBLIC")["items"]
    assert [(each["person"], each["fit"]) for each in found] == [("bo", "exact"), ("gus", "related")]
    assert offered(mentors, topic="public speaking") == ["gus", "bo"]
    assert offered(mentors, topic="sql") == offered(mentors, topic="Structured Queries") == ["gus"]
    assert offered(mentors, topic="sql-id") == offered(mentors, topic="strutcured queries") == ["gus"]
    assert offered(mentors, topic="cooking") == []


def test_mentors_come_by_pages_and_say_whether_one_has_asked_them(mentors: Organisation) -> None:
    mentors.tell("network", *requested("gus", "ada", "asked"), recorded=RECORDED)
    pages: list[Any] = []
    cursor: dict[str, Any] = {}
    while not pages or cursor:
        page = mentors.ask("mentors", by="ada", limit=1, **cursor)
        pages += page["items"]
        cursor = {"cursor": page["next"]} if page["next"] else {}
    assert [(each["person"], each["mentorship"], each["closeness"]) for each in pages] == [
        ("bo", None, "distant"),
        ("gus", "requested", None),
        ("ned", None, None),
    ]
    with pytest.raises(InvalidInput):
        mentors.ask("mentors", by="ada", cursor="WyIxIiwieCIsIjAiLCJhIl0")


# introductions


def test_an_introduction_is_told_to_those_who_know_of_it_with_what_was_written_to_them(acme: Organisation) -> None:
    asker, via, to = IntroductionSide
    acme.tell(
        "network",
        introduction(IntroductionRequested, "open", asker, "ada bo gus", why="Why open"),
        introduction(IntroductionRequested, "open", via, "ada bo gus"),
        introduction(IntroductionRequested, "made", asker, "ada bo cy", why="Why made"),
        introduction(IntroductionRequested, "made", via, "ada bo cy"),
        introduction(IntroductionMade, "made", via, "ada bo cy", words="Meet each other"),
        introduction(IntroductionMade, "made", asker, "ada bo cy"),
        introduction(IntroductionMade, "made", to, "ada bo cy"),
        introduction(IntroductionRequested, "no", asker, "ada bo di", why="Why not"),
        introduction(IntroductionRequested, "no", via, "ada bo di"),
        introduction(IntroductionDeclined, "no", via, "ada bo di", reason="I hardly know her"),
        introduction(IntroductionDeclined, "no", asker, "ada bo di"),
        recorded=RECORDED,
    )

    def known_to(person: str, **asked: Any) -> dict[str, tuple[Any, ...]]:
        items = acme.ask("introductions", by=person, **asked)["items"]
        return {each["introduction"]: (each["status"], each["why"], each["answer"]) for each in items}

    told = {
        "open": ("requested", "Why open", None),
        "made": ("made", "Why made", "Meet each other"),
        "no": ("declined", "Why not", "I hardly know her"),
    }
    assert known_to("ada") == known_to("bo") == told
    assert known_to("bo", side="via", status="requested") == {"open": told["open"]}
    assert known_to("bo", side="asker") == {}
    assert known_to("cy") == {"made": ("made", None, "Meet each other")}
    assert known_to("gus") == known_to("di") == {}
    assert acme.ask("introductions", by="cy")["items"][0]["asker"] == {"person": "ada", "name": "Ada", "here": True}


# opportunities


@pytest.fixture(scope="module")
def market(acme: Organisation) -> Organisation:
    acme.tell(
        "network",
        posted("gig", "di", skills=(SkillWanted("sql", 3),), closes_on=TODAY),
        posted("role", "di", kind=OpportunityKind.ROLE, role="clerk", unit="data", description="100 % remote"),
        posted("past", "di", closes_on=TODAY - timedelta(days=1)),
        posted("closed", "di"),
        OpportunityClosed(opportunity="closed", on=DAY, reason="No budget"),
        InterestExpressed(opportunity="closed", person="ada", on=DAY, message="Me"),
        InterestExpressed(opportunity="gig", person="ada", on=DAY, message="Me, please"),
        posted("newer", "di", on=date(2026, 1, 5)),
        posted("inner", "cy", Visibility.NETWORK),
        recorded=RECORDED,
    )
    return acme


def open_to(acme: Organisation, by: str = "ada", **asked: Any) -> list[str]:
    return [each["opportunity"] for each in acme.ask("opportunities", by=by, **asked)["items"]]


def test_opportunities_are_open_on_the_day_and_those_posted_last_come_first(market: Organisation) -> None:
    assert open_to(market) == ["newer", "role", "gig"]
    assert open_to(market, by="bo") == ["newer", "role", "inner", "gig"]


def test_opportunities_are_found_by_what_they_are(market: Organisation) -> None:
    assert open_to(market, kind="role") == open_to(market, role="clerk") == ["role"]
    assert open_to(market, unit="data") == open_to(market, unit="house") == ["role"]
    assert open_to(market, unit="board") == []
    assert open_to(market, skill="sql") == ["gig"]
    assert open_to(market, text="100 %") == ["role"]
    assert open_to(market, text="TITLE OF G") == ["gig"]
    assert open_to(market, status="closed") == ["closed"]


def test_ones_own_opportunities_and_interests_are_found_when_they_are_over_too(market: Organisation) -> None:
    assert open_to(market, by="di", mine=True) == ["newer", "role", "past", "gig", "closed"]
    assert open_to(market, by="di", mine=True, status="open") == ["newer", "role", "gig"]
    assert open_to(market, interested=True) == ["gig", "closed"]


def test_an_opportunity_says_what_it_is_and_where_one_stands_with_it(market: Organisation) -> None:
    gig = market.ask("opportunity", by="ada", opportunity="gig")
    assert (gig["poster_name"], gig["open"], gig["interest"], gig["invited"]) == ("Di", True, "expressed", False)
    assert gig["skills"] == [{"skill": "sql", "name": None, "level": 3}]
    assert not market.ask("opportunity", by="ada", opportunity="past")["open"]
    (ada,) = market.ask("opportunity", by="di", opportunity="gig")["items"]
    assert (ada["name"], ada["interest"], ada["words"]) == ("Ada", "expressed", "Me, please")


def test_opportunities_come_by_pages(market: Organisation) -> None:
    pages: list[str] = []
    cursor: dict[str, Any] = {}
    while not pages or cursor:
        page = market.ask("opportunities", by="ada", limit=1, **cursor)
        pages += [each["opportunity"] for each in page["items"]]
        cursor = {"cursor": page["next"]} if page["next"] else {}
    assert pages == ["newer", "role", "gig"]
    with pytest.raises(InvalidInput):
        market.ask("opportunities", by="ada", cursor="WyJhIl0")


# gatherings


def test_gatherings_to_come_are_shown_with_how_many_come_and_ones_own_part(acme: Organisation) -> None:
    def announced(gathering: str, days: int, **said: Any) -> GatheringAnnounced:
        on = TODAY + timedelta(days=days)
        return GatheringAnnounced(gathering, DAY, "di", GatheringKind.FORUM, f"Title of {gathering}", on, on, **said)

    acme.tell(
        "network",
        announced("later", 20, capacity=3, topics=("Graphs",)),
        announced("soon", 0),
        announced("off", 5),
        announced("past", -5),
        announced("before", -9),
        Joined("later", "ada", DAY),
        Joined("later", "bo", DAY),
        Joined("later", "cy", DAY),
        LeftGathering("later", "cy", DAY),
        Joined("off", "ada", DAY),
        GatheringCancelled("off", DAY),
        Attended("past", "ada", DAY, takeaway="Ask more"),
        recorded=RECORDED,
    )

    def shown(by: str, **asked: Any) -> list[str]:
        return [each["gathering"] for each in acme.ask("gatherings", by=by, **asked)["items"]]

    assert shown("ada") == ["soon", "off", "later"]
    assert shown("bo") == ["soon", "later"]
    assert shown("ada", mine=True) == ["off", "later"]
    assert shown("ada", text="graph") == ["later"]
    assert shown("ada", past=True) == ["past", "before"]
    assert shown("ada", past=True, mine=True) == ["past"]
    later = acme.ask("gatherings", by="ada", text="Title of later")["items"][0]
    assert (later["coming"], later["room"], later["attendance"], later["host_name"]) == (2, 1, "joined", "Di")
    page = acme.ask("gatherings", by="bo", limit=1)
    assert shown("bo", limit=1, cursor=page["next"]) == ["later"]
    page = acme.ask("gatherings", by="bo", limit=1, past=True)
    assert shown("bo", past=True, cursor=page["next"]) == ["before"]
    (past,) = acme.ask("gatherings", by="ada", past=True, mine=True)["items"]
    assert (past["attended"], past["takeaway"]) == (1, "Ask more")
    assert acme.ask("gatherings", by="bo", past=True)["items"][0]["takeaway"] is None
