"""Journeys: the goals that each person works on, their plans, the setbacks that they are not over, and their vision.

What lies behind is not kept: nothing is recommended about it.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from services.recommendations.facts.noted import Noted, gather
from shared.contracts.goals.events import GoalStatus
from shared.projecting.read_model import ReadModel, Row
from shared.read_models.goals import GOALS, GoalRow
from shared.read_models.plans import PLANS, PlanRow
from shared.read_models.setbacks import SETBACKS, SetbackRow
from shared.read_models.visions import VISIONS, VisionRow


class JourneyRow(Row, frozen=True):
    """Goals that are open or paused, plans that are under way and setbacks that are open, by id; and the vision."""

    person: str
    goals: Mapping[str, Noted[GoalRow]] = {}
    plans: Mapping[str, Noted[PlanRow]] = {}
    setbacks: Mapping[str, Noted[SetbackRow]] = {}
    visions: Mapping[str, Noted[VisionRow]] = {}

    @property
    def vision(self) -> Noted[VisionRow] | None:
        """What success means to the person, if they ever said so."""
        return self.visions.get("")


JOURNEYS = ReadModel("journeys", JourneyRow, version=1, source="goals", key=("person",))
"""Journeys by person."""


def _worked_on(row: GoalRow) -> GoalRow | None:
    if row.status not in {GoalStatus.OPEN, GoalStatus.PAUSED}:
        return None
    return replace(row, description=None, check_in_note=None, in_the_way=None, pause_reason=None)


def _under_way(row: PlanRow) -> PlanRow | None:
    return None if row.outcome else replace(row, revised_because=None, options=(), decisions=())


def _open(row: SetbackRow) -> SetbackRow | None:
    support = tuple(replace(each, request=None) for each in row.support)
    return None if row.recovered_on else replace(row, description=None, lessons=(), adaptations=(), support=support)


def _desires(row: VisionRow) -> VisionRow:
    return replace(row, success=None, ranked_values=None)


gather(JOURNEYS, "goals", GOALS, new=JourneyRow, keep=_worked_on)
gather(JOURNEYS, "plans", PLANS, new=JourneyRow, keep=_under_way)
gather(JOURNEYS, "setbacks", SETBACKS, new=JourneyRow, keep=_open)
gather(JOURNEYS, "visions", VISIONS, new=JourneyRow, keep=_desires)
