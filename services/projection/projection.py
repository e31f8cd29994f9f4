"""The projection: the read models that queries ask, kept by its own database role."""

from collections.abc import Sequence
from typing import Any

from shared import read_models
from shared.config import Settings
from shared.projecting.keeping import KeptReadModels
from shared.projecting.read_model import ReadModel
from shared.read_models import ALL


class Projection(KeptReadModels):
    """Keeps all read models that queries ask."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, "projection", read_models)


def models_of(source: str) -> Sequence[ReadModel[Any]]:
    """The read models that are folded from the log of one service."""
    return [model for model in ALL.values() if model.source == source]
