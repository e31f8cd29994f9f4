"""What people of the demo organisation say to one another, ask of one another, and let one another see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.demo.cycles import cycles
from infra.demo.script import Calendar, Line, TokenOf, levels, line, own, reaction


@dataclass(frozen=True)
class Words:
    """A feedback: what it was about, what the person did, what came of it, and what they might try."""

    days_ago: int
    author: str
    person: str
    feedback: str
    kind: str
    situation: str
    behaviour: str
    impact: str | None = None
    suggestion: str | None = None
    ratings: Mapping[str, int] | None = None
    visibility: str = "recipient"
    goal: str | None = None
    request: str | None = None


GIVEN = (
    Words(329, "grace", "ada", "calm-nights", "praise", "After the first quiet month", "You put alarms before features",
          "People sleep", visibility="everyone", goal="calm-on-call"),
    Words(296, "margaret", "hedy", "the-long-link", "praise", "When the link to Paris failed",
          "You told everybody what you knew, every half hour", "Nobody had to ask", None,
          {"incident-response": 4}, "recipient_and_manager"),
    Words(257, "katherine", "dorothy", "too-many-figures", "constructive", "In the report of the quarter",
          "You showed all forty figures", "The three that mattered were lost", "Begin with what is to be decided",
          {"visualisation": 3}),
    Words(236, "ada", "edsger", "proofs-for-two", "both", "In the review of the scheduler",
          "You were right, and said so for an hour", "We found two faults, and lost two listeners",
          "Stop at the fault"),
    Words(209, "claude", "annie", "first-checklist", "praise", "Before the release of the summer",
          "You asked each team what could go wrong", "It went out on the day", None, None, "recipient_and_manager",
          "first-release"),
    Words(183, "marie", "max", "shorter-meetings", "constructive", "In the weekly round",
          "You let everyone report in turn", "An hour for what is in the minutes", "Ask only for what has changed",
          None, "recipient", "fewer-meetings"),
    Words(157, "lise", "rosalind", "one-design", "praise", "At the first launch", "You drew it until it was plain",
          "Not one question at the counter", None, {"interaction-design": 5}, "everyone"),
    Words(139, "margaret", "dorothy", "first-pipeline", "both", "Your first pipeline here",
          "You tested it with the data of the worst day", "It held on the worst night since",
          "Ask for a review before it is finished", {"pipelines": 3, "sql": 4}, "recipient_and_manager", None,
          "first-pipeline"),
    Words(136, "alan", "dorothy", "names-that-speak", "praise", "Reading your first pipeline",
          "Every table says what it is", "I needed no explanation", None, {"sql": 5}, "recipient", None,
          "first-pipeline"),
    Words(105, "hedy", "joan", "said-no", "praise", "When the third project came", "You asked what could wait",
          "We finished two instead of none", None, None, "recipient", "leave-at-five", "calmer-week"),
    Words(72, "vera", "sofia", "error-bars", "praise", "At the forecast of the autumn", "You showed how sure you were",
          "Nobody took it for a promise", None, {"forecasting": 5}),
    Words(65, "joan", "margaret", "room-to-think", "praise", "In the month of the three projects",
          "You dropped one with me, without a word of blame", "I am home by six", None, {"leadership": 5}, "everyone"),
    Words(50, "ada", "margaret", "answers-too-soon", "constructive", "In the design round",
          "You answered before Alan had finished", "We never heard his second option", "Count to five",
          {"coaching": 3}, "recipient"),
    Words(36, "rita", "rachel", "silence", "praise", "At your fifth interview", "You let the silence be",
          "They told us the real reason", None, {"research": 3}, "recipient_and_manager", "know-customers"),
    Words(22, "max", "lise", "second-launch", "constructive", "Preparing the second launch",
          "You told legal last", "We wait for them now", "Give them the first draft, not the last",
          {"negotiation": 3}, "recipient", "two-launches", "second-launch"),
    Words(11, "hedy", "margaret", "who-is-next", "constructive", "Since Alan's promotion",
          "You decide alone who is on call", "We learn of it on the day", "Put the plan on the wall", None,
          "recipient", "grow-leads"),
    Words(6, "alan", "margaret", "planning", "both", "In the planning of the quarter",
          "You asked for the risks first", "Two were gone by the evening", "Leave an hour for what nobody asked",
          {"leadership": 4, "coaching": 3}, "recipient", None, "how-i-plan"),
)  # fmt: skip
"""Feedback, oldest first."""


def feedback(calendar: Calendar, token_of: TokenOf) -> Iterator[Line]:
    """Requests, feedback and what became of it, consent, and review cycles, in any order of days."""
    yield from _requests(calendar)
    for words in GIVEN:
        yield from _given(words)
    yield from _taken_back()
    yield from _taken_up()
    yield from _consent(calendar)
    yield from cycles(calendar, token_of)


def _given(words: Words) -> Iterator[Line]:
    """The feedback; its ratings show in the skill profile, and a request that it names is answered."""
    said: dict[str, Any] = {
        "kind": words.kind,
        "visibility": words.visibility,
        "situation": words.situation,
        "behaviour": words.behaviour,
        "impact": words.impact,
        "suggestion": words.suggestion,
        "goal": words.goal,
        "request": words.request,
    }
    known = {name: value for name, value in said.items() if value is not None}
    rated = levels(words.ratings or {})
    yield line(
        words.days_ago, "feedback.give_feedback", words.author, person=words.person, feedback=words.feedback, **known,
        ratings=rated,
    )  # fmt: skip
    if words.request:
        yield reaction(
            words.days_ago, "feedback.settle_request", words.author, request=words.request, feedback=words.feedback
        )
    if rated:
        yield reaction(
            words.days_ago, "skills.credit_feedback", words.person, feedback=words.feedback, author=words.author,
            skills=rated,
        )  # fmt: skip


def _requests(calendar: Calendar) -> Iterator[Line]:
    """Requests that were answered, declined, taken back, and forgotten until they lapsed; some are open."""
    for person, request, days_ago, of, due, asked in (
        ("dorothy", "first-pipeline", 147, ["margaret", "alan", "george"], calendar.ago(120),
         {"skills": ["pipelines", "sql"], "questions": ["What would have made it simpler?"], "goal": "streaming"}),
        ("joan", "calmer-week", 111, ["hedy", "edsger"], calendar.ago(90),
         {"goal": "leave-at-five", "perspective": "peer", "questions": ["Did I drop anything on you?"]}),
        ("lise", "second-launch", 30, ["max", "chien", "rita"], calendar.ahead(14),
         {"goal": "two-launches", "message": "Before we do it again"}),
        ("margaret", "how-i-plan", 14, ["alan", "joan"], calendar.ahead(9),
         {"skills": ["leadership", "coaching"], "perspective": "report"}),
        ("hedy", "links-in-use", 8, ["margaret", "claude"], calendar.ahead(16), {"goal": "radio-links"}),
        ("vera", "as-a-lead", 4, ["margaret", "katherine"], calendar.ahead(20),
         {"skills": ["leadership"], "questions": ["What should I stop doing?"]}),
    ):  # fmt: skip
        yield own(days_ago, "feedback.request_feedback", person, request=request, of=of, due=due, **asked)
    yield own(143, "feedback.decline_request", "george", request="first-pipeline", reason="I built half of it")
    yield own(101, "feedback.remind_of_request", "joan", request="calmer-week", of="edsger")
    yield own(95, "feedback.remind_of_request", "joan", request="calmer-week", of="edsger")
    yield reaction(89, "feedback.expire_request", "edsger", request="calmer-week")
    yield own(18, "feedback.withdraw_request", "lise", request="second-launch", of="rita")
    yield own(12, "feedback.remind_of_request", "lise", request="second-launch", of="chien")


def _taken_back() -> Iterator[Line]:
    """Written in anger, and taken back within the hour; what it rated counts no more."""
    anger = {"person": "barbara", "feedback": "in-anger"}
    ratings = levels({"leadership": 1})
    yield line(
        122, "feedback.give_feedback", "niels", **anger, kind="constructive",
        behaviour="You never wanted my laboratory", ratings=ratings,
    )  # fmt: skip
    yield line(122, "feedback.withdraw_feedback", "niels", **anger)
    yield reaction(122, "skills.credit_feedback", "barbara", feedback="in-anger", author="niels", skills=ratings)
    yield reaction(122, "skills.withdraw_credit", "barbara", source="in-anger", why="The feedback was withdrawn.")


def _taken_up() -> Iterator[Line]:
    """What people made of feedback."""
    for days_ago, person, given, note in (
        (328, "ada", "calm-nights", "It was Margaret's idea"),
        (255, "dorothy", "too-many-figures", None),
        (208, "annie", "first-checklist", "Thank you"),
        (181, "max", "shorter-meetings", None),
        (138, "dorothy", "first-pipeline", "I will ask earlier"),
        (104, "joan", "said-no", None),
        (49, "margaret", "answers-too-soon", "True, and not for the first time"),
        (9, "margaret", "who-is-next", None),
    ):
        thanks = {"note": note} if note else {}
        yield own(days_ago, "feedback.acknowledge_feedback", person, feedback=given, **thanks)
    for days_ago, person, given, reflection in (
        (253, "dorothy", "too-many-figures", "I showed the work, not what it says"),
        (177, "max", "shorter-meetings", "I was afraid to leave somebody out"),
        (48, "margaret", "answers-too-soon", "I answer when I am in a hurry, and I am always in a hurry"),
        (19, "lise", "second-launch", "I wait until it is perfect"),
    ):
        yield own(days_ago, "feedback.reflect_on_feedback", person, feedback=given, reflection=reflection)
    for days_ago, person, given, done in (
        (252, "dorothy", "too-many-figures", {"kind": "learning", "learning": "first-pipeline"}),
        (176, "max", "shorter-meetings", {"kind": "goal", "goal": "fewer-meetings"}),
        (46, "margaret", "answers-too-soon", {"kind": "goal", "goal": "grow-leads", "note": "Alan leads the round"}),
        (45, "margaret", "answers-too-soon", {"kind": "learning", "learning": "mentors-circle"}),
        (17, "lise", "second-launch", {"kind": "other", "note": "Legal has the draft"}),
    ):
        yield own(days_ago, "feedback.take_action", person, feedback=given, **done)


def _consent(calendar: Calendar) -> Iterator[Line]:
    """What people let others see, and who looked."""
    for days_ago, person, field, audience, more in (
        (300, "dorothy", "plan", "person", {"to": "margaret", "until": calendar.ahead(120)}),
        (251, "joan", "goals", "person", {"to": "dorothy"}),
        (198, "alan", "skill_profile", "unit", {"to": "engineering"}),
        (165, "vera", "skill_profile", "everyone", {}),
        (126, "mary", "career_history", "manager", {}),
        (45, "alan", "feedback_summary", "manager", {"until": calendar.ahead(30)}),
    ):
        yield own(days_ago, "feedback.give_consent", person, field=field, audience=audience, **more)
    yield own(88, "feedback.revoke_consent", "mary", field="career_history", audience="manager")
    for days_ago, person, by, what in (
        (188, "alan", "claude", "skill_profile"),
        (160, "vera", "lise", "skill_profile"),
        (117, "dorothy", "margaret", "plan"),
        (44, "vera", "ada", "skill_profile"),
    ):
        yield reaction(days_ago, "feedback.record_access", person, by=by, what=what)
