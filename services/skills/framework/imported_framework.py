"""A framework as it has been imported so far: which release of it, in which language."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.aggregate import Aggregate
from shared.contracts.skills.events import FrameworkImported
from shared.event import Event


@dataclass(frozen=True)
class ImportedFramework:
    """The newest release; None before the first import, and where a framework names none."""

    release: str | None = None
    language: str | None = None


def evolve(imported: ImportedFramework, event: Event) -> ImportedFramework:
    """The framework after `event`."""
    match event:
        case FrameworkImported():
            return ImportedFramework(event.release or imported.release, event.language or imported.language)
    return imported


def record_import(
    framework: str, release: str | None, language: str | None, counts: Mapping[str, int]
) -> FrameworkImported:
    """The record of a part of an import that changed something; `counts` are as in the event."""
    return FrameworkImported(framework=framework, release=release, language=language, **counts)


IMPORTED_FRAMEWORK = Aggregate("framework", ImportedFramework(), evolve)
