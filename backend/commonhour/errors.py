"""Refusals: every "no" the product says on purpose, with a code for machines and a sentence for people."""

from typing import Any


class Refusal(Exception):
    """An expected "no".

    `sentence` says what is missing and what to do next, and ends in a full stop. `facts` travel to the
    client beside it; `fields` among them maps a field's path to its sentences.
    """

    status = 400

    def __init__(self, code: str, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.facts = facts


class BadInput(Refusal):
    """What was sent cannot be understood or kept (400)."""

    status = 400


class NotSignedIn(Refusal):
    """Nobody is signed in, or the session has ended (401)."""

    status = 401


class Forbidden(Refusal):
    """This person sees the thing and may not do this to it (403)."""

    status = 403


class NotHere(Refusal):
    """The thing does not exist, or not for this person: both say the same (404)."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "not_here", "There is nothing here, or you cannot see it. Check the address, or sign in."
        )


class Conflict(Refusal):
    """The move is not possible from where the thing is now, or someone was faster (409)."""

    status = 409


class NotReady(Refusal):
    """The move is possible, and something it needs is still missing (422)."""

    status = 422
