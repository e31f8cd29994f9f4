"""What carrying out a part of an import comes to: counts, and the rows that were not taken."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from services.skills.framework.imported import Rejected

COUNTED = ("skills", "relations", "roles", "retired")
"""What is counted: skills defined or redefined, relations made or taken back, roles, and what was retired."""


@dataclass
class Findings:
    """What has been found so far. `rejected_before` counts the rows that were rejected as they were read."""

    rejected_before: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)

    def reject(self, row: Mapping[str, Any], identity: str, field_name: str, reason: str) -> None:
        """Leave a row out."""
        self.rejected.append(Rejected(row.get("file") or "", row["line"], identity, field_name, reason))

    def recorded(self) -> dict[str, int]:
        """The numbers that are kept with an import."""
        return {**self._counted(), "rejected": self.rejected_before + len(self.rejected)}

    def report(self, events: int) -> dict[str, Any]:
        """The part in numbers, with every row rejected here, ready for JSON."""
        rejections = [as_report(each) for each in self.rejected]
        return {**self._counted(), "rejected": len(rejections), "events": events, "rejections": rejections}

    def _counted(self) -> dict[str, int]:
        return {name: self.counts[name] for name in COUNTED}


def as_report(rejected: Rejected) -> dict[str, Any]:
    """A rejected row as reports show it."""
    return asdict(rejected)
