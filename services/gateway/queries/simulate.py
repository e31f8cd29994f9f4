"""What may become of somebody's career: asked of the recommendations service, which knows everybody's moves."""

from services.gateway.query import Answer, Asked, OfPerson, query
from shared.contract import Access, identifier, integer, text

LARGEST_SEED = 2**31 - 1


class Simulated(OfPerson):
    """Which plan, and which move, to simulate."""

    plan = identifier(
        load_default=None, metadata={"description": "A plan under way; the one drafted last if left out."}
    )
    move = text(
        200, load_default=None, metadata={"description": "A role, by id or title: as though one moved there today."}
    )
    top = integer(1, 20, load_default=5, metadata={"description": "How many roles to tell of after each time."})
    seed = integer(
        0, LARGEST_SEED, load_default=0, metadata={"description": "Of all draws: the same seed, the same answer."}
    )


@query("simulate", access={Access.SELF}, params=Simulated, as_of=False, example={"person": "ada", "move": "data-lead"})
def simulate(asked: Asked) -> Answer:
    """Where one may be after 1, 3 and 5 years: shares of roles with their ranges, and what each step changes."""
    given = {name: asked.params[name] for name in ("plan", "move", "top", "seed")}
    answer: Answer = asked.elsewhere("recommendations", "simulate", person=asked.person, asked=given)
    return answer
