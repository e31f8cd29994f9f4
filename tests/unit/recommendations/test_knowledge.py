"""What is known of everybody: whom recommendations compare a person with."""

import pickle
from datetime import date, timedelta

from services.recommendations.kinds.around import in_common
from services.recommendations.knowledge import NOBODY
from shared.contracts.integrations.events import MoveReason, PersonJoined, PersonMoved
from shared.contracts.network.strength import Contact, strength
from shared.contracts.recommendations.events import Kind
from shared.contracts.skills.events import SkillClaimed, SkillMerged
from tests.fixtures.recommended import DAY
from tests.fixtures.skilled import HIRED
from tests.unit.recommendations.known import STORY, Known, after

ACME = Known(STORY)


def number(person: str) -> int:
    return ACME.knowledge.numbers[person]


def test_people_are_numbered_in_the_order_of_their_ids_with_those_who_left() -> None:
    known = ACME.knowledge
    assert list(known.people) == sorted(known.people)
    assert known.is_here[number("ada")]
    assert not known.is_here[number("eve")]


def test_a_role_goes_by_its_profile_whatever_the_directory_calls_it() -> None:
    known = ACME.knowledge
    assert {known.roles[known.role[number(who)]] for who in ("ada", "bo")} == {"data-engineer"}
    assert known.headcount[known.role_numbers["data-engineer"]] == 2


def test_lines_of_reporting_are_followed_to_the_top_and_never_in_circles() -> None:
    known = ACME.knowledge
    assert [known.people[each] for each in known.above(int(known.manager[number("ada")]))] == ["mo", "zoe"]
    assert known.reports_to(number("ada"), number("zoe"))
    assert not known.reports_to(number("zoe"), number("ada"))
    circle = [
        PersonMoved(person=who, effective_on=HIRED, reason=MoveReason.REORGANISATION, manager=manager)
        for who, manager in (("zoe", "mo"), ("mo", "zoe"))
    ]
    turned = after(("integrations", circle)).knowledge
    assert len(turned.above(turned.numbers["zoe"])) == 2


def test_ties_are_as_strong_as_the_rule_says_and_the_same_in_both_directions() -> None:
    known = ACME.knowledge
    tie = ACME.facts("ada").network.ties["cy"].row
    expected = strength(Contact(tie.amount, tie.given, tie.received, tie.last_on, tie.times), connected=True, day=DAY)
    assert known.ties.value(number("ada"), number("cy")) == expected
    assert known.ties.value(number("cy"), number("ada")) == expected


def test_contacts_in_common_count_the_more_the_fewer_contacts_they_have() -> None:
    found = in_common(number("ada"), ACME.person("ada"), ACME.knowledge)
    assert found[number("di")] == 1 / 2
    assert number("ada") not in found


def test_skills_that_were_merged_are_one() -> None:
    known = ACME.knowledge
    assert "sql-lang" not in known.skills
    merged = after(("skills", (SkillMerged("talks", "python", ("Talks",)),)))
    assert merged.person("ada").rated.keys() == {"sql", "python"}


def test_how_many_in_a_role_have_a_skill_counts_those_who_have_it_to_some_extent() -> None:
    told = [SkillClaimed("cy", "sql", DAY, 3, 1, None)]
    known = after(("skills", told)).knowledge
    role = known.role_numbers["data-engineer"]
    assert known.holders.value(role, known.skill_numbers["sql"]) == 2
    assert known.holders.value(known.role_numbers["Seller"], known.skill_numbers["sql"]) == 0


def test_mentors_are_those_with_room_by_the_skills_that_they_offer() -> None:
    known = ACME.knowledge
    assert {known.people[each.number] for each in known.mentors} == {"bo", "mo"}
    assert {known.people[each.number] for each in known.mentors_of["sql"]} == {"bo", "mo"}


def test_who_works_nowhere_has_neither_unit_nor_role() -> None:
    joined = PersonJoined(person="new", effective_on=HIRED, name="New")
    known = after(("integrations", (joined,))).knowledge
    assert (known.role[known.numbers["new"]], known.unit_of[known.numbers["new"]]) == (NOBODY, NOBODY)


def test_who_is_to_join_is_not_here_yet() -> None:
    joined = PersonJoined(person="new", effective_on=DAY + timedelta(days=1), name="New", role="Seller")
    known = after(("integrations", (joined,))).knowledge
    assert not known.is_here[known.numbers["new"]]
    assert after(("integrations", (joined,)), day=date(2026, 9, 2)).knowledge.is_here[known.numbers["new"]]


def test_an_organisation_of_which_nothing_is_known_has_nothing_to_recommend() -> None:
    nothing = Known({"integrations": (PersonJoined(person="ada", effective_on=HIRED, name="Ada"),)})
    for kind in Kind:
        assert nothing.of(kind) == {}


def test_what_is_known_can_be_handed_to_another_process() -> None:
    known = ACME.knowledge
    ACME.of(Kind.SKILL)
    there = pickle.loads(pickle.dumps(known))
    assert there.people == known.people
    assert there.kept == {}
    assert (there.ties.values == known.ties.values).all()
