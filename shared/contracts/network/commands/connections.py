"""Commands that tie people to one another."""

from shared.contract import choice, command, text
from shared.contracts.bounds import NOTE
from shared.contracts.network.commands.about import ONESELF, AboutTwo
from shared.contracts.network.events import Help, InteractionKind


@command(
    "network.invite_connection",
    access=ONESELF,
    example={"person": "ada", "other": "grace", "message": "Your talk on compilers stayed with me"},
)
class InviteConnection(AboutTwo):
    """Invite somebody to connect. Who was invited by them already is connected by it."""

    message = text(NOTE, load_default=None)


@command("network.withdraw_connection_invitation", access=ONESELF, example={"person": "ada", "other": "grace"})
class WithdrawConnectionInvitation(AboutTwo):
    """Take back an invitation that was not answered yet."""


@command("network.accept_connection", access=ONESELF, example={"person": "grace", "other": "ada"})
class AcceptConnection(AboutTwo):
    """Accept the invitation of somebody."""


@command("network.decline_connection", access=ONESELF, example={"person": "grace", "other": "ada"})
class DeclineConnection(AboutTwo):
    """Decline the invitation of somebody."""


@command(
    "network.end_connection",
    access=ONESELF,
    example={"person": "ada", "other": "grace", "reason": "We never got to talk"},
)
class EndConnection(AboutTwo):
    """End the connection with somebody. The reason is for one's own eyes."""

    reason = text(NOTE, load_default=None)


@command(
    "network.note_interaction",
    access=ONESELF,
    example={
        "person": "ada",
        "other": "grace",
        "kind": "advice",
        "help": "received",
        "note": "Showed me how she debugs",
    },
)
class NoteInteraction(AboutTwo):
    """Note that one had to do with somebody, connected or not, and who helped whom. The note is for one's own eyes."""

    kind = choice(InteractionKind, required=True)
    help = choice(Help, load_default=Help.NONE, metadata={"description": "As the person sees it who notes it."})
    note = text(NOTE, load_default=None)
