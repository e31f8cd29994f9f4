"""Nobody but a rater learns what they answered: an attacker does no better than guess among at least three.

Who the attacker is, and what they see, `tests.fixtures.attacked` says.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.gateway.query import QUERIES
from shared.contracts.feedback.anonymity import LEAST, showable_groups
from shared.contracts.feedback.events import GroupAnswered, Perspective, ReviewGroup, ReviewSubmitted
from shared.contracts.feedback.tokens import digest_of, token_of
from shared.errors import Forbidden
from tests.fixtures.attacked import CYCLE, OF_REVIEWS, REVIEWEE, Answer, Company, Sight, Suite, suite_on

FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
ALL = tuple(sorted(QUERIES))
SIDES = {"p": Perspective.PEER, "r": Perspective.REPORT, "x": Perspective.EXTERNAL}
ANSWERS: Sequence[Answer] = [(1, "Late"), (2, "Loud"), (4, "Kind"), (5, "Exact"), (None, "Calm"), (3, ""), (0, "Odd")]

Answers = Mapping[str, Answer]
"""What raters answer, in the order in which they do."""


@pytest.fixture(scope="module")
def suite(module_database: str) -> Iterator[Suite]:
    with suite_on(module_database) as suite:
        yield suite


def answering(answers: Answers) -> Mapping[Perspective, int]:
    """How many answer from each side."""
    return {side: sum(rater[0] == kind for rater in answers) for kind, side in SIDES.items()}


def shown_as(rater: str, answers: Answers) -> ReviewGroup | None:
    """The group under which a rater's answer is shown; None where it is withheld."""
    return showable_groups(answering(answers)).get(SIDES[rater[0]])


def lived(company: Company, answers: Answers, queries: Sequence[str] = OF_REVIEWS) -> list[Sight]:
    """What is seen of a cycle to which raters answer: when all have, when it is closed, and when it is released.

    By queries only from when it is closed on: before, they answer from the very tables that are compared, and have no
    key to what waits sealed there.
    """
    company.open()
    for rater, answer in answers.items():
        company.answer(rater, answer)
    seen = [company.sight(())] if queries else []
    for happens, asked in ((company.close, OF_REVIEWS), (company.release, queries)):
        happens()
        if queries:
            seen.append(company.sight(asked))
    return seen


def exchanged(answers: Answers, one: str, other: str) -> Answers:
    """The answers in the same order, but one rater's is the other's."""
    names = {one: other, other: one}
    return {names.get(rater, rater): answer for rater, answer in answers.items()}


FOUR = dict(zip(("p1", "p2", "p3", "p4"), ANSWERS, strict=False))


def test_two_raters_of_a_group_who_exchange_their_answers_leave_the_same_behind(suite: Suite) -> None:
    as_they_are, other = suite.company(4, 0, 0), suite.company(4, 0, 0)
    assert lived(as_they_are, FOUR, ALL) == lived(other, exchanged(FOUR, "p1", "p2"), ALL)
    assert as_they_are.messages_seen() == other.messages_seen()


def test_what_the_attacker_sees_would_tell_another_answer_from_this(suite: Suite) -> None:
    """So that the comparisons here compare something."""
    companies = suite.company(4, 0, 0), suite.company(4, 0, 0)
    for company, answers in zip(companies, (FOUR, {**FOUR, "p1": (5, "Late")}), strict=True):
        lived(company, answers, ())
    seen, other = (company.sight() for company in companies)
    assert {part for part in seen if seen[part] != other[part]} == {"events", "tables", "answers"}


def test_what_was_true_or_known_before_a_cycle_closed_tells_nothing_of_the_answers(suite: Suite) -> None:
    one, other = suite.company(4, 0, 0), suite.company(4, 0, 0)
    for company, answers in ((one, FOUR), (other, dict.fromkeys(FOUR, (5, "Late")))):
        lived(company, answers, ())
    for clock in ("effective", "recorded"):
        assert one.answers_of({clock: before(one, clock)}) == other.answers_of({clock: before(other, clock)})


def before(company: Company, clock: str) -> datetime:
    """A moment before the cycle closed: on that clock on which only days count, the day before."""
    assert company.closing is not None
    return company.closing - timedelta(days=clock == "effective")


def test_nothing_is_kept_in_the_database_beside_what_belongs_to_an_organisation(suite: Suite) -> None:
    """Not by the database itself, either: not the moments of transactions, and nothing in tables of all together."""
    assert suite.database.execute("show track_commit_timestamp").fetchone() == {"track_commit_timestamp": "off"}

    def kept() -> Mapping[str, list[Any]]:
        return {name: suite.database.execute(f"select * from {name}").fetchall() for name in suite.held_by_none}

    unchanged = kept()
    lived(suite.company(4, 0, 0), FOUR, ())
    assert kept() == unchanged
    assert "feedback.ballots" in suite.held_by_tenants


