"""Social-security cards and every change of their status."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.ledgers.cards.enums import CardMove, CardState, MakingState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account


class SocialCard(models.Model):
    """A social-security card; a person has at most one that is not cancelled."""

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
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "社会保障卡"
        constraints = [
            models.UniqueConstraint(fields=["resident"], condition=~Q(state="9"), name="card_one_in_use")
        ]
        indexes = [models.Index(fields=["state", "loss_ends_at"], name="card_loss_ends")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_state_display()}"


class CardEvent(models.Model):
    """One change of a card's status; ``actor`` is empty where the system itself did it."""

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

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = "卡状态记录"

    def __str__(self) -> str:
        return f"{self.card_id} {self.get_move_display()}"
