"""What the network service does with each command: on which aggregate, by which decision."""

from typing import Any

from services.network import connection, gathering, introduction, mentor, mentoring_request, mentorship, opportunity
from services.network.connection import CONNECTION
from services.network.gathering import GATHERING
from services.network.introduction import INTRODUCTION
from services.network.mentor import MENTOR
from services.network.opportunity import OPPORTUNITY
from services.network.people import directory
from shared.aggregate import Handler
from shared.contracts.network import commands

HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        commands.InviteConnection,
        CONNECTION,
        connection.invite_connection,
        "other",
        creates=True,
        facts=directory,
        locate=connection.between,
    ),
    Handler(
        commands.WithdrawConnectionInvitation,
        CONNECTION,
        connection.withdraw_connection_invitation,
        "other",
        locate=connection.between,
    ),
    Handler(commands.AcceptConnection, CONNECTION, connection.accept_connection, "other", locate=connection.between),
    Handler(commands.DeclineConnection, CONNECTION, connection.decline_connection, "other", locate=connection.between),
    Handler(commands.EndConnection, CONNECTION, connection.end_connection, "other", locate=connection.between),
    Handler(
        commands.NoteInteraction,
        CONNECTION,
        connection.note_interaction,
        "other",
        creates=True,
        facts=directory,
        locate=connection.between,
    ),
    Handler(commands.OfferMentoring, MENTOR, mentor.offer_mentoring, "person", creates=True),
    Handler(commands.ReviseMentoringOffer, MENTOR, mentor.revise_mentoring_offer, "person"),
    Handler(commands.WithdrawMentoringOffer, MENTOR, mentor.withdraw_mentoring_offer, "person"),
    Handler(
        commands.RequestMentoring,
        MENTOR,
        mentoring_request.request_mentoring,
        "mentor",
        creates=True,
        facts=directory,
        locate=mentorship.mentor_in,
    ),
    Handler(commands.WithdrawMentoringRequest, MENTOR, mentoring_request.withdraw_mentoring_request, "mentor"),
    Handler(commands.AgreeToMentoring, MENTOR, mentoring_request.agree_to_mentoring, "mentor", facts=directory),
    Handler(commands.DeclineMentoring, MENTOR, mentoring_request.decline_mentoring, "mentor"),
    Handler(commands.HoldSession, MENTOR, mentorship.hold_session, "mentor"),
    Handler(commands.CompleteMentoring, MENTOR, mentorship.complete_mentoring, "mentor"),
    Handler(commands.EndMentoring, MENTOR, mentorship.end_mentoring, "mentor"),
    Handler(
        commands.RequestIntroduction,
        INTRODUCTION,
        introduction.request_introduction,
        "introduction",
        creates=True,
        facts=directory,
    ),
    Handler(
        commands.WithdrawIntroductionRequest, INTRODUCTION, introduction.withdraw_introduction_request, "introduction"
    ),
    Handler(commands.MakeIntroduction, INTRODUCTION, introduction.make_introduction, "introduction"),
    Handler(commands.DeclineIntroduction, INTRODUCTION, introduction.decline_introduction, "introduction"),
    Handler(
        commands.PostOpportunity,
        OPPORTUNITY,
        opportunity.post_opportunity,
        "opportunity",
        creates=True,
        facts=directory,
    ),
    Handler(commands.PostRole, OPPORTUNITY, opportunity.post_role, "opportunity", creates=True, facts=directory),
    Handler(
        commands.ReviseOpportunity, OPPORTUNITY, opportunity.revise_opportunity, "opportunity", facts=opportunity.sight
    ),
    Handler(
        commands.InviteToOpportunity,
        OPPORTUNITY,
        opportunity.invite_to_opportunity,
        "opportunity",
        facts=opportunity.sight,
    ),
    Handler(
        commands.UninviteFromOpportunity,
        OPPORTUNITY,
        opportunity.uninvite_from_opportunity,
        "opportunity",
        facts=opportunity.sight,
    ),
    Handler(
        commands.ReferForOpportunity,
        OPPORTUNITY,
        opportunity.refer_for_opportunity,
        "opportunity",
        facts=opportunity.sight,
    ),
    Handler(
        commands.ExpressInterest, OPPORTUNITY, opportunity.express_interest, "opportunity", facts=opportunity.sight
    ),
    Handler(
        commands.WithdrawInterest, OPPORTUNITY, opportunity.withdraw_interest, "opportunity", facts=opportunity.sight
    ),
    Handler(
        commands.TurnDownInterest, OPPORTUNITY, opportunity.turn_down_interest, "opportunity", facts=opportunity.sight
    ),
    Handler(
        commands.FillOpportunity, OPPORTUNITY, opportunity.fill_opportunity, "opportunity", facts=opportunity.sight
    ),
    Handler(
        commands.CloseOpportunity, OPPORTUNITY, opportunity.close_opportunity, "opportunity", facts=opportunity.sight
    ),
    Handler(
        commands.ReopenOpportunity, OPPORTUNITY, opportunity.reopen_opportunity, "opportunity", facts=opportunity.sight
    ),
    Handler(commands.AnnounceGathering, GATHERING, gathering.announce_gathering, "gathering", creates=True),
    Handler(commands.ReviseGathering, GATHERING, gathering.revise_gathering, "gathering"),
    Handler(commands.CancelGathering, GATHERING, gathering.cancel_gathering, "gathering"),
    Handler(commands.JoinGathering, GATHERING, gathering.join_gathering, "gathering"),
    Handler(commands.LeaveGathering, GATHERING, gathering.leave_gathering, "gathering"),
    Handler(commands.AttendGathering, GATHERING, gathering.attend_gathering, "gathering"),
)
"""One for each command of the contract."""
