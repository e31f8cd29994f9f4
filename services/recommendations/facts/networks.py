"""Networks: whom each person has to do with, mentors or is mentored by, and which opportunities have reached them."""

from collections.abc import Mapping

from msgspec.structs import replace

from services.recommendations.facts.noted import Noted, gather
from shared.projecting.read_model import ReadModel, Row
from shared.read_models.mentors import MENTORS, MentorRow
from shared.read_models.mentorships import MENTORSHIPS, MentorshipRow
from shared.read_models.opportunity_reach import OPPORTUNITY_REACH, ReachRow
from shared.read_models.ties import TIES, TieRow


class NetworkRow(Row, frozen=True):
    """Ties by the other person, the person's own offer to mentor, mentorships by mentor and id ("grace/sql"), and
    what has passed between the person and opportunities, by opportunity.

    `offered` is what everybody sees of the offer: the events behind it are none of those who are mentored."""

    person: str
    ties: Mapping[str, Noted[TieRow]] = {}
    offers: Mapping[str, Noted[MentorRow]] = {}
    offered: Mapping[str, Noted[MentorRow]] = {}
    mentorships: Mapping[str, Noted[MentorshipRow]] = {}
    reach: Mapping[str, Noted[ReachRow]] = {}

    @property
    def mentor(self) -> Noted[MentorRow] | None:
        """The person's offer to mentor, if they ever made one."""
        return self.offers.get("")

    @property
    def offer(self) -> Noted[MentorRow] | None:
        """What everybody sees of it."""
        return self.offered.get("")


NETWORKS = ReadModel("networks", NetworkRow, version=2, source="network", key=("person",))
"""Networks by person."""


def _without_message(row: TieRow) -> TieRow:
    return replace(row, message=None)


def _without_about(row: MentorRow) -> MentorRow:
    return replace(row, about=None)


def _as_offered(row: MentorRow) -> MentorRow:
    return replace(row, about=None, running=0, completed=0)


def _in_outline(row: MentorshipRow) -> MentorshipRow:
    return replace(row, why=None, sessions=(), reason=None, comment=None)


def _without_words(row: ReachRow) -> ReachRow:
    return replace(row, words=None, referrals=())


gather(NETWORKS, "ties", TIES, new=NetworkRow, keep=_without_message)
gather(NETWORKS, "offers", MENTORS, new=NetworkRow, keep=_without_about)
gather(NETWORKS, "offered", MENTORS, new=NetworkRow, keep=_as_offered)
gather(NETWORKS, "mentorships", MENTORSHIPS, new=NetworkRow, keep=_in_outline)
gather(NETWORKS, "reach", OPPORTUNITY_REACH, new=NetworkRow, keep=_without_words)
