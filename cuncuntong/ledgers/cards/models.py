"""Social-security cards and every change of their status."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.ledgers.cards.enums import CardAnswer, CardMove, CardState, MakingState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account


class SocialCard(models.Model):
    """A social-security card; a person has at most one that is in use, and one that is to succeed it.

    ``successor`` marks the second: made or being made to replace the card in use, until it is activated.
    ``issued_in`` names another province that issued the card (empty: our own). What the province's ledger
    last said stands in ``above_state``, ``above_making`` and ``as_of``; ``differs_since`` is the day since
    which it contradicts ours although it should know what was done here.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="cards")
    number = SealedTextField("社会保障卡号")
    number_index = IndexField(source="number")
    bank = models.CharField("合作银行", max_length=40, blank=True)
    state = models.CharField("应用状态", max_length=1, choices=CardState.choices, default=CardState.NORMAL)
    making = models.CharField(
        "制卡进度", max_length=2, choices=MakingState.choices, default=MakingState.ACTIVATED
    )
    issued_on = models.DateField("发卡日期", null=True, blank=True)
    loss_ends_at = models.DateTimeField("临时挂失到期时间", null=True, blank=True)
    replacement_requested = models.BooleanField("已申请补卡", default=False)
    successor = models.BooleanField("接替在用卡的新卡", default=False)
    issued_in = models.CharField("外省发卡地", max_length=20, blank=True)
    above_state = models.CharField("上级应用状态", max_length=1, choices=CardState.choices, blank=True)
    above_making = models.CharField("上级制卡进度", max_length=2, choices=MakingState.choices, blank=True)
    as_of = models.DateField("上级数据截至", null=True, blank=True)
    differs_since = models.DateField("与上级不一致自", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "社会保障卡"
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=~Q(state="9") & Q(successor=False), name="card_one_in_use"
            ),
            models.UniqueConstraint(
                fields=["resident"], condition=~Q(state="9") & Q(successor=True), name="card_one_successor"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "loss_ends_at"], name="card_loss_ends"),
            models.Index(
                fields=["differs_since", "id"],
                condition=Q(differs_since__isnull=False),
                name="card_differs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_state_display()}"


class CardEvent(models.Model):
    """One change of a card's status; ``actor`` is empty where the system itself did it.

    ``answer`` is the province's to what was handed over; ``look`` says what somebody here must look at
    because of it, until ``looked_at``.
    """

    card = models.ForeignKey(SocialCard, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=20, choices=CardMove.choices)
    before = models.CharField("原状态", max_length=1, choices=CardState.choices)
    after = models.CharField("现状态", max_length=1, choices=CardState.choices)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=120, blank=True)
    # When a temporary loss that this change ended would have ended by itself; undoing needs it.
    loss_ends_before = models.DateTimeField("原临时挂失到期时间", null=True, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    making_before = models.CharField("原制卡进度", max_length=2, choices=MakingState.choices, blank=True)
    making_after = models.CharField("现制卡进度", max_length=2, choices=MakingState.choices, blank=True)
    answer = models.CharField(
        "上级答复", max_length=8, choices=CardAnswer.choices, default=CardAnswer.NONE, blank=True
    )
    answer_words = models.CharField("答复内容", max_length=300, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    look = models.CharField("待核对", max_length=300, blank=True)
    looked_at = models.DateTimeField("核对时间", null=True, blank=True)
    looked_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_note = models.CharField("核对结果", max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = "卡状态记录"
        indexes = [
            models.Index(
                fields=["id"],
                condition=~Q(look="") & Q(looked_at__isnull=True),
                name="card_event_to_look_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.get_move_display()}"
