"""What the goals service takes: one schema a command, with who may give it.

A person's goals are also in the hands of the managers above them and of HR; visions, plans, setbacks and
wellbeing are in nobody's but their own.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from shared.contract import Access, CommandSchema, choice, command, identifier, integer, text
from shared.contracts.goals.events import (
    Audience,
    GoalKind,
    Limits,
    MeasureKind,
    PlanOutcome,
    Risk,
    SetbackKind,
    StepKind,
    Verdict,
)

OWNER = frozenset({Access.SELF})
OWNER_AND_MANAGERS = frozenset({Access.SELF, Access.MANAGER})
OWNER_MANAGERS_AND_HR = frozenset({Access.SELF, Access.MANAGER, Access.HR})

TITLE, NOTE, STORY = 200, 2000, 5000
"""Longest texts, in characters."""


def number(lowest: int, highest: int, **kwargs: Any) -> fields.Decimal:
    """A decimal number within bounds, of at most four decimal places."""
    return fields.Decimal(validate=[validate.Range(lowest, highest), _four_places], **kwargs)


def several(item: fields.Field[Any], most: int, least: int = 0, **kwargs: Any) -> fields.List[Any]:
    """Between `least` and `most` items, none of them twice. Left out means none, where none is required."""
    kwargs |= {"required": True} if least else {"load_default": list}
    return fields.List(item, validate=[validate.Length(least, most), _each_once], **kwargs)


def _four_places(value: Decimal) -> None:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -4:
        raise ValidationError("Must have at most four decimal places.")


def _each_once(items: Sequence[Any]) -> None:
    if any(item in items[:n] for n, item in enumerate(items)):
        raise ValidationError("Must not name the same twice.")


class Dated(CommandSchema):
    """What became true on some day."""

    effective_on = fields.Date(
        load_default=None, metadata={"description": "The day on which it was true; today where left out."}
    )


class AboutPerson(Dated):
    """What concerns one person."""

    person = identifier(
        required=True, metadata={"description": "Whom it is about; the caller where a client leaves it out."}
    )


class AboutGoal(AboutPerson):
    """What concerns one goal of a person."""

    goal = identifier(required=True)


class AboutPlan(AboutPerson):
    """What concerns one career plan of a person."""

    plan = identifier(required=True)


class AboutSetback(AboutPerson):
    """What concerns one setback of a person."""

    setback = identifier(required=True)


# Parts of commands


class Measure(CommandSchema):
    """How progress is measured. A number needs both ends, a milestone the number of stages as `to_value`."""

    measure = identifier(required=True, metadata={"description": "Chosen by the client, unique in the goal."})
    title = text(TITLE, required=True)
    kind = choice(MeasureKind, required=True)
    from_value = number(-(10**12), 10**12, load_default=None)
    to_value = number(-(10**12), 10**12, load_default=None)
    weight = integer(1, 100, load_default=1)


class LimitsOfRole(CommandSchema):
    """What the person will not go beyond in a role."""

    weekly_hours_at_most = number(1, 168, load_default=None)
    travel_days_a_month_at_most = integer(0, 31, load_default=None)
    locations = several(text(TITLE), 20)

    @post_load
    def _limits(self, loaded: dict[str, Any], **_: Any) -> Limits:
        return Limits(**loaded | {"locations": tuple(loaded["locations"])})


class RiskOfOption(CommandSchema):
    """What might go wrong; likelihood and impact from 1 (low) to 5 (high)."""

    description = text(NOTE, required=True)
    likelihood = integer(1, 5, required=True)
    impact = integer(1, 5, required=True)

    @post_load
    def _risk(self, loaded: dict[str, Any], **_: Any) -> Risk:
        return Risk(**loaded)


class GoalOutline(Dated):
    """What makes up a goal when it is set."""

    title = text(TITLE, required=True)
    description = text(STORY, load_default=None)
    kind = choice(GoalKind, required=True)
    starts_on = fields.Date(load_default=None, metadata={"description": "The day it was set where left out."})
    due = fields.Date(required=True)
    check_in_every_days = integer(1, 366, load_default=14)
    measures = several(fields.Nested(Measure), 20)
    parents = several(identifier(), 20, metadata={"description": "Goals that it contributes to."})
    template = identifier(load_default=None, metadata={"description": "The template that it follows."})


# Goals


@command(
    "goals.set_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={
        "person": "ada",
        "goal": "sql",
        "title": "Write SQL without help",
        "kind": "skill",
        "due": "2026-12-31",
        "measures": [
            {
                "measure": "queries",
                "title": "Queries in production",
                "kind": "number",
                "from_value": 0,
                "to_value": 20,
            }
        ],
        "parents": ["data-team-2026"],
    },
)
class SetGoal(GoalOutline, AboutPerson):
    """Commit to an outcome, with how it will be measured and which goals it contributes to."""

    goal = identifier(load_default=None)


@command(
    "goals.give_goal_template",
    access={Access.MANAGER, Access.HR},
    example={
        "people": ["ada", "grace"],
        "template": "first-90-days",
        "title": "Settle in",
        "kind": "position",
        "due": "2026-12-31",
        "measures": [{"measure": "met", "title": "Met everybody in the team", "kind": "yes_no"}],
    },
)
class GiveGoalTemplate(GoalOutline):
    """Give the same goal to many people, each their own."""

    people = several(identifier(), 1000, least=1)
    template = identifier(required=True)


@command(
    "goals.refine_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "due": "2027-03-31"},
)
class RefineGoal(AboutGoal):
    """Word or date a goal anew. What is left out stays as it is."""

    title = text(TITLE, load_default=None)
    description = text(STORY, load_default=None)
    kind = choice(GoalKind, load_default=None)
    starts_on = fields.Date(load_default=None)
    due = fields.Date(load_default=None)
    check_in_every_days = integer(1, 366, load_default=None)


@command(
    "goals.adopt_goal_for_unit",
    access={Access.MANAGER, Access.HR},
    example={"person": "ada", "goal": "data-team-2026", "unit": "data-team"},
)
class AdoptGoalForUnit(AboutGoal):
    """Make a person's goal that of a unit; the person goes on answering for it."""

    unit = identifier(required=True)


