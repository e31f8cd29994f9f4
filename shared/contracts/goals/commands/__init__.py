"""What the goals service takes: one schema a command, with who may give it.

A person's goals are also in the hands of the managers above them and of HR; visions, plans, setbacks and
wellbeing are in nobody's but their own.
"""

from shared.contracts.goals.commands.about import AboutGoal, AboutPerson, AboutPlan, AboutSetback, Dated
from shared.contracts.goals.commands.courses import AbandonGoal, AchieveGoal, MissGoal, PauseGoal, ResumeGoal
from shared.contracts.goals.commands.decisions import ChooseOption, ReviewDecision, RiskOfOption, WeighOption
from shared.contracts.goals.commands.goals import (
    AdoptGoalForOrganisation,
    AdoptGoalForUnit,
    GiveGoalTemplate,
    GoalOutline,
    RefineGoal,
    SetGoal,
)
from shared.contracts.goals.commands.measures import (
    DefineMeasure,
    DropMeasure,
    FollowSkill,
    Measure,
    RecordProgress,
    ReviseMeasure,
)
from shared.contracts.goals.commands.plans import (
    AddStep,
    ClosePlan,
    DraftPlan,
    DropStep,
    RevisePlan,
    ReviseStep,
    SupportStep,
    TakeStep,
)
from shared.contracts.goals.commands.setbacks import AdaptCourse, AskForSupport, DrawLesson, RecordSetback, Recover
from shared.contracts.goals.commands.ties import AlignGoal, AudienceOfGoal, ShareGoal, UnalignGoal, UnshareGoal
from shared.contracts.goals.commands.vision import DefineSuccess, LimitsOfRole
from shared.contracts.goals.commands.wellbeing import NoteWellbeing
from shared.contracts.goals.commands.work import CheckIn, CompleteAction, DropAction, PlanAction

__all__ = [
    "AbandonGoal",
    "AboutGoal",
    "AboutPerson",
    "AboutPlan",
    "AboutSetback",
    "AchieveGoal",
    "AdaptCourse",
    "AddStep",
    "AdoptGoalForOrganisation",
    "AdoptGoalForUnit",
    "AlignGoal",
    "AskForSupport",
    "AudienceOfGoal",
    "CheckIn",
    "ChooseOption",
    "ClosePlan",
    "CompleteAction",
    "Dated",
    "DefineMeasure",
    "DefineSuccess",
    "DraftPlan",
    "DrawLesson",
    "DropAction",
    "DropMeasure",
    "DropStep",
    "FollowSkill",
    "GiveGoalTemplate",
    "GoalOutline",
    "LimitsOfRole",
    "Measure",
    "MissGoal",
    "NoteWellbeing",
    "PauseGoal",
    "PlanAction",
    "RecordProgress",
    "RecordSetback",
    "Recover",
    "RefineGoal",
    "ResumeGoal",
    "ReviewDecision",
    "ReviseMeasure",
    "RevisePlan",
    "ReviseStep",
    "RiskOfOption",
    "SetGoal",
    "ShareGoal",
    "SupportStep",
    "TakeStep",
    "UnalignGoal",
    "UnshareGoal",
    "WeighOption",
]
