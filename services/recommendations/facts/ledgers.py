"""Ledgers: what each person's skills rest on, and what they learn or have learnt."""

from collections.abc import Mapping

from msgspec.structs import replace

from services.recommendations.facts.noted import Noted, gather
from shared.projecting.read_model import ReadModel, Row
from shared.read_models.enrolments import ENROLMENTS, EnrolmentRow
from shared.read_models.skill_profiles import SKILL_PROFILES, SkillProfileRow


class LedgerRow(Row, frozen=True):
    """Skills by id, and enrolments by offer and attempt ("sql-course/1")."""

    person: str
    skills: Mapping[str, Noted[SkillProfileRow]] = {}
    enrolments: Mapping[str, Noted[EnrolmentRow]] = {}


LEDGERS = ReadModel("ledgers", LedgerRow, version=1, source="skills", key=("person",))
"""Ledgers by person."""


def _without_words(row: SkillProfileRow) -> SkillProfileRow:
    return replace(row, words=())


def _in_outline(row: EnrolmentRow) -> EnrolmentRow:
    return replace(row, override=None, certificate=None, reason=None, comment=None)


gather(LEDGERS, "skills", SKILL_PROFILES, new=LedgerRow, keep=_without_words)
gather(LEDGERS, "enrolments", ENROLMENTS, new=LedgerRow, keep=_in_outline)
