"""What the four training items share: the occupation that words mean, levels, choices of wishes."""

from __future__ import annotations

from collections.abc import Iterable

from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.training.enums import SkillLevel, WishState
from cuncuntong.ledgers.training.models import TrainingWish
from cuncuntong.ledgers.training.selectors import institutions_near, live_wishes, offered_near
from cuncuntong.rules import occupations
from cuncuntong.rules.occupations import Resolved
from cuncuntong.rules.service_item import Choice, Situation

ANY = "any"
LEVELS = (Choice(ANY, "不限"), *(Choice(one.value, str(one.label)) for one in SkillLevel))
# Suggested where no institution offers anything yet.
COMMON = ("电焊", "养老护理员", "育婴员", "厨师", "家政服务员", "电工", "砌筑工", "缫丝", "电子商务师")


def meant(words: str) -> Resolved:
    """The one occupation that words mean, else what they may mean."""
    return occupations.resolve(words.strip()) if words.strip() else Resolved(None)


def perhaps(found: Resolved) -> str:
    """What unclear words may mean, for somebody to choose from: 焊工、铸造工."""
    return "、".join(one.name for one in found.candidates[:6])


def level_of(value: object) -> str:
    """A level as the ledger keeps it: empty for any."""
    return "" if value in (ANY, "", None) else str(value)


def suggested_words(situation: Situation) -> tuple[Choice, ...]:
    """What is offered while typing: what the county's institutions teach, else common wishes."""
    return _words(offered_near(situation.resident))


def words_of_institutions(situation: Situation) -> tuple[Choice, ...]:
    """The same, where the institutions are read anyway."""
    near = institutions_near(situation.resident, situation.on)
    return _words(course.occupation for institution in near for course in institution.taught)


def _words(codes: Iterable[str]) -> tuple[Choice, ...]:
    names = [occupations.label(code) for code in codes]
    return tuple(Choice(one, one) for one in dict.fromkeys([*names, *COMMON]))


def open_wishes(resident: Resident) -> list[TrainingWish]:
    """The wishes that wait for a class."""
    return [wish for wish in live_wishes(resident) if wish.state == WishState.OPEN]


def wish_choices(wishes: Iterable[TrainingWish]) -> tuple[Choice, ...]:
    """Wishes to choose from, by what was wanted and when it was registered."""
    return tuple(
        Choice(str(wish.pk), f"{wish.words}（{wish.registered_on:%Y-%m-%d}登记，{wish.get_state_display()}）")
        for wish in wishes
    )


def only(choices: tuple[Choice, ...]) -> str:
    """The value of a choice that is the only one; else empty, as somebody must choose."""
    return choices[0].value if len(choices) == 1 else ""
