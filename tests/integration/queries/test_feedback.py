"""What queries about feedback answer, on real tables. Who is who, `tests.fixtures.reviewed` says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts.feedback.events import (
    AccessRecorded,
    ActionKind,
    ActionTaken,
    Audience,
    ConsentField,
    ConsentGiven,
    ConsentRevoked,
    CycleExtended,
    FeedbackAcknowledged,
    FeedbackReflectedOn,
    FeedbackVisibility,
    FeedbackWithdrawn,
    ItemRating,
    Perspective,
    RatersNominated,
    RatingsCalibrated,
    RequestDeclined,
    RequestSide,
    ReviewDeclined,
    ReviewGroup,
    ReviewSubmitted,
    SkillRating,
)
from shared.contracts.feedback.load import MOST_OPEN
from shared.contracts.integrations.events import PersonErased, UnitCreated
from shared.contracts.skills.events import SkillDefined, SkillMerged
from shared.errors import Forbidden, InvalidInput, NotFound
from shared.event import Event
from tests.fixtures.networked import joined
from tests.fixtures.organisation import Organisation, organisation_on
from tests.fixtures.reviewed import (
    DIRECTORY,
    FAR,
    JANUARY,
    RATERS,
    RECORDED,
    answered,
    closed,
    opened,
    rater,
    released,
    requested,
    settled,
    token,
    told,
)

ALONE, MANAGERS, EVERYONE = FeedbackVisibility
TODAY = datetime.now(UTC).date()
HR: dict[str, Any] = {"by": "pia", "roles": ("employee", "hr")}


@pytest.fixture
def acme(database: str) -> Iterator[Organisation]:
    with organisation_on(database) as acme:
        acme.tell("integrations", *DIRECTORY, recorded=RECORDED)
        yield acme


def tell(acme: Organisation, *events: Event, recorded: datetime = RECORDED) -> None:
    acme.tell("feedback", *events, recorded=recorded)


# feedback


def test_one_sees_what_one_was_told_newest_first_with_what_one_made_of_it(acme: Organisation) -> None:
    it: dict[str, Any] = {"feedback": "calm", "person": "ada", "on": date(2026, 1, 8)}
    tell(
        acme,
        told("old", EVERYONE, author="cy", on=date(2026, 1, 1)),
        told("calm", ALONE, ratings=(SkillRating("sql", 4),)),
        FeedbackAcknowledged(note="Thank you", **it),
        FeedbackReflectedOn(reflection="I was tired", **it),
        ActionTaken(kind=ActionKind.GOAL, goal="hand-over", **it),
    )
    calm, old = acme.ask("feedback", by="ada")["items"]
    assert (calm["feedback"], calm["author"]["name"], calm["behaviour"]) == ("calm", "Bo", "What bo saw")
    assert calm["ratings"] == [{"skill": "sql", "name": None, "level": 4}]
    assert (calm["thanks"], calm["reflections"][0]["text"], calm["actions"][0]["goal"]) == (
        "Thank you",
        "I was tired",
        "hand-over",
    )
    assert old["feedback"] == "old"
    assert [each["feedback"] for each in acme.ask("feedback", by="ada", new=True)["items"]] == ["old"]
    first = acme.ask("feedback", by="ada", limit=1)
    assert [each["feedback"] for each in acme.ask("feedback", by="ada", limit=1, cursor=first["next"])["items"]] == [
        "old"
    ]


def test_who_gave_feedback_sees_the_thanks_and_not_what_else_was_made_of_it(acme: Organisation) -> None:
    it: dict[str, Any] = {"feedback": "calm", "person": "ada", "on": JANUARY}
    tell(
        acme,
        told("calm", ALONE),
        FeedbackAcknowledged(note="Thank you", **it),
        FeedbackReflectedOn(reflection="I was tired", **it),
    )
    (given,) = acme.ask("feedback_given", by="bo")["items"]
    assert (given["recipient"]["name"], given["thanks"], given["acknowledged_on"]) == ("Ada", "Thank you", "2026-01-05")
    assert "tired" not in str(given)


def test_feedback_given_and_seen_comes_in_pages_that_lose_nothing(acme: Organisation) -> None:
    tell(acme, *(told(f"no-{n}", EVERYONE, on=date(2026, 1, 1 + n // 2)) for n in range(7)))
    for query, caller in (("feedback_given", {"by": "bo"}), ("feedback_of_others", {"by": "cy"})):
        seen: list[str] = []
        cursor = None
        while True:
            page = acme.ask(query, **caller, limit=3, **({"cursor": cursor} if cursor else {}))
            seen += [each["feedback"] for each in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == [f"no-{n}" for n in range(6, -1, -1)]
    with pytest.raises(InvalidInput):
        acme.ask("feedback_given", by="bo", cursor="none-of-ours")


def test_feedback_that_was_taken_back_disappears_from_now_and_from_the_past(acme: Organisation) -> None:
    tell(acme, told("calm", EVERYONE))
    tell(acme, FeedbackWithdrawn("calm", "ada", date(2026, 1, 6)), recorded=datetime(2026, 1, 6, tzinfo=UTC))
    for as_of in (None, "2026-01-05"):
        assert acme.ask("feedback", by="ada", as_of=as_of)["items"] == []
        assert acme.ask("feedback_summary", by="bo", person="ada", as_of=as_of)["count"] == 0
    assert acme.ask("feedback_given", by="bo")["items"] == []


def test_feedback_is_as_of_a_day_what_it_was_then(acme: Organisation) -> None:
    tell(acme, told("first", ALONE))
    tell(acme, told("second", ALONE, on=date(2026, 2, 1)), recorded=datetime(2026, 2, 1, tzinfo=UTC))
    assert [each["feedback"] for each in acme.ask("feedback", by="ada", as_of="2026-01-31")["items"]] == ["first"]


def test_a_summary_counts_kinds_and_skills_as_they_are_now_of_what_one_sees(acme: Organisation) -> None:
    acme.tell("skills", SkillDefined("sql", "SQL"), SkillDefined("old-sql", "S.Q.L."), recorded=RECORDED)
    acme.tell("skills", SkillMerged("old-sql", "sql", ()), recorded=RECORDED)
    tell(
        acme,
        told("one", EVERYONE, ratings=(SkillRating("old-sql", 2),), on=date(2026, 1, 1)),
        told("two", MANAGERS, ratings=(SkillRating("sql", 5),)),
        told("three", ALONE, ratings=(SkillRating("sql", 0),)),
    )
    of_manager = acme.ask("feedback_summary", by="mo", person="ada")
    assert (of_manager["count"], of_manager["kinds"]) == (2, {"praise": 2, "constructive": 0, "both": 0})
    assert of_manager["skills"] == [
        {"skill": "sql", "name": "SQL", "times": 2, "average": 3.5, "last": 5, "last_on": "2026-01-05"}
    ]
    assert acme.ask("feedback_summary", by="cy", person="ada")["skills"][0]["average"] == 2
    assert acme.ask("feedback_summary", by="ada", since="2026-01-05", kind="praise")["count"] == 2


def test_the_name_of_an_author_who_was_forgotten_is_gone_with_them(acme: Organisation) -> None:
    tell(acme, told("calm", EVERYONE))
    acme.tell("integrations", PersonErased(person="bo"), recorded=RECORDED)
    (item,) = acme.ask("feedback", by="ada")["items"]
    assert item["author"] == {"person": "bo", "name": None, "here": False}


# requests and the inbox


def test_an_inbox_has_what_is_asked_in_the_words_of_who_asks_and_the_load(acme: Organisation) -> None:
    tell(acme, *requested("launch", "ada", "bo", "cy"), *requested("past", "ada", "bo", due=date(2026, 1, 6)))
    inbox = acme.ask("feedback_inbox", by="bo")
    (request,) = inbox["requests"]
    assert (request["request"], request["requester"]["name"]) == ("launch", "Ada")
    assert (request["questions"], request["message"]) == (("How was it?",), "Please")
    assert acme.ask("feedback_inbox", by="bo", as_of="2026-01-06")["load"] == {"open": 2, "most": MOST_OPEN}
    assert acme.ask("feedback_inbox", by="ada")["requests"] == []


def test_either_side_of_a_request_sees_where_it_stands_and_why_it_was_declined(acme: Organisation) -> None:
    declined: dict[str, Any] = {"request": "launch", "on": date(2026, 1, 7)}
    tell(
        acme,
        *requested("launch", "ada", "bo", "cy"),
        RequestDeclined(person="bo", other="ada", side=RequestSide.ASKED, reason="I saw too little", **declined),
        RequestDeclined(person="ada", other="bo", side=RequestSide.REQUESTER, **declined),
    )
    of_ada = acme.ask("feedback_requests", by="ada")["items"]
    assert [(each["other"]["name"], each["status"], each["reason"]) for each in of_ada] == [
        ("Bo", "declined", "I saw too little"),
        ("Cy", "open", None),
    ]
    (of_bo,) = acme.ask("feedback_requests", by="bo", side="asked")["items"]
    assert (of_bo["status"], of_bo["message"]) == ("declined", "Please")
    assert acme.ask("feedback_requests", by="ada", status="open")["items"][0]["other"]["person"] == "cy"


def test_a_rater_is_shown_their_own_token_while_their_answer_is_asked_for(acme: Organisation) -> None:
    tell(acme, *opened(), *settled(rater("bo"), rater("cy"), rater("mo", Perspective.MANAGER)))
    (review,) = acme.ask("feedback_inbox", by="bo")["reviews"]
    assert (review["token"], review["anonymous"], review["person"]["name"]) == (token("bo"), True, "Ada")
    assert [each["item"] for each in review["items"]] == ["sql", "more"]
    (of_manager,) = acme.ask("feedback_inbox", by="mo")["reviews"]
    assert (of_manager["token"], of_manager["anonymous"], of_manager["answered_on"]) == (None, False, None)
    assert acme.ask("feedback_inbox", by="bo", as_of="2026-02-01")["reviews"][0]["token"] is None
    tell(acme, ReviewDeclined(cycle="spring", reviewee="ada", person="cy", on=JANUARY))
    assert acme.ask("feedback_inbox", by="cy")["reviews"] == []


def test_an_inbox_says_nothing_of_whether_an_anonymous_answer_was_given_before_the_cycle_closes(
    acme: Organisation,
) -> None:
    tell(acme, *opened(), *settled(*map(rater, RATERS)))
    (review,) = acme.ask("feedback_inbox", by="bo")["reviews"]
    assert review["answered_on"] is None
    assert acme.ask("feedback_inbox", by="bo")["counted"] == []
    tell(acme, *closed(*RATERS, on=TODAY), *answered(("bo", "cy", "di"), [1, 2, 3], on=TODAY))
    assert {who: acme.ask("feedback_inbox", by=who)["counted"][0]["counted"] for who in RATERS} == {
        "bo": True,
        "cy": True,
        "di": True,
        "out": False,
    }
    assert acme.ask("feedback_inbox", by="bo")["reviews"] == []


def test_who_answers_by_name_sees_when_they_did(acme: Organisation) -> None:
    said: dict[str, Any] = {"cycle": "spring", "person": "ada", "on": date(2026, 1, 7)}
    tell(
        acme,
        *opened(),
        *settled(rater("mo", Perspective.MANAGER)),
        ReviewSubmitted(group=ReviewGroup.MANAGER, author="mo", **said),
        ReviewSubmitted(group=ReviewGroup.SELF, author="ada", **said),
    )
    for who in ("mo", "ada"):
        (review,) = acme.ask("feedback_inbox", by=who)["reviews"]
        assert review["answered_on"] == "2026-01-07"


def test_raters_are_to_be_nominated_by_the_reviewee_and_approved_by_their_manager(acme: Organisation) -> None:
    tell(acme, *opened())
    (to_make,) = acme.ask("feedback_inbox", by="ada")["nominations_to_make"]
    assert (to_make["cycle"], to_make["nominated"]) == ("spring", [])
    assert acme.ask("feedback_inbox", by="mo")["nominations_to_approve"] == []
    tell(acme, RatersNominated(cycle="spring", person="ada", on=JANUARY, raters=(rater("bo"), rater("cy"))))
    (to_approve,) = acme.ask("feedback_inbox", by="mo")["nominations_to_approve"]
    assert [each["name"] for each in to_approve["nominated"]] == ["Bo", "Cy"]
    assert to_approve["lacking"] == {"peer": 1}
    assert acme.ask("feedback_inbox", by="zoe")["nominations_to_approve"] == []
    tell(acme, *settled(rater("bo"), rater("cy")))
    assert acme.ask("feedback_inbox", by="mo")["nominations_to_approve"] == []
    assert acme.ask("feedback_inbox", by="ada")["nominations_to_make"] == []


def test_a_released_report_is_announced_in_the_inbox(acme: Organisation) -> None:
    tell(acme, *opened(), *closed(), released())
    assert acme.ask("feedback_inbox", by="ada")["reports"] == [
        {"cycle": "spring", "name": "The spring review", "released_on": "2026-01-05"}
    ]


# consents and accesses


def test_one_sees_what_one_lets_others_see(acme: Organisation) -> None:
    of_ada: dict[str, Any] = {"person": "ada", "field": ConsentField.GOALS, "on": JANUARY}
    tell(
        acme,
        ConsentGiven(audience=Audience.PERSON, to="bo", until=FAR, **of_ada),
        ConsentGiven(audience=Audience.EVERYONE, **of_ada),
        ConsentRevoked(audience=Audience.EVERYONE, **of_ada),
        ConsentGiven(audience=Audience.MANAGER, until=date(2026, 1, 31), **of_ada),
    )
    (given,) = acme.ask("consents", by="ada")["items"]
    assert (given["whom"], given["name"], given["until"], given["holds"]) == ("bo", "Bo", "2099-12-31", True)
    assert len(acme.ask("consents", by="ada", all=True)["items"]) == 3
    assert len(acme.ask("consents", by="ada", as_of={"effective": "2026-01-20"})["items"]) == 2


def test_one_sees_who_saw_what_of_oneself_and_when(acme: Organisation) -> None:
    tell(
        acme,
        AccessRecorded("ada", "mo", "goals", JANUARY),
        AccessRecorded("ada", "machine:hr", "dashboard", date(2026, 1, 7)),
    )
    seen = acme.ask("who_saw", by="ada")["items"]
    assert [(each["by"]["person"], each["by"]["name"], each["what"], each["on"]) for each in seen] == [
        ("machine:hr", None, "dashboard", "2026-01-07"),
        ("mo", "Mo", "goals", "2026-01-05"),
    ]
    assert len(acme.ask("who_saw", by="ada", since="2026-01-06")["items"]) == 1


# cycles and reports


def a_closed_cycle(*, out: bool = True) -> list[Event]:
    said: dict[str, Any] = {"cycle": "spring", "person": "ada", "on": JANUARY}
    raters = [*map(rater, ("bo", "cy", "len")), rater("di", Perspective.REPORT), rater("mo", Perspective.MANAGER)]
    return [
        *opened(),
        *settled(*raters),
        ReviewSubmitted(group=ReviewGroup.MANAGER, author="mo", ratings=(ItemRating("sql", 4),), **said),
        ReviewSubmitted(group=ReviewGroup.SELF, author="ada", ratings=(ItemRating("sql", 5),), **said),
        *closed("bo", "cy", "len", "di", "mo"),
        *answered(("bo", "cy", "len"), [1, 2, 5], "Zest", "Air"),
        RatingsCalibrated(rater="mo", item="sql", by="pia", from_level=4, to_level=3, why="As elsewhere", **said),
        *([released()] if out else []),
    ]


def test_a_report_has_named_ratings_groups_and_comments_by_item(acme: Organisation) -> None:
    tell(acme, *a_closed_cycle())
    report = acme.ask("cycle_report", by="ada", cycle="spring")
    assert [(each["group"], each["answers"]) for each in report["groups"]] == [("self", 1), ("manager", 1), ("peer", 3)]
    assert report["not_by_themselves"] == ["report"]
    sql = report["items"][0]
    of_self, of_manager, of_peers = sql["ratings"]
    assert (of_self["level"], of_manager["level"], of_manager["original"]) == (5, 3, 4)
    assert (of_manager["by"]["name"], of_manager["calibrations"][0]["why"]) == ("Mo", "As elsewhere")
    assert (of_peers["average"], of_peers["levels"]) == (2.7, (1, 2, 5))
    assert report["comments"] == [{"group": "peer", "texts": ("Air", "Zest")}]
    assert acme.ask("cycle_report", by="mo", person="ada", cycle="spring") == report


def test_a_report_of_one_item_or_group_is_part_of_the_whole(acme: Organisation) -> None:
    tell(acme, *a_closed_cycle())
    of_item = acme.ask("cycle_report", by="ada", cycle="spring", item="sql")
    assert [each["item"] for each in of_item["items"]] == ["sql"]
    of_group = acme.ask("cycle_report", by="ada", cycle="spring", group="peer")
    assert [each["group"] for each in of_group["groups"]] == ["peer"]


@pytest.mark.parametrize("group", ["report", "external", "others"])
def test_a_group_that_is_not_shown_is_refused_by_itself_whether_or_not_anybody_answered(
    acme: Organisation, group: str
) -> None:
    tell(acme, *a_closed_cycle())
    with pytest.raises(Forbidden) as refused:
        acme.ask("cycle_report", by="ada", cycle="spring", group=group)
    assert (refused.value.code, list(refused.value.fields)) == ("remainder_too_small", ["group"])


def test_what_is_no_report_is_not_found(acme: Organisation) -> None:
    tell(acme, *a_closed_cycle())
    for params in ({"cycle": "summer"}, {"cycle": "spring", "item": "lisp"}, {"cycle": "spring", "person": "mo"}):
        with pytest.raises(NotFound):
            acme.ask("cycle_report", **{"by": "mo", "person": "ada", **params})


def test_a_report_of_before_the_cycle_closed_is_no_report(acme: Organisation) -> None:
    tell(acme, *opened())
    tell(acme, *closed(), *answered(RATERS, [1, 2, 3, 4]), released(), recorded=datetime(2026, 2, 1, tzinfo=UTC))
    assert acme.ask("cycle_report", by="ada", cycle="spring", as_of={"recorded": "2026-02-02"})["groups"]
    for as_of in ("2026-01-20", {"recorded": "2026-01-20"}, {"effective": "2026-01-04"}):
        for caller in ({"by": "ada"}, {**HR, "person": "ada"}):
            with pytest.raises(Forbidden):
                acme.ask("cycle_report", **caller, cycle="spring", as_of=as_of)


def test_cycles_tell_hr_where_they_stand_and_who_takes_part(acme: Organisation) -> None:
    tell(
        acme,
        *a_closed_cycle(),
        *opened("autumn", "ada", "bo"),
        RatersNominated(cycle="autumn", person="bo", on=JANUARY, raters=(rater("cy"),)),
        CycleExtended(cycle="autumn", on=JANUARY, answers_due=FAR),
    )
    spring, autumn = acme.ask("cycles", **HR)["items"]
    assert (spring["cycle"], spring["status"], autumn["status"], autumn["reviewees"]) == ("spring", "closed", "open", 2)
    assert spring["participation"] == {
        "nominated": 0,
        "settled": 1,
        "self_answers": 1,
        "managers": 1,
        "manager_answers": 1,
        "anonymous_raters": 4,
        "released": 1,
        "anonymous_answers": 3,
        "with_anonymous_answers": 1,
    }
    assert (autumn["participation"]["nominated"], autumn["participation"]["anonymous_answers"]) == (1, None)
    assert [each["cycle"] for each in acme.ask("cycles", **HR, status="open")["items"]] == ["autumn"]
    first = acme.ask("cycles", **HR, limit=1)
    assert [each["cycle"] for each in acme.ask("cycles", **HR, limit=1, cursor=first["next"])["items"]] == ["autumn"]


def test_a_cycle_tells_hr_of_each_reviewee_who_is_to_be_reminded(acme: Organisation) -> None:
    tell(acme, *a_closed_cycle())
    (ada,) = acme.ask("cycle", **HR, cycle="spring")["items"]
    assert (ada["name"], ada["self_answered_on"], ada["released_on"]) == ("Ada", "2026-01-05", "2026-01-05")
    assert ada["perspectives"] == {"manager": 1, "peer": 3, "report": 1}
    assert (ada["lacking"], ada["groups"]) == ({"report": 2}, [{"group": "peer", "answers": 3}])
    assert [(each["name"], each["answered_on"]) for each in ada["managers"]] == [("Mo", "2026-01-05")]
    with pytest.raises(NotFound):
        acme.ask("cycle", **HR, cycle="summer")


def test_results_of_a_cycle_are_by_unit_where_enough_were_reviewed_in_it(acme: Organisation) -> None:
    people = {"data": ["d1", "d2", "d3"], "sales": ["s1", "s2"], "legal": ["l1"]}
    everybody = [person for unit in people.values() for person in unit]
    acme.tell(
        "integrations",
        *(UnitCreated(unit, unit.title()) for unit in people),
        *(joined(person, unit=unit) for unit, of_unit in people.items() for person in of_unit),
        recorded=RECORDED,
    )
    tell(acme, *opened("spring", *everybody))
    with pytest.raises(Forbidden):
        acme.ask("cycle_results", **HR, cycle="spring")
    tell(acme, *closed())
    for person in everybody:
        tell(acme, *answered(RATERS, [2, 2, 3, 3], person=person))
    (sql,) = acme.ask("cycle_results", **HR, cycle="spring")["items"]
    assert (sql["reviewees"], sql["answers"], sql["average"]) == (6, 24, 2.5)
    assert [(each["name"], each["reviewees"]) for each in sql["units"]] == [("Data", 3)]
    assert sql["other_units"]["reviewees"] == 3
    assert acme.ask("cycle_results", **HR, cycle="spring", unit="data")["items"][0]["reviewees"] == 3
    for unit in ("sales", "legal", "nowhere"):
        with pytest.raises(Forbidden) as refused:
            acme.ask("cycle_results", **HR, cycle="spring", unit=unit)
        assert refused.value.code == "remainder_too_small"
