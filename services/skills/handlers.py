"""What the skills service does with each command: on which aggregate, by which decision."""

from typing import Any

from services.skills import credential, enrolment, learning_offer, level_policy, role_profile, skill, skill_profile
from services.skills.credential import CREDENTIAL
from services.skills.enrolment import ENROLMENTS
from services.skills.learning_offer import LEARNING_OFFER
from services.skills.level_policy import LEVEL_POLICY, ORGANISATION
from services.skills.role_profile import ROLE_PROFILE
from services.skills.skill import SKILL
from services.skills.skill_profile import SKILL_PROFILE
from shared.aggregate import Decision, Facts, Handler
from shared.contract import CommandSchema
from shared.contracts.skills import commands


def _on_profile(command: type[CommandSchema], decide: Decision, facts: Facts | None = None) -> Handler[Any]:
    return Handler(command, SKILL_PROFILE, decide, "person", creates=True, facts=facts)


def _on_enrolments(command: type[CommandSchema], decide: Decision, facts: Facts | None = None) -> Handler[Any]:
    return Handler(command, ENROLMENTS, decide, "person", creates=True, facts=facts)


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(commands.DefineSkill, SKILL, skill.define_skill, "skill", creates=True),
    Handler(commands.RedefineSkill, SKILL, skill.redefine_skill, "skill"),
    Handler(commands.RelateSkill, SKILL, skill.relate_skill, "skill", facts=skill.proposed_relation),
    Handler(commands.UnrelateSkill, SKILL, skill.unrelate_skill, "skill", facts=skill.proposed_relation),
    Handler(commands.MergeSkill, SKILL, skill.merge_skill, "skill", facts=skill.proposed_merger),
    Handler(commands.RetireSkill, SKILL, skill.retire_skill, "skill"),
    Handler(
        commands.DefineRoleProfile,
        ROLE_PROFILE,
        role_profile.define_role_profile,
        "role",
        creates=True,
        facts=role_profile.skills_required,
    ),
    Handler(
        commands.ReviseRoleProfile,
        ROLE_PROFILE,
        role_profile.revise_role_profile,
        "role",
        facts=role_profile.skills_required,
    ),
    Handler(commands.RetireRoleProfile, ROLE_PROFILE, role_profile.retire_role_profile, "role"),
    _on_profile(commands.ClaimSkill, skill_profile.claim_skill, skill_profile.skill_named),
    _on_profile(commands.AssessSkill, skill_profile.assess_skill, skill_profile.skill_and_relations),
    _on_profile(commands.EndorseSkill, skill_profile.endorse_skill, skill_profile.skill_and_relations),
    _on_profile(commands.AddEvidence, skill_profile.add_evidence, skill_profile.skill_named),
    _on_profile(commands.UseSkill, skill_profile.use_skill, skill_profile.skill_named),
    _on_profile(commands.RefreshSkill, skill_profile.refresh_skill, skill_profile.skill_named),
    _on_profile(commands.RemoveSkill, skill_profile.remove_skill, skill_profile.skill_named),
    _on_profile(commands.CorrectRating, skill_profile.correct_rating),
    _on_profile(commands.WithdrawRating, skill_profile.withdraw_rating),
    _on_profile(commands.CreditLearning, skill_profile.credit_learning, skill_profile.skills_credited),
    _on_profile(commands.CreditCredential, skill_profile.credit_credential, skill_profile.skills_credited),
    _on_profile(commands.CreditFeedback, skill_profile.credit_feedback, skill_profile.skills_credited),
    _on_profile(commands.WithdrawCredit, skill_profile.withdraw_credit),
    Handler(
        commands.OfferLearning,
        LEARNING_OFFER,
        learning_offer.offer_learning,
        "learning",
        creates=True,
        facts=learning_offer.skills_of_offer,
    ),
    Handler(
        commands.ReviseLearning,
        LEARNING_OFFER,
        learning_offer.revise_learning,
        "learning",
        facts=learning_offer.skills_of_offer,
    ),
    Handler(commands.WithdrawLearning, LEARNING_OFFER, learning_offer.withdraw_learning, "learning"),
    _on_enrolments(commands.Enrol, enrolment.enrol, enrolment.what_it_takes),
    _on_enrolments(commands.ProgressLearning, enrolment.progress_learning),
    _on_enrolments(commands.CompleteLearning, enrolment.complete_learning),
    _on_enrolments(commands.DropLearning, enrolment.drop_learning),
    _on_enrolments(commands.RateLearning, enrolment.rate_learning),
    Handler(
        commands.IssueCredential,
        CREDENTIAL,
        credential.issue_credential,
        "credential",
        creates=True,
        facts=credential.skills_certified,
    ),
    Handler(commands.VerifyCredential, CREDENTIAL, credential.verify_credential, "credential"),
    Handler(commands.RevokeCredential, CREDENTIAL, credential.revoke_credential, "credential"),
    Handler(commands.ExpireCredential, CREDENTIAL, credential.expire_credential, "credential"),
    Handler(
        commands.AdoptLevelPolicy,
        LEVEL_POLICY,
        level_policy.adopt_level_policy,
        "name",
        creates=True,
        locate=lambda _: ORGANISATION,
    ),
)
"""One for each command of the contract that is carried out one at a time."""