@st.composite
def cycles(draw: st.DrawFn) -> tuple[tuple[int, int, int], Answers, Answers]:
    """The sizes of the groups, who answers what, and the same with raters of a group exchanged, in another order."""
    sizes = draw(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 4)))
    raters = [f"{kind}{n}" for kind, size in zip(SIDES, sizes, strict=True) for n in range(1, size + 1)]
    silent = draw(st.sets(st.sampled_from(raters), max_size=3)) if raters else set()
    answers = {rater: draw(st.sampled_from(ANSWERS)) for rater in raters if rater not in silent}
    groups: dict[Any, list[str]] = {}
    for rater in answers:
        groups.setdefault(shown_as(rater, answers), []).append(rater)
    permuted = {
        rater: answers[by]
        for group in groups.values()
        for rater, by in zip(group, draw(st.permutations(group)), strict=True)
    }
    # Those who say nothing are exchanged, too, with others of their side.
    names: dict[str, str] = {}
    for kind in SIDES:
        side = [rater for rater in raters if rater[0] == kind]
        names |= dict(zip(side, draw(st.permutations(side)), strict=True))
    renamed = {names[rater]: answer for rater, answer in permuted.items()}
    order = draw(st.permutations(list(renamed)))
    return sizes, answers, {rater: renamed[rater] for rater in order}


@FEW
@given(cycle=cycles())
def test_whoever_of_a_group_answers_what_and_in_whatever_order_leaves_the_same_behind(
    suite: Suite, cycle: tuple[tuple[int, int, int], Answers, Answers]
) -> None:
    sizes, answers, otherwise = cycle
    one, other = suite.company(*sizes), suite.company(*sizes)
    assert lived(one, answers) == lived(other, otherwise)
    assert one.messages_seen() == other.messages_seen()


@FEW
@given(cycle=cycles())
def test_whatever_is_shown_and_subtracted_is_of_nobody_or_of_at_least_three(
    suite: Suite, cycle: tuple[tuple[int, int, int], Answers, Answers]
) -> None:
    sizes, answers, _ = cycle
    company = suite.company(*sizes)
    lived(company, answers, ())
    expected: dict[str, int] = {}
    for rater in answers:
        group = shown_as(rater, answers)
        if group is not None:
            expected[group.value] = expected.get(group.value, 0) + 1
    report = company.ask("cycle_report", "pia", "hr", person=REVIEWEE, cycle=CYCLE)
    named = {"self", "manager"}
    shown = {each["group"]: each["answers"] for each in report["groups"] if each["group"] not in named}
    assert shown == expected
    assert sum(shown.values()) in {0, len(answers)}
    for size in range(len(shown) + 1):
        for some in combinations(shown.values(), size):
            assert sum(some) == 0 or sum(some) >= LEAST
    for item in report["items"]:
        assert all(each["answers"] >= LEAST for each in item["ratings"] if each["group"] not in named)
    for group in ReviewGroup:
        if group.value in {*shown, *named}:
            part = company.ask("cycle_report", REVIEWEE, cycle=CYCLE, group=group)
            assert part["items"] == [only(item, group) for item in report["items"]]
        else:
            with pytest.raises(Forbidden) as refused:
                company.ask("cycle_report", REVIEWEE, cycle=CYCLE, group=group)
            assert refused.value.code == "remainder_too_small"


def only(item: Mapping[str, Any], group: ReviewGroup) -> Mapping[str, Any]:
    """What a report says of an item, of one group."""
    of_group = {name: [each for each in item[name] if each["group"] == group] for name in ("ratings", "comments")}
    return {**item, **of_group}


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((3, 2, 1), {"others": 3, "peer": 3}),
        ((3, 2, 0), {"others": 5}),
        ((3, 0, 1), {"others": 4}),
        ((0, 2, 1), {"others": 3}),
        ((0, 1, 1), {}),
        ((2, 0, 0), {}),
        ((4, 3, 2), {"others": 5, "peer": 4}),
    ],
)
def test_groups_below_three_are_folded_into_others_or_withheld(
    suite: Suite, sizes: tuple[int, int, int], shown: Mapping[str, int]
) -> None:
    company = suite.company(*sizes)
    lived(company, dict.fromkeys(company.raters, ANSWERS[0]), ())
    report = company.ask("cycle_report", REVIEWEE, cycle=CYCLE)
    assert {each["group"]: each["answers"] for each in report["groups"]} == {"self": 1, "manager": 1, **shown}


@pytest.mark.parametrize("sizes", [(2, 0, 0), (1, 1, 0), (0, 1, 1)])
def test_what_is_withheld_might_have_been_anything(suite: Suite, sizes: tuple[int, int, int]) -> None:
    one, other = suite.company(*sizes), suite.company(*sizes)
    said = [dict(zip(company.raters, ANSWERS[start:], strict=False)) for start, company in ((0, one), (2, other))]
    assert lived(one, said[0]) == lived(other, said[1])


