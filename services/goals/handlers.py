"""What the goals service does with each command: on which aggregate, by which decision."""

from typing import Any

from services.goals import career_plan, goal, setback, vision, wellbeing
from services.goals.career_plan import CAREER_PLAN
from services.goals.goal import GOAL
from services.goals.setback import SETBACK
from services.goals.vision import VISION
from services.goals.wellbeing import WELLBEING
from shared.aggregate import Handler
from shared.contracts.goals import commands

HANDLERS: tuple[Handler[Any], ...] = (
    Handler(commands.SetGoal, GOAL, goal.set_goal, "goal", creates=True, facts=goal.proposed_parents),
    Handler(
        commands.GiveGoalTemplate,
        GOAL,
        goal.set_goal,
        "goal",
        creates=True,
        each="people",
        facts=goal.proposed_parents,
    ),
    Handler(commands.RefineGoal, GOAL, goal.refine_goal, "goal"),
    Handler(commands.AdoptGoalForUnit, GOAL, goal.adopt_goal_for_unit, "goal"),
    Handler(commands.AdoptGoalForOrganisation, GOAL, goal.adopt_goal_for_organisation, "goal"),
    Handler(commands.AlignGoal, GOAL, goal.align_goal, "goal", facts=goal.lineage),
    Handler(commands.UnalignGoal, GOAL, goal.unalign_goal, "goal"),
    Handler(commands.DefineMeasure, GOAL, goal.define_measure, "goal"),
    Handler(commands.ReviseMeasure, GOAL, goal.revise_measure, "goal"),
    Handler(commands.DropMeasure, GOAL, goal.drop_measure, "goal"),
    Handler(commands.RecordProgress, GOAL, goal.record_progress, "goal"),
    Handler(commands.FollowSkill, GOAL, goal.follow_skill, "goal"),
    Handler(commands.PlanAction, GOAL, goal.plan_action, "goal"),
    Handler(commands.CompleteAction, GOAL, goal.complete_action, "goal"),
    Handler(commands.DropAction, GOAL, goal.drop_action, "goal"),
    Handler(commands.CheckIn, GOAL, goal.check_in, "goal"),
    Handler(commands.PauseGoal, GOAL, goal.pause_goal, "goal"),
    Handler(commands.ResumeGoal, GOAL, goal.resume_goal, "goal"),
    Handler(commands.AchieveGoal, GOAL, goal.achieve_goal, "goal"),
    Handler(commands.MissGoal, GOAL, goal.miss_goal, "goal"),
    Handler(commands.AbandonGoal, GOAL, goal.abandon_goal, "goal"),
    Handler(commands.ShareGoal, GOAL, goal.share_goal, "goal"),
    Handler(commands.UnshareGoal, GOAL, goal.unshare_goal, "goal"),
    Handler(commands.DefineSuccess, VISION, vision.define_success, "person", creates=True),
    Handler(commands.DraftPlan, CAREER_PLAN, career_plan.draft_plan, "plan", creates=True),
    Handler(commands.RevisePlan, CAREER_PLAN, career_plan.revise_plan, "plan"),
    Handler(commands.AddStep, CAREER_PLAN, career_plan.add_step, "plan"),
    Handler(commands.ReviseStep, CAREER_PLAN, career_plan.revise_step, "plan"),
    Handler(commands.SupportStep, CAREER_PLAN, career_plan.support_step, "plan"),
    Handler(commands.TakeStep, CAREER_PLAN, career_plan.take_step, "plan"),
    Handler(commands.DropStep, CAREER_PLAN, career_plan.drop_step, "plan"),
    Handler(commands.WeighOption, CAREER_PLAN, career_plan.weigh_option, "plan"),
    Handler(commands.ChooseOption, CAREER_PLAN, career_plan.choose_option, "plan"),
    Handler(commands.ReviewDecision, CAREER_PLAN, career_plan.review_decision, "plan"),
    Handler(commands.ClosePlan, CAREER_PLAN, career_plan.close_plan, "plan"),
    Handler(commands.RecordSetback, SETBACK, setback.record_setback, "setback", creates=True, facts=setback.touched),
    Handler(commands.DrawLesson, SETBACK, setback.draw_lesson, "setback"),
    Handler(commands.AdaptCourse, SETBACK, setback.adapt_course, "setback", facts=setback.adapted),
    Handler(commands.AskForSupport, SETBACK, setback.ask_for_support, "setback"),
    Handler(commands.Recover, SETBACK, setback.recover, "setback"),
    Handler(commands.NoteWellbeing, WELLBEING, wellbeing.note_wellbeing, "person", creates=True),
)
"""One for each command of the contract."""
