"""Who sees what of people's networks: each query for each relation, and each opportunity for each viewer, as tables.

mo manages ada, ada manages di; hana is of HR; ada and bo are peers. Everything asked about is ada's, and
opportunities are posted by pat. len left in March.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest

from shared.contracts.integrations.events import PersonLeft
from shared.contracts.network.events import (
    ChosenForOpportunity,
    ConnectionEnded,
    GatheringAnnounced,
    GatheringKind,
    InterestExpressed,
    InterestTurnedDown,
    InterestWithdrawn,
    IntroductionRequested,
    IntroductionSide,
    InvitedToOpportunity,
    Joined,
    MentoringOffered,
    Referred,
    UninvitedFromOpportunity,
    Visibility,
)
from shared.contracts.network.reach import Reached, sees
from shared.contracts.network.standing import InterestStatus
from shared.errors import Forbidden, NotFound
from shared.event import Event
from tests.fixtures.networked import DAY, both, connected, joined, met, posted
from tests.fixtures.organisation import Organisation, organisation_on

RECORDED = datetime(2026, 4, 1, tzinfo=UTC)

CALLERS: dict[str, dict[str, Any]] = {
    "self": {"by": "ada"},
    "manager": {"by": "mo"},
    "report": {"by": "di"},
    "peer": {"by": "bo"},
    "connected": {"by": "con"},
    "hr": {"by": "hana", "roles": ("hr",)},
    "machine of hr": {"roles": ("hr",)},
    "machine": {"roles": ("integration",)},
}
OWN = frozenset({"self"})
EVERYONE = frozenset(CALLERS)
QUERIES: dict[str, tuple[dict[str, Any], frozenset[str]]] = {
    "network": ({"person": "ada"}, OWN),
    "warm_path": ({"person": "ada", "to": "con"}, OWN),
    "mentors": ({"person": "ada"}, OWN),
    "introductions": ({"person": "ada"}, OWN),
    "opportunities": ({}, EVERYONE),
    "gatherings": ({}, EVERYONE),
}
REACHED: dict[str, Reached] = {
    "invited": Reached(invited=True),
    "uninvited": Reached(),
    "referred": Reached(referred=True),
    "interested": Reached(interest=InterestStatus.EXPRESSED),
    "withdrawn": Reached(interest=InterestStatus.WITHDRAWN),
    "refused": Reached(interest=InterestStatus.TURNED_DOWN),
    "chosen": Reached(interest=InterestStatus.CHOSEN),
}
VIEWERS = ("pat", *REACHED, "con", "formerly", "known", "hana", "anybody")
"""con is connected with pat, formerly was, and known only had to do with pat."""


def passed(opportunity: str) -> list[Event]:
    """What passed between an opportunity and those who are named for it."""
    at: dict[str, Any] = {"opportunity": opportunity, "on": DAY}
    return [
        InvitedToOpportunity(person="invited", by="pat", **at),
        InvitedToOpportunity(person="uninvited", by="pat", **at),
        UninvitedFromOpportunity(person="uninvited", by="pat", **at),
        Referred(person="referred", by="con", words="Words about them", **at),
        *(InterestExpressed(person=each, **at) for each in ("interested", "withdrawn", "refused", "chosen", "len")),
        InterestWithdrawn(person="withdrawn", **at),
        InterestTurnedDown(person="refused", **at),
        ChosenForOpportunity(person="chosen", **at),
    ]


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database) as acme:
        acme.tell(
            "integrations",
            joined("mo"),
            joined("ada", "mo"),
            joined("bo", "mo"),
            joined("di", "ada"),
            *(joined(person) for person in ("pat", "hana", "len", "con", "formerly", "known", "anybody", *REACHED)),
            PersonLeft(person="len", effective_on=date(2026, 3, 1)),
            recorded=RECORDED,
        )
        asked_for: dict[str, Any] = {"introduction": "it", "asker": "ada", "via": "con", "to": "bo", "on": DAY}
        acme.tell(
            "network",
            *connected("con", "pat"),
            *connected("con", "ada"),
            *connected("len", "pat"),
            *connected("formerly", "pat"),
            *both(ConnectionEnded, "pat", "formerly"),
            *met("known", "pat"),
            MentoringOffered("con", DAY, topics=("sql",), capacity=1),
            IntroductionRequested(person="ada", side=IntroductionSide.ASKER, why="Why", **asked_for),
            IntroductionRequested(person="con", side=IntroductionSide.VIA, **asked_for),
            *(posted(visibility, "pat", visibility) for visibility in Visibility),
            *(event for visibility in Visibility for event in passed(visibility)),
            GatheringAnnounced(
                "forum", DAY, "bo", GatheringKind.FORUM, "A forum", date(2099, 1, 1), date(2099, 1, 2), capacity=3
            ),
            Joined("forum", "ada", DAY),
            recorded=RECORDED,
        )
        yield acme


@pytest.mark.parametrize(("query", "caller"), list(product(QUERIES, CALLERS)))
def test_each_query_answers_those_whom_it_is_for_and_nobody_else(acme: Organisation, query: str, caller: str) -> None:
    params, allowed = QUERIES[query]
    if caller in allowed:
        assert acme.ask(query, **CALLERS[caller], **params)
    else:
        with pytest.raises(Forbidden):
            acme.ask(query, **CALLERS[caller], **params)


@pytest.mark.parametrize("query", QUERIES)
def test_who_has_left_asks_nothing(acme: Organisation, query: str) -> None:
    with pytest.raises(Forbidden):
        acme.ask(query, by="len", **({"to": "con"} if query == "warm_path" else {}))


SEEN: dict[str, frozenset[Visibility]] = {
    "pat": frozenset(Visibility),
    "hana": frozenset(Visibility),
    "invited": frozenset(Visibility),
    "interested": frozenset(Visibility),
    "refused": frozenset(Visibility),
    "chosen": frozenset(Visibility),
    "referred": frozenset({Visibility.EVERYONE, Visibility.NETWORK}),
    "con": frozenset({Visibility.EVERYONE, Visibility.NETWORK}),
    "uninvited": frozenset({Visibility.EVERYONE}),
    "withdrawn": frozenset({Visibility.EVERYONE}),
    "formerly": frozenset({Visibility.EVERYONE}),
    "known": frozenset({Visibility.EVERYONE}),
    "anybody": frozenset({Visibility.EVERYONE}),
}


def as_(viewer: str) -> dict[str, Any]:
    return {"by": viewer, **({"roles": ("hr",)} if viewer == "hana" else {})}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_an_opportunity_is_listed_for_those_whom_it_reaches(acme: Organisation, viewer: str) -> None:
    listed = {each["opportunity"] for each in acme.ask("opportunities", **as_(viewer))["items"]}
    assert listed == SEEN[viewer]


@pytest.mark.parametrize(("viewer", "visibility"), list(product(VIEWERS, Visibility)))
def test_an_opportunity_is_opened_by_those_whom_it_reaches(
    acme: Organisation, viewer: str, visibility: Visibility
) -> None:
    if visibility in SEEN[viewer]:
        assert acme.ask("opportunity", **as_(viewer), opportunity=visibility)["visibility"] == visibility
    else:
        with pytest.raises(NotFound):
            acme.ask("opportunity", **as_(viewer), opportunity=visibility)


@pytest.mark.parametrize(("viewer", "visibility"), list(product(VIEWERS, Visibility)))
def test_the_table_of_who_sees_which_opportunity_is_what_the_rule_says(
    acme: Organisation, viewer: str, visibility: Visibility
) -> None:
    by_rule = sees(
        viewer,
        visibility=visibility,
        posted_by="pat",
        reached=REACHED.get(viewer, Reached()),
        connected=viewer == "con",
        hr=viewer == "hana",
    )
    assert by_rule == (visibility in SEEN[viewer])


def test_a_machine_sees_what_everyone_sees_and_one_of_hr_all(acme: Organisation) -> None:
    def listed(*roles: str) -> set[str]:
        return {each["opportunity"] for each in acme.ask("opportunities", roles=roles)["items"]}

    assert listed("integration") == {Visibility.EVERYONE}
    assert listed("hr") == set(Visibility)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_who_is_interested_is_told_to_the_poster_and_hr_alone_without_who_has_left(
    acme: Organisation, viewer: str
) -> None:
    one = acme.ask("opportunity", **as_(viewer), opportunity=Visibility.EVERYONE)
    if viewer in {"pat", "hana"}:
        assert [each["person"] for each in one["items"]] == [
            "chosen",
            "interested",
            "invited",
            "referred",
            "refused",
            "withdrawn",
        ]
        assert one["interested"] == 1
    else:
        assert (one["items"], one["next"], one["interested"]) == ([], None, None)


def test_words_about_somebody_who_was_referred_are_for_the_poster_and_hr(acme: Organisation) -> None:
    by_poster = acme.ask("opportunity", by="pat", opportunity=Visibility.NETWORK)["items"]
    (referral,) = next(each for each in by_poster if each["person"] == "referred")["referrals"]
    assert (referral["by"], referral["name"], referral["words"]) == ("con", "Con", "Words about them")
    one = acme.ask("opportunity", by="referred", opportunity=Visibility.NETWORK)
    assert one["referred_by"] == [{"person": "con", "name": "Con"}]
    assert "Words" not in str(one)


def test_an_opportunity_outlives_that_its_poster_leaves(database: str) -> None:
    with organisation_on(database) as acme:
        acme.tell("integrations", joined("pat"), joined("ada"), recorded=RECORDED)
        acme.tell("network", posted("gig", "pat"), recorded=RECORDED)
        acme.tell("integrations", PersonLeft(person="pat", effective_on=date(2026, 3, 1)), recorded=RECORDED)
        assert [each["opportunity"] for each in acme.ask("opportunities", by="ada")["items"]] == ["gig"]
