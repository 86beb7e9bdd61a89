"""How far a card has come in being made, as steps with what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from cuncuntong.ledgers.cards.enums import MakingState

ACTIVATION_ITEM = "38"
_FIRST = (
    MakingState.INITIAL,
    MakingState.MAKING,
    MakingState.TO_COLLECT,
    MakingState.COLLECTED,
    MakingState.ACTIVATED,
)
NEXT: dict[MakingState, str] = {
    MakingState.INITIAL: "申领已登记，还没有开始制卡，不用再跑。",
    MakingState.MAKING: "卡正在制作，做好后再来查，或留意领卡通知。",
    MakingState.TO_COLLECT: "卡已做好，请本人带身份证到领卡网点领取。",
    MakingState.COLLECTED: f"卡已领取，请带卡和身份证到服务点办第{ACTIVATION_ITEM}项启用社保功能。",
    MakingState.ACTIVATED: "社保功能启用过，以卡状态为准。",
    MakingState.REPLACING: "正在补卡，新卡做好后领取、启用，旧卡随即注销。",
    MakingState.CHANGING: "正在换卡，新卡做好后领取、启用，旧卡随即注销。",
}
# A card that is being replaced is followed by the new one's own progress.
SUCCEEDED = (MakingState.REPLACING, MakingState.CHANGING)
# While a card is on its way, a row that names it is no card in use.
UNDER_WAY = (*_FIRST[:-1], *SUCCEEDED)


@dataclass(frozen=True)
class MakingStep:
    """One step: its name, whether it is done, whether the card stands there, what to do next."""

    label: str
    done: bool
    current: bool
    words: str


def making_steps(old: MakingState | None, new: MakingState | None) -> list[MakingStep]:
    """The steps of the card that is being made; ``old`` is that of the card in use, ``new`` its successor's.

    A first card has no successor: its own state is ``old``. Replacing and changing begin with that step.
    """
    replacing = old in SUCCEEDED or new is not None
    line: list[MakingState] = list(_FIRST)
    if replacing:
        line[0] = old if old in SUCCEEDED else MakingState.REPLACING
    at: MakingState | None = line[0] if replacing else old
    if new is not None and new not in (*SUCCEEDED, MakingState.INITIAL):
        at = new
    place = line.index(at) if at in line else -1
    return [
        MakingStep(
            label=str(one.label),
            done=number < place or one == at == MakingState.ACTIVATED,
            current=number == place,
            words=NEXT[one] if number == place else "",
        )
        for number, one in enumerate(line)
    ]