@command(
    "goals.adopt_goal_for_organisation",
    access=Access.HR,
    example={"person": "ada", "goal": "retention"},
)
class AdoptGoalForOrganisation(AboutGoal):
    """Make a person's goal that of the whole organisation; the person goes on answering for it."""


@command(
    "goals.align_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "parent": "data-team-2026"},
)
class AlignGoal(AboutGoal):
    """Put a goal under one that it contributes to. It may have several such parents."""

    parent = identifier(required=True)


@command(
    "goals.unalign_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "parent": "data-team-2026"},
)
class UnalignGoal(AboutGoal):
    """Take a goal from under a parent."""

    parent = identifier(required=True)


@command(
    "goals.define_measure",
    access=OWNER_MANAGERS_AND_HR,
    example={
        "person": "ada",
        "goal": "sql",
        "measure": "course",
        "title": "Course finished",
        "kind": "percentage",
        "weight": 2,
    },
)
class DefineMeasure(Measure, AboutGoal):
    """Say how progress towards a goal is measured."""


@command(
    "goals.revise_measure",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "measure": "queries", "to_value": 30},
)
class ReviseMeasure(AboutGoal):
    """Word, scale or weight a measure anew. What is left out stays as it is, and so does where it stands."""

    measure = identifier(required=True)
    title = text(TITLE, load_default=None)
    from_value = number(-(10**12), 10**12, load_default=None)
    to_value = number(-(10**12), 10**12, load_default=None)
    weight = integer(1, 100, load_default=None)


@command(
    "goals.drop_measure",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "measure": "course", "reason": "The course was cancelled"},
)
class DropMeasure(AboutGoal):
    """Let a measure no longer count."""

    measure = identifier(required=True)
    reason = text(NOTE, load_default=None)


