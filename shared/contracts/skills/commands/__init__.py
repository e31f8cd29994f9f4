"""What the skills service takes: one schema a command, with who may give it.

The catalogue, role profiles, offers of learning and the level policy are in the hands of HR; a person's skills and
learning in their own, except that anyone may say what they see. What is credited is asked by the service itself.
"""

from shared.contracts.skills.commands.about import AboutPerson, AboutSkillOfPerson, Dated, LevelOfSkill, SkillOfRole
from shared.contracts.skills.commands.catalogue import (
    DefineSkill,
    MergeSkill,
    RedefineSkill,
    RelateSkill,
    RetireSkill,
    TwoSkills,
    UnrelateSkill,
)
from shared.contracts.skills.commands.credentials import (
    AboutCredential,
    ExpireCredential,
    IssueCredential,
    RevokeCredential,
    VerifyCredential,
)
from shared.contracts.skills.commands.credits import (
    CreditCredential,
    Credited,
    CreditFeedback,
    CreditLearning,
    RatingOfSkill,
    WithdrawCredit,
)
from shared.contracts.skills.commands.frameworks import ImportFramework
from shared.contracts.skills.commands.learning import (
    AboutEnrolment,
    CompleteLearning,
    DropLearning,
    Enrol,
    OfferLearning,
    ProgressLearning,
    RateLearning,
    ReviseLearning,
    WithdrawLearning,
)
from shared.contracts.skills.commands.policy import AdoptLevelPolicy
from shared.contracts.skills.commands.profile import (
    AboutRating,
    AddEvidence,
    AssessSkill,
    ClaimSkill,
    CorrectRating,
    EndorseSkill,
    RefreshSkill,
    RemoveSkill,
    UseSkill,
    WithdrawRating,
)
from shared.contracts.skills.commands.role_profiles import DefineRoleProfile, RetireRoleProfile, ReviseRoleProfile

__all__ = [
    "AboutCredential",
    "AboutEnrolment",
    "AboutPerson",
    "AboutRating",
    "AboutSkillOfPerson",
    "AddEvidence",
    "AdoptLevelPolicy",
    "AssessSkill",
    "ClaimSkill",
    "CompleteLearning",
    "CorrectRating",
    "CreditCredential",
    "CreditFeedback",
    "CreditLearning",
    "Credited",
    "Dated",
    "DefineRoleProfile",
    "DefineSkill",
    "DropLearning",
    "EndorseSkill",
    "Enrol",
    "ExpireCredential",
    "ImportFramework",
    "IssueCredential",
    "LevelOfSkill",
    "MergeSkill",
    "OfferLearning",
    "ProgressLearning",
    "RateLearning",
    "RatingOfSkill",
    "RedefineSkill",
    "RefreshSkill",
    "RelateSkill",
    "RemoveSkill",
    "RetireRoleProfile",
    "RetireSkill",
    "ReviseLearning",
    "ReviseRoleProfile",
    "RevokeCredential",
    "SkillOfRole",
    "TwoSkills",
    "UnrelateSkill",
    "UseSkill",
    "VerifyCredential",
    "WithdrawCredit",
    "WithdrawLearning",
    "WithdrawRating",
]
