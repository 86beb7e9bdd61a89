"""The state table of a case: every transition, from where to where, and who may make it.

``who`` is an ability (network.enums.Ability); "" means the system itself, inside a transition that
somebody made. Nothing else in the code decides whether a state may follow another.
"""

from __future__ import annotations

from dataclasses import dataclass

from cuncuntong.cases.enums import Move, State
from cuncuntong.network.enums import Ability


@dataclass(frozen=True)
class Transition:
    """One row of the table."""

    move: Move
    sources: frozenset[State]
    target: State
    who: str


def _row(move: Move, sources: set[State], target: State, who: str) -> Transition:
    return Transition(move, frozenset(sources), target, who)


TABLE: dict[Move, Transition] = {
    row.move: row
    for row in (
        _row(Move.FILE, set(), State.FILED, Ability.CASE_FILE),
        _row(Move.ACCEPT, {State.FILED}, State.ACCEPTED, ""),
        _row(Move.CLAIM, {State.ACCEPTED, State.UNDER_REVIEW}, State.UNDER_REVIEW, Ability.CASE_REVIEW),
        _row(Move.RELEASE, {State.UNDER_REVIEW}, State.ACCEPTED, Ability.CASE_REVIEW),
        _row(Move.RETURN, {State.UNDER_REVIEW}, State.RETURNED, Ability.CASE_REVIEW),
        _row(Move.RESUBMIT, {State.RETURNED}, State.ACCEPTED, Ability.CASE_FILE),
        _row(Move.CORRECT, {State.ACCEPTED}, State.ACCEPTED, Ability.CASE_FILE),
        # An instant item is approved by its rules, in the transaction that accepts it.
        _row(Move.APPROVE, {State.ACCEPTED, State.UNDER_REVIEW}, State.APPROVED, Ability.CASE_REVIEW),
        _row(Move.REFUSE, {State.UNDER_REVIEW}, State.REFUSED, Ability.CASE_REVIEW),
        _row(Move.APPLY, {State.APPROVED}, State.APPLIED, ""),
        _row(Move.FEED_BACK, {State.APPLIED}, State.FED_BACK, Ability.NOTICE_DELIVER),
        _row(
            Move.WITHDRAW,
            {State.FILED, State.ACCEPTED, State.UNDER_REVIEW, State.RETURNED},
            State.WITHDRAWN,
            Ability.CASE_FILE,
        ),
        _row(Move.REVERSE, {State.APPLIED, State.FED_BACK}, State.REVERSED, Ability.CASE_REVERSE),
        _row(Move.REOPEN, {State.REFUSED}, State.ACCEPTED, Ability.CASE_REVERSE),
    )
}

# States in which the county owes an answer and the clock runs.
WAITING = frozenset({State.ACCEPTED, State.UNDER_REVIEW})
# States after which nothing more happens by itself.
ENDED = frozenset({State.REFUSED, State.FED_BACK, State.WITHDRAWN, State.REVERSED})


class WrongState(Exception):
    """The transition does not start from the case's state; the message tells the user so."""

    def __init__(self, move: Move, state: str) -> None:
        self.move = move
        self.state = State(state)
        super().__init__(f"办件目前是“{self.state.label}”，不能{move.label}。请刷新页面查看最新情况。")


def target_of(move: Move, state: str) -> State:
    """The state that the move leads to; raises WrongState where the table has no such row."""
    row = TABLE[move]
    if State(state) not in row.sources:
        raise WrongState(move, state)
    return row.target
