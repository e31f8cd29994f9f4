"""A goal: someone commits to an outcome, reports progress on its measures, and closes it once.

- Progress is computed from weighted measures, never typed in beside them. A report of an earlier day does not
  replace a later one. A goal that is paused takes no progress.
- It contributes to any number of other goals, of a person, a unit or the organisation, never to itself: neither
  directly nor by way of others.
- It is achieved when its measures say so, or for a stated reason. Achieved, missed and abandoned are final.
- Saying the same again changes nothing.
"""

from services.goals.goal.actions import ActionExists, UnknownAction, complete_action, drop_action, plan_action
from services.goals.goal.alignment import (
    AlignmentCycle,
    ParentNotOpen,
    align_goal,
    lineage,
    proposed_parents,
    unalign_goal,
)
from services.goals.goal.check_ins import check_in
from services.goals.goal.closing import ProgressIncomplete, abandon_goal, achieve_goal, miss_goal
from services.goals.goal.dates import GoalDatesReversed
from services.goals.goal.measures import (
    MeasureEndsUnfit,
    MeasureExists,
    MeasureFollowsSkill,
    NotASkillLevel,
    UnknownMeasure,
    ValueOffScale,
    define_measure,
    drop_measure,
    follow_skill,
    record_progress,
    revise_measure,
)
from services.goals.goal.openness import GoalNotOpen
from services.goals.goal.pausing import PauseEndsBefore, pause_goal, resume_goal
from services.goals.goal.setting import (
    GoalExists,
    adopt_goal_for_organisation,
    adopt_goal_for_unit,
    refine_goal,
    set_goal,
)
from services.goals.goal.sharing import AudienceUnclear, share_goal, unshare_goal
from services.goals.goal.state import CLOSED, GOAL, Goal, Measure, evolve

__all__ = [
    "CLOSED",
    "GOAL",
    "ActionExists",
    "AlignmentCycle",
    "AudienceUnclear",
    "Goal",
    "GoalDatesReversed",
    "GoalExists",
    "GoalNotOpen",
    "Measure",
    "MeasureEndsUnfit",
    "MeasureExists",
    "MeasureFollowsSkill",
    "NotASkillLevel",
    "ParentNotOpen",
    "PauseEndsBefore",
    "ProgressIncomplete",
    "UnknownAction",
    "UnknownMeasure",
    "ValueOffScale",
    "abandon_goal",
    "achieve_goal",
    "adopt_goal_for_organisation",
    "adopt_goal_for_unit",
    "align_goal",
    "check_in",
    "complete_action",
    "define_measure",
    "drop_action",
    "drop_measure",
    "evolve",
    "follow_skill",
    "lineage",
    "miss_goal",
    "pause_goal",
    "plan_action",
    "proposed_parents",
    "record_progress",
    "refine_goal",
    "resume_goal",
    "revise_measure",
    "set_goal",
    "share_goal",
    "unalign_goal",
    "unshare_goal",
]
