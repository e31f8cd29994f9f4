"""What the feedback service does with each command: on which aggregate, by which decision.

What takes more than that, `handling` does: `SubmitAnonymousReview` is no decision on a stream and is not in here.
"""

from typing import Any

from services.feedback import access_record, consent, feedback, feedback_request, review, review_ask, review_cycle
from services.feedback.access_record import ACCESS_RECORD
from services.feedback.consent import CONSENT
from services.feedback.feedback import FEEDBACK
from services.feedback.inbox import INBOX, answerer_in, asked_in, inboxes
from services.feedback.people import directory
from services.feedback.review import REVIEW
from services.feedback.review_cycle import REVIEW_CYCLE
from shared.aggregate import Decision, Handler
from shared.contract import CommandSchema
from shared.contracts.feedback import commands


def _in_inbox(command: type[CommandSchema], decide: Decision, **more: Any) -> Handler[Any]:
    """Of somebody who was asked. An inbox is always there, be it empty."""
    return Handler(command, INBOX, decide, "person", creates=True, locate=answerer_in, **more)


def _of_requester(command: type[CommandSchema], decide: Decision) -> Handler[Any]:
    """Of the requester, in the inbox of whom they asked."""
    return Handler(command, INBOX, decide, "of", creates=True, locate=asked_in)


def _on_review(command: type[CommandSchema], decide: Decision) -> Handler[Any]:
    """On somebody's review in a cycle, which is there as soon as the cycle is."""
    return Handler(command, REVIEW, decide, "person", creates=True, facts=review.surroundings, locate=review.review_in)


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(commands.RequestFeedback, INBOX, feedback_request.request_feedback, "request", creates=True, facts=inboxes),
    _of_requester(commands.WithdrawRequest, feedback_request.withdraw_request),
    _of_requester(commands.RemindOfRequest, feedback_request.remind_of_request),
    _in_inbox(commands.DeclineRequest, feedback_request.decline_request),
    _in_inbox(commands.ExpireRequest, feedback_request.expire_request),
    _in_inbox(commands.SettleRequest, feedback_request.settle_request),
    Handler(commands.GiveFeedback, FEEDBACK, feedback.give_feedback, "feedback", creates=True, facts=inboxes),
    Handler(commands.WithdrawFeedback, FEEDBACK, feedback.withdraw_feedback, "feedback"),
    Handler(commands.AcknowledgeFeedback, FEEDBACK, feedback.acknowledge_feedback, "feedback"),
    Handler(commands.ReflectOnFeedback, FEEDBACK, feedback.reflect_on_feedback, "feedback"),
    Handler(commands.TakeAction, FEEDBACK, feedback.take_action, "feedback"),
    Handler(commands.GiveConsent, CONSENT, consent.give_consent, "person", creates=True),
    Handler(commands.RevokeConsent, CONSENT, consent.revoke_consent, "person", creates=True),
    Handler(commands.RecordAccess, ACCESS_RECORD, access_record.record_access, "person", creates=True),
    Handler(commands.OpenCycle, REVIEW_CYCLE, review_cycle.open_cycle, "cycle", creates=True, facts=directory),
    Handler(commands.AddReviewees, REVIEW_CYCLE, review_cycle.add_reviewees, "cycle", facts=directory),
    Handler(commands.ExtendCycle, REVIEW_CYCLE, review_cycle.extend_cycle, "cycle"),
    Handler(commands.CloseCycle, REVIEW_CYCLE, review_cycle.close_cycle, "cycle"),
    Handler(commands.CancelCycle, REVIEW_CYCLE, review_cycle.cancel_cycle, "cycle"),
    _on_review(commands.StartReview, review.start_review),
    _on_review(commands.NominateRaters, review.nominate_raters),
    _on_review(commands.ApproveRaters, review.approve_raters),
    _on_review(commands.ReplaceRater, review.replace_rater),
    _on_review(commands.DropRater, review.drop_rater),
    _on_review(commands.SubmitReview, review.submit_review),
    _on_review(commands.CalibrateRating, review.calibrate_rating),
    _on_review(commands.ReleaseReport, review.release_report),
    Handler(
        commands.ReleaseReports,
        REVIEW,
        review.release_report,
        "cycle",
        creates=True,
        facts=review.surroundings,
        locate=review.cycle_in,
    ),
    _in_inbox(commands.AskReview, review_ask.ask_review),
    _in_inbox(commands.UnaskReview, review_ask.unask_review),
    _in_inbox(commands.DeclineReview, review_ask.decline_review, facts=review_ask.asking_cycle),
)
"""One for each command of the contract but the anonymous one."""
