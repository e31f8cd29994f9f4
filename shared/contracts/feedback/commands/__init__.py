"""What the feedback service takes: one schema a command, with who may give it.

Feedback about anybody may be given by anybody; what becomes of it is for its recipient. Cycles are HR's, raters are
nominated by the reviewee and approved by somebody else. Commands that nobody has access to are given by reactions.
"""

from shared.contracts.feedback.commands.consent import GiveConsent, RecordAccess, RevokeConsent
from shared.contracts.feedback.commands.cycles import (
    AddReviewees,
    CancelCycle,
    CloseCycle,
    ExtendCycle,
    OpenCycle,
)
from shared.contracts.feedback.commands.feedback import (
    AcknowledgeFeedback,
    GiveFeedback,
    ReflectOnFeedback,
    TakeAction,
    WithdrawFeedback,
)
from shared.contracts.feedback.commands.requests import (
    DeclineRequest,
    ExpireRequest,
    RemindOfRequest,
    RequestFeedback,
    SettleRequest,
    WithdrawRequest,
)
from shared.contracts.feedback.commands.reviews import (
    ApproveRaters,
    AskReview,
    CalibrateRating,
    DeclineReview,
    DropRater,
    NominateRaters,
    ReleaseReport,
    ReleaseReports,
    ReplaceRater,
    StartReview,
    SubmitAnonymousReview,
    SubmitReview,
    UnaskReview,
)

__all__ = [
    "AcknowledgeFeedback",
    "AddReviewees",
    "ApproveRaters",
    "AskReview",
    "CalibrateRating",
    "CancelCycle",
    "CloseCycle",
    "DeclineRequest",
    "DeclineReview",
    "DropRater",
    "ExpireRequest",
    "ExtendCycle",
    "GiveConsent",
    "GiveFeedback",
    "NominateRaters",
    "OpenCycle",
    "RecordAccess",
    "ReflectOnFeedback",
    "ReleaseReport",
    "ReleaseReports",
    "RemindOfRequest",
    "ReplaceRater",
    "RequestFeedback",
    "RevokeConsent",
    "SettleRequest",
    "StartReview",
    "SubmitAnonymousReview",
    "SubmitReview",
    "TakeAction",
    "UnaskReview",
    "WithdrawFeedback",
    "WithdrawRequest",
]
