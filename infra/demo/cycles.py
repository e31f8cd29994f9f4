"""The review cycles of the demo organisation: one that was given up, one that is closed and released, one that runs.

Raters who are peers, reports or neither answer without their name, each by a token of their own.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from infra.demo.directory import HR
from infra.demo.script import ANONYMOUS, Calendar, Line, TokenOf, line, own, reaction

Raters = Mapping[str, str]
"""Who answers, and from which perspective."""

ITEMS = (
    {"item": "leadership", "kind": "skill", "text": "Leading people"},
    {"item": "coaching", "kind": "skill", "text": "Coaching"},
    {"item": "more-of", "kind": "question", "text": "What should they do more of?"},
)

SPRING: Mapping[str, Raters] = {
    "margaret": {
        "ada": "manager", "barbara": "peer", "claude": "peer", "niels": "peer", "alan": "report", "hedy": "report",
        "edsger": "report", "joan": "report", "emmy": "external", "katherine": "external",
    },
    "katherine": {
        "emmy": "manager", "sofia": "peer", "henrietta": "report", "cecilia": "report", "vera": "report",
        "george": "report", "margaret": "external", "marie": "external", "lise": "external",
    },
    "barbara": {
        "ada": "manager", "margaret": "peer", "alan": "peer", "hedy": "peer", "claude": "report", "annie": "report",
        "mary": "report",
    },
}  # fmt: skip
"""Who was approved in spring to answer about whom. Those who know Margaret from elsewhere are too few to be shown by
themselves."""

AUTUMN: Mapping[str, Raters] = {
    "alan": {
        "margaret": "manager", "hedy": "peer", "joan": "peer", "edsger": "peer", "dorothy": "peer", "vera": "external",
        "katherine": "external", "george": "external",
    },
    "lise": {
        "marie": "manager", "max": "peer", "rosalind": "peer", "rita": "peer", "chien": "peer", "mary": "external",
    },
}  # fmt: skip
"""The same in autumn; the raters of Vera are not approved yet."""

APPROVERS = {"margaret": "ada", "katherine": "emmy", "barbara": "ada", "alan": "margaret", "lise": "marie"}

SAID = (
    "Say no earlier",
    "More of the stories behind the figures",
    "Leave the room, we can do it",
    "Ask as you do, it helps",
    "Tell us when you are in doubt",
    "Walk around on Mondays again",
    "Let others present",
    "Write down what was decided",
    "Fewer things at a time",
    "Praise in the round, not only in private",
    "Trust your second thought",
)
"""What raters wrote, each in their turn."""


def cycles(calendar: Calendar, token_of: TokenOf) -> Iterator[Line]:
    """All review cycles, in any order of days."""
    yield _opened(318, "pilot", "A first try", ["rosalind"], calendar.ago(310), calendar.ago(290))
    yield reaction(318, "feedback.start_review", "rosalind", cycle="pilot")
    yield line(301, "feedback.cancel_cycle", HR, cycle="pilot", reason="We had not asked anybody what for")
    yield from _spring(calendar, token_of)
    yield from _autumn(calendar, token_of)


def _opened(
    days_ago: int, cycle: str, name: str, reviewees: Iterable[str], nominations_due: str, answers_due: str
) -> Line:
    return line(
        days_ago, "feedback.open_cycle", HR, cycle=cycle, name=name, items=[*ITEMS], reviewees=[*reviewees],
        nominations_due=nominations_due, answers_due=answers_due,
    )  # fmt: skip


def _spring(calendar: Calendar, token_of: TokenOf) -> Iterator[Line]:
    """Three leads, reviewed from all sides; what one manager said was calibrated before they saw it."""
    cycle, due = {"cycle": "spring"}, calendar.ago(105)
    yield _opened(131, "spring", "How our leads lead", ("margaret", "katherine"), calendar.ago(120), due)
    yield line(129, "feedback.add_reviewees", HR, **cycle, reviewees=["barbara"])
    for person in SPRING:
        yield reaction(129, "feedback.start_review", person, **cycle)
    yield from _settled("spring", 126, due, SPRING)
    yield from _changed(due)
    for number, (person, raters) in enumerate(_answering().items()):
        yield from _answered("spring", 116 - number, person, [person, *raters], token_of)
    yield line(106, "feedback.extend_cycle", HR, **cycle, answers_due=calendar.ago(102))
    yield line(101, "feedback.close_cycle", HR, **cycle)
    for person, raters in _answering().items():
        for rater in raters:
            yield reaction(101, "feedback.unask_review", rater, **cycle, reviewee=person)
    yield line(
        99, "feedback.calibrate_rating", HR, **cycle, person="margaret", rater="ada", item="coaching", level=3,
        why="What was called 4 here is a 3 in the other units",
    )  # fmt: skip
    yield line(98, "feedback.release_report", HR, **cycle, person="margaret")
    yield line(97, "feedback.release_reports", HR, **cycle, people=["katherine", "barbara"])


def _changed(due: str) -> Iterator[Line]:
    """Lise declined, and Annie stands in for Niels, who was about to leave."""
    yield own(124, "feedback.decline_review", "lise", cycle="spring", reviewee="katherine", reason="I know too little")
    yield reaction(124, "feedback.drop_rater", "katherine", cycle="spring", rater="lise")
    yield line(
        123, "feedback.replace_rater", "ada", person="margaret", cycle="spring", rater="niels",
        replacement={"rater": "annie"},
    )  # fmt: skip
    yield reaction(123, "feedback.unask_review", "niels", cycle="spring", reviewee="margaret")
    yield _asked(123, "spring", "margaret", "annie", "peer", due)


def _answering() -> Mapping[str, Raters]:
    """The raters of spring after that."""
    stayed = {
        person: {rater: perspective for rater, perspective in raters.items() if rater not in {"lise", "niels"}}
        for person, raters in SPRING.items()
    }
    return {**stayed, "margaret": {**stayed["margaret"], "annie": "peer"}}


def _autumn(calendar: Calendar, token_of: TokenOf) -> Iterator[Line]:
    """It runs: some have answered, one waits for her raters to be approved."""
    reviewees, due = (*AUTUMN, "vera"), calendar.ahead(13)
    yield _opened(19, "autumn", "Growing in one's role", reviewees, calendar.ahead(2), due)
    for person in reviewees:
        yield reaction(19, "feedback.start_review", person, cycle="autumn")
    yield from _settled("autumn", 16, due, AUTUMN)
    raters = [{"rater": rater} for rater in ("katherine", "george", "henrietta", "cecilia", "lise")]
    yield own(10, "feedback.nominate_raters", "vera", cycle="autumn", raters=raters)
    yield from _answered("autumn", 9, "alan", ["alan", "hedy", "edsger", "vera"], token_of)
    yield from _answered("autumn", 7, "lise", ["marie", "max", "rita"], token_of)


def _settled(cycle: str, days_ago: int, due: str, reviews: Mapping[str, Raters]) -> Iterator[Line]:
    """People nominate raters, who are approved the day after, and asked."""
    for person, raters in reviews.items():
        named = [{"rater": rater, "perspective": perspective} for rater, perspective in raters.items()]
        yield own(days_ago, "feedback.nominate_raters", person, cycle=cycle, raters=named)
        yield line(days_ago - 1, "feedback.approve_raters", APPROVERS[person], person=person, cycle=cycle)
        for rater, perspective in raters.items():
            yield _asked(days_ago - 1, cycle, person, rater, perspective, due)


def _asked(days_ago: int, cycle: str, reviewee: str, rater: str, perspective: str, due: str) -> Line:
    asked = {"cycle": cycle, "reviewee": reviewee, "perspective": perspective, "due": due}
    return reaction(days_ago, "feedback.ask_review", rater, **asked)


def _answered(cycle: str, begun: int, person: str, answering: Iterable[str], token_of: TokenOf) -> Iterator[Line]:
    """Answers over some days: those of the person and of who approved the raters by name, all others without."""
    for number, rater in enumerate(answering):
        days_ago, answer = begun - number % 4, {"person": person, "cycle": cycle, **_answer(number)}
        if rater in {person, APPROVERS[person]}:
            yield line(days_ago, "feedback.submit_review", rater, **answer)
        else:
            token = token_of(cycle, person, rater)
            yield line(days_ago, "feedback.submit_anonymous_review", ANONYMOUS, **answer, token=token)


def _answer(number: int) -> Mapping[str, Any]:
    ratings = ({"item": "leadership", "level": 3 + number % 3}, {"item": "coaching", "level": 4 - (number + 2) % 3})
    return {"ratings": [*ratings], "comments": [{"item": "more-of", "text": SAID[number % len(SAID)]}]}
