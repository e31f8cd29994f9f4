"""Frameworks: one row for each framework of skills that was imported, as of its last import."""

from datetime import datetime

from shared.contracts.skills.events import FrameworkImported
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class FrameworkRow(Row, frozen=True):
    """The last import of a framework that changed anything: when, which release, how many rows were rejected."""

    framework: str
    imported_at: datetime
    release: str | None = None
    language: str | None = None
    rejected: int = 0


FRAMEWORKS = ReadModel("frameworks", FrameworkRow, version=1, source="skills", key=("framework",), person=None)
"""Frameworks by name."""


@FRAMEWORKS.starts(FrameworkImported)
def imported(e: FrameworkImported, at: Envelope) -> FrameworkRow:
    """The newest import."""
    return FrameworkRow(e.framework, at.recorded, e.release, e.language, e.rejected)