@command(
    "goals.record_progress",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "goal": "sql", "measure": "queries", "value": 7, "note": "The monthly report"},
)
class RecordProgress(AboutGoal):
    """Say where a measure stands: the number, the per cent, the stages reached, or 1 for yes and 0 for no."""

    measure = identifier(required=True)
    value = number(-(10**12), 10**12, required=True)
    note = text(NOTE, load_default=None)


@command(
    "goals.plan_action",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "goal": "sql", "action": "book", "title": "Read the book", "due": "2026-10-01"},
)
class PlanAction(AboutGoal):
    """Plan something to do for a goal."""

    action = identifier(required=True, metadata={"description": "Chosen by the client, unique in the goal."})
    title = text(TITLE, required=True)
    due = fields.Date(load_default=None)


@command(
    "goals.complete_action",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "goal": "sql", "action": "book"},
)
class CompleteAction(AboutGoal):
    """Say that a planned action was done."""

    action = identifier(required=True)


@command(
    "goals.drop_action",
    access=OWNER_AND_MANAGERS,
    example={"person": "ada", "goal": "sql", "action": "book", "reason": "The course covers it"},
)
class DropAction(AboutGoal):
    """Say that a planned action will not be done."""

    action = identifier(required=True)
    reason = text(NOTE, load_default=None)


@command(
    "goals.check_in",
    access=OWNER,
    example={
        "person": "ada",
        "goal": "sql",
        "confidence": 0.7,
        "in_the_way": "Too few real queries to write",
    },
)
class CheckIn(AboutGoal):
    """Look at one's goal: how confident of reaching it, from 0 to 1, and what is in the way."""

    confidence = number(0, 1, required=True)
    note = text(NOTE, load_default=None)
    in_the_way = text(NOTE, load_default=None)


@command(
    "goals.pause_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "until": "2026-11-01", "reason": "Parental leave"},
)
class PauseGoal(AboutGoal):
    """Let work on a goal rest."""

    until = fields.Date(load_default=None)
    reason = text(NOTE, load_default=None)


@command(
    "goals.resume_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "due": "2027-06-30"},
)
class ResumeGoal(AboutGoal):
    """Go on with a goal that was paused, with a new due date if need be."""

    due = fields.Date(load_default=None)


@command(
    "goals.achieve_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "reason": "Now leads the reporting work"},
)
class AchieveGoal(AboutGoal):
    """Close a goal as achieved. Where its measures do not say so, a reason must."""

    reason = text(NOTE, load_default=None)


@command(
    "goals.miss_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "lessons": "Plan time for practice, not only for courses"},
)
class MissGoal(AboutGoal):
    """Close a goal as missed."""

    reason = text(NOTE, load_default=None)
    lessons = text(STORY, load_default=None)


@command(
    "goals.abandon_goal",
    access=OWNER_MANAGERS_AND_HR,
    example={"person": "ada", "goal": "sql", "lessons": "It was somebody else's wish, not mine"},
)
class AbandonGoal(AboutGoal):
    """Give a goal up, and say what was learnt."""

    lessons = text(STORY, required=True)


class AudienceOfGoal(AboutGoal):
    """To whom a goal is opened or closed."""

    audience = choice(Audience, required=True)
    people = several(identifier(), 200, metadata={"description": "Who, where the audience is people."})


@command(
    "goals.share_goal",
    access=OWNER,
    example={"person": "ada", "goal": "sql", "audience": "people", "people": ["grace"]},
)
class ShareGoal(AudienceOfGoal):
    """Open one's goal to some people, to one's unit, or to everyone."""


@command(
    "goals.unshare_goal",
    access=OWNER,
    example={"person": "ada", "goal": "sql", "audience": "everyone"},
)
class UnshareGoal(AudienceOfGoal):
    """Close one's goal to those whom it was opened to."""


# Vision