def test_an_item_that_fewer_than_three_of_a_group_rated_is_withheld_though_the_group_is_shown(suite: Suite) -> None:
    company = suite.company(4, 0, 0)
    company.open()
    for rater, item in zip(company.raters, ("sql", "sql", "more", "more"), strict=True):
        company.answer(rater, (4, "Kind"), item)
    company.close()
    report = company.ask("cycle_report", "pia", "hr", person=REVIEWEE, cycle=CYCLE)
    assert [each["group"] for item in report["items"] for each in item["ratings"]] == ["self", "manager"]
    assert report["comments"][-1] == {"group": "peer", "texts": ("Kind",) * 4}


def test_once_there_is_an_answer_nobody_sees_whether_there_are_more(suite: Suite) -> None:
    company = suite.company(4, 2, 0)
    company.open()
    company.answer("p1", ANSWERS[0])
    after_one = company.sight()
    for rater in company.raters[1:]:
        company.answer(rater, ANSWERS[1])
        assert company.sight() == after_one


def test_an_answer_changes_nothing_but_the_sealed_ballot_and_is_logged_nowhere(suite: Suite) -> None:
    company = suite.company(4, 0, 0)
    company.open()
    for rater in company.raters:
        tables, lines, stored = company.tables(), company.lines(), company.stored()
        company.answer(rater, ANSWERS[0])
        after = company.tables()
        assert {name for name in after if after[name] != tables[name]} == {"feedback.ballots"}
        assert (company.lines(), company.stored()) == (lines, stored)


def test_a_message_on_the_broker_with_an_answer_does_not_say_whose_it_is(suite: Suite) -> None:
    company = suite.company(4, 0, 0)
    lived(company, FOUR, ())
    anonymous = [
        command
        for message in company.messages()
        for command in message["commands"]
        if command["command"] == "feedback.submit_anonymous_review"
    ]
    assert len(anonymous) == len(FOUR)
    for command in anonymous:
        assert command["actor"] == "anonymous"
        assert command["correlation_id"] == command["command_id"]
        assert not command["command_id"].startswith("given-")
        assert not any(rater in repr(command) for rater in company.raters)


def everything(company: Company) -> str:
    """All of it as it is, with what is encrypted for people opened; but for the messages that raters send."""
    seen = [company.tables(), company.answers(ALL), company.lines(), company.events()]
    return repr([*seen, [event.data for event in company.stored()]])


@pytest.fixture(scope="module")
def released(suite: Suite) -> tuple[Company, str]:
    """A company whose cycle is over, and everything that there was to see while answers waited and after."""
    company = suite.company(4, 3, 0)
    company.open()
    for number, rater in enumerate(company.raters):
        company.answer(rater, ANSWERS[number % len(ANSWERS)])
    waiting = everything(company)
    company.close()
    company.release()
    return company, waiting + everything(company)


def test_no_rater_and_nothing_that_leads_to_one_stands_beside_an_anonymous_answer(
    released: tuple[Company, str],
) -> None:
    company, seen = released
    assert not any(company.token(rater) in seen for rater in company.raters)
    sealed = [
        (stored, event)
        for stored, event in company.events()
        if isinstance(event, GroupAnswered) or (isinstance(event, ReviewSubmitted) and event.author is None)
    ]
    assert len(sealed) == 7 + 2
    groups = company.tables()["projection.review_groups"]
    for beside in (*sealed, *groups):
        assert not any(f"'{rater}'" in repr(beside) for rater in company.raters)
    assert len({(each.recorded, each.effective, each.actor, each.causation_id) for each, _ in sealed}) == 1


def test_a_digest_stands_with_its_group_only_in_an_order_of_its_own_and_no_key_in_the_database_makes_it(
    released: tuple[Company, str],
) -> None:
    company, _ = released
    digests = {company.digest(rater) for rater in company.raters}
    holding = {name for name, rows in company.tables().items() if any(each in repr(rows) for each in digests)}
    assert holding == {"feedback.events", "projection.review_groups"}
    submitted: dict[ReviewGroup, list[str]] = {}
    for _, event in company.events():
        if isinstance(event, ReviewSubmitted) and event.token is not None:
            submitted.setdefault(event.group, []).append(event.token)
    assert {len(tokens) for tokens in submitted.values()} == {4, 3}
    assert all(tokens == sorted(tokens) for tokens in submitted.values())
    assert {token for tokens in submitted.values() for token in tokens} == digests
    answered = repr(company.answers(ALL))
    assert not any(each in answered for each in digests)
    stored = {
        value for rows in company.tables().values() for row in rows for value in row.values() if type(value) is bytes
    }
    keys = {b"", bytes(32), *(each[start : start + 32] for each in stored for start in (0, len(each) - 32))}
    for rater in company.raters:
        guesses = {digest_of(token_of(key, company.name, CYCLE, REVIEWEE, rater)) for key in keys}
        guesses |= {digest_of(rater), sha256(rater.encode()).hexdigest()}
        assert not guesses & digests
