"""Messages: what a resident or an employer is to be told outside a case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cuncuntong.foundation.identifiers import telephone
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.messages.enums import OPEN, MessageChannel, MessageState, topic_name
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Message(Placed):
    """One thing to tell somebody, once: by SMS, or by whoever works at the place.

    ``key`` names the occasion, so that the same thing is never told twice. The telephone is kept
    only where it is not the resident's own, which may change before the message goes out.
    """

    resident = models.ForeignKey(
        Resident, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    recipient_name = models.CharField("告知谁", max_length=80)
    telephone = SealedTextField("电话", blank=True, default="")
    for_another = models.BooleanField("告知本人以外的人", default=False)
    topic = models.CharField("关于", max_length=40)
    text = SealedTextField("内容")
    key = models.CharField("事由编号", max_length=120, unique=True)
    state = models.CharField(
        "状态", max_length=10, choices=MessageState.choices, default=MessageState.WAITING
    )
    channel = models.CharField("方式", max_length=10, choices=MessageChannel.choices, blank=True)
    due_on = models.DateField("应告知日")
    made_at = models.DateTimeField("生成时间", default=timezone.now)
    made_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    told_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    gateway_id = models.CharField("网关回执", max_length=80, blank=True)
    error = models.CharField("没有告知的原因", max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    outcome = models.CharField("对方的答复", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "居民消息"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MessageState.TOLD) | (Q(told_at__isnull=False) & ~Q(channel="")),
                name="message_told_when_and_how",
            ),
        ]
        indexes = [
            # The open ones are few among the told; each list reads them by place and due date.
            models.Index(
                fields=["village_code", "due_on", "id"],
                name="message_village_open",
                condition=Q(state__in=[one.value for one in OPEN]),
            ),
            models.Index(
                fields=["township_code", "due_on", "id"],
                name="message_township_open",
                condition=Q(state__in=[one.value for one in OPEN]),
            ),
            models.Index(
                fields=["county_code", "due_on", "id"],
                name="message_county_open",
                condition=Q(state__in=[one.value for one in OPEN]),
            ),
            models.Index(fields=["village_code", "-told_at", "-id"], name="message_village_told"),
            models.Index(fields=["resident", "topic", "made_at"], name="message_resident_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_name} {self.topic_name}"

    @property
    def topic_name(self) -> str:
        """What it is about, in Chinese."""
        return topic_name(self.topic)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be told."""
        return self.state in OPEN

    @property
    def number_to_call(self) -> str:
        """The telephone given for this message, else the resident's own; "" where none is known.

        The resident's only where it is the resident who is told: somebody else is not reached there, and
        of somebody who died nobody.
        """
        if self.telephone or self.resident is None or self.for_another:
            return self.telephone
        return self.resident.telephone

    @property
    def masked_telephone(self) -> str:
        """The number to call as screens show it."""
        number = self.number_to_call
        return telephone.mask(number) if number else ""