@command(
    "goals.define_success",
    access=OWNER,
    example={
        "person": "ada",
        "success": "Work that matters, with evenings free",
        "values": ["learning", "family", "independence"],
        "desired_roles": ["data-engineer"],
        "limits": {"weekly_hours_at_most": 40, "travel_days_a_month_at_most": 2, "locations": ["Lyon"]},
    },
)
class DefineSuccess(AboutPerson):
    """Say what success means to oneself: values, the dearest first, the roles wished for, and the limits."""

    success = text(STORY, required=True)
    values = several(text(TITLE), 20)
    desired_roles = several(identifier(), 20)
    limits = fields.Nested(LimitsOfRole, load_default=None)


# Career plan


@command(
    "goals.draft_plan",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "from_role": "analyst",
        "to_role": "data-engineer",
        "horizon": "2028-12-31",
    },
)
class DraftPlan(AboutPerson):
    """Plan the way from a role to another, by a day."""

    plan = identifier(load_default=None)
    title = text(TITLE, load_default=None)
    from_role = identifier(load_default=None)
    to_role = identifier(required=True)
    horizon = fields.Date(required=True)


@command(
    "goals.revise_plan",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "horizon": "2029-06-30",
        "reason": "The course begins later",
    },
)
class RevisePlan(AboutPlan):
    """Change the beginning, end or horizon of a plan, and say why. What is left out stays as it is."""

    title = text(TITLE, load_default=None)
    from_role = identifier(load_default=None)
    to_role = identifier(load_default=None)
    horizon = fields.Date(load_default=None)
    reason = text(NOTE, required=True)


@command(
    "goals.add_step",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "step": "pipeline",
        "kind": "project",
        "title": "Build a pipeline from end to end",
        "by": "2027-06-30",
        "needs": ["A mentor in the platform team"],
    },
)
class AddStep(AboutPlan):
    """Put a step into a plan: what sort of move, by when, and what it needs."""

    step = identifier(required=True, metadata={"description": "Chosen by the client, unique in the plan."})
    kind = choice(StepKind, required=True)
    title = text(TITLE, required=True)
    by = fields.Date(required=True)
    needs = several(text(TITLE), 20)


@command(
    "goals.revise_step",
    access=OWNER,
    example={"person": "ada", "plan": "to-engineering", "step": "pipeline", "by": "2027-09-30"},
)
class ReviseStep(AboutPlan):
    """Word or date a step anew. What is left out stays as it is."""

    step = identifier(required=True)
    kind = choice(StepKind, load_default=None)
    title = text(TITLE, load_default=None)
    by = fields.Date(load_default=None)
    needs = fields.List(text(TITLE), load_default=None, validate=[validate.Length(max=20), _each_once])


@command(
    "goals.take_step",
    access=OWNER,
    example={"person": "ada", "plan": "to-engineering", "step": "pipeline", "outcome": "It runs every night"},
)
class TakeStep(AboutPlan):
    """Say that a step was taken, and what came of it."""

    step = identifier(required=True)
    outcome = text(NOTE, load_default=None)


@command(
    "goals.drop_step",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "step": "pipeline",
        "reason": "The project was stopped",
    },
)
class DropStep(AboutPlan):
    """Say that a step will not be taken."""

    step = identifier(required=True)
    reason = text(NOTE, load_default=None)


@command(
    "goals.weigh_option",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "option": "platform-team",
        "title": "Move to the platform team",
        "benefits": ["Daily practice"],
        "risks": [{"description": "Less contact with clients", "likelihood": 4, "impact": 2}],
        "effort": 3,
        "reversibility": 4,
    },
)
class WeighOption(AboutPlan):
    """Weigh an option: benefits, risks, effort from 1 to 5, and how easily it is undone from 1 to 5."""

    option = identifier(required=True, metadata={"description": "Chosen by the client, unique in the plan."})
    title = text(TITLE, required=True)
    benefits = several(text(NOTE), 20)
    risks = several(fields.Nested(RiskOfOption), 20)
    effort = integer(1, 5, required=True)
    reversibility = integer(1, 5, required=True)


@command(
    "goals.choose_option",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "option": "platform-team",
        "reasons": "The most practice for the least risk",
        "would_show_it_wrong": "Still no pipeline of my own after six months",
        "review_on": "2027-03-31",
    },
)
class ChooseOption(AboutPlan):
    """Decide for an option over the others then open: why, and what would show the choice to be wrong."""

    option = identifier(required=True)
    reasons = text(STORY, required=True)
    would_show_it_wrong = text(STORY, required=True)
    review_on = fields.Date(load_default=None)


@command(
    "goals.review_decision",
    access=OWNER,
    example={
        "person": "ada",
        "plan": "to-engineering",
        "option": "platform-team",
        "expected": "A pipeline of my own after six months",
        "happened": "Two of them after four",
        "verdict": "better",
    },
)
class ReviewDecision(AboutPlan):
    """Look at a decision again: what was expected of it against what happened."""

    option = identifier(required=True)
    expected = text(STORY, required=True)
    happened = text(STORY, required=True)
    verdict = choice(Verdict, required=True)


@command(
    "goals.close_plan",
    access=OWNER,
    example={"person": "ada", "plan": "to-engineering", "outcome": "reached"},
)
class ClosePlan(AboutPlan):
    """End a plan: its role was reached, or it is dropped."""

    outcome = choice(PlanOutcome, required=True)
    note = text(NOTE, load_default=None)


# Setback


@command(
    "goals.record_setback",
    access=OWNER,
    example={
        "person": "ada",
        "setback": "no-promotion",
        "kind": "rejection",
        "impact": 4,
        "description": "Passed over for the senior role",
        "goals": ["sql"],
    },
)
class RecordSetback(AboutPerson):
    """Record that something went wrong: how hard it hit, from 1 to 5, and which of one's goals it touched."""

    setback = identifier(load_default=None)
    kind = choice(SetbackKind, required=True)
    impact = integer(1, 5, required=True)
    description = text(STORY, required=True)
    goals = several(identifier(), 20)


@command(
    "goals.draw_lesson",
    access=OWNER,
    example={"person": "ada", "setback": "no-promotion", "lesson": "Ask what is missing before applying"},
)
class DrawLesson(AboutSetback):
    """Say what was learnt from a setback."""

    lesson = text(STORY, required=True)


@command(
    "goals.adapt_course",
    access=OWNER,
    example={
        "person": "ada",
        "setback": "no-promotion",
        "change": "More projects before the next application",
        "plan": "to-engineering",
        "steps": ["pipeline"],
    },
)
class AdaptCourse(AboutSetback):
    """Say what one changed because of a setback: which goals, or which steps of a career plan."""

    change = text(STORY, required=True)
    goals = several(identifier(), 20)
    plan = identifier(load_default=None)
    steps = several(identifier(), 20)


@command(
    "goals.ask_for_support",
    access=OWNER,
    example={
        "person": "ada",
        "setback": "no-promotion",
        "of": ["grace"],
        "request": "An hour on how you got there",
    },
)
class AskForSupport(AboutSetback):
    """Ask people for support in a setback."""

    of = several(identifier(), 20, least=1)
    request = text(STORY, required=True)


@command(
    "goals.recover",
    access=OWNER,
    example={"person": "ada", "setback": "no-promotion", "note": "Leading the next project"},
)
class Recover(AboutSetback):
    """Say that one is back on one's feet after a setback."""

    note = text(STORY, load_default=None)


# Wellbeing


@command(
    "goals.note_wellbeing",
    access=OWNER,
    example={"person": "ada", "energy": 3, "balance": 4},
)
class NoteWellbeing(AboutPerson):
    """Note one's energy and balance of work and life on a day, each from 1 (low) to 5."""

    energy = integer(1, 5, required=True)
    balance = integer(1, 5, required=True)
    note = text(NOTE, load_default=None)
