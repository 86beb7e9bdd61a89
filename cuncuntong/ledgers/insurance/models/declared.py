"""What was decided here and handed to the province: flexible workers' enrolment, suspended pensions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.insurance.enums import DeclaredState, StopKind, StopMove
from cuncuntong.ledgers.insurance.models.fetched import Participation
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Declared(Placed):
    """What all have: by which case, decided by whom and when, and what the province said to it.

    ``handover_key`` is the key under which it was handed over (above.models.Handover.key).
    """

    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    handover_key = models.CharField("报送编号", max_length=80, unique=True)
    state = models.CharField(
        "状态", max_length=10, choices=DeclaredState.choices, default=DeclaredState.WAITING
    )
    decided_on = models.DateField("办理日期")
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer_words = SealedTextField("答复内容", blank=True, default="")

    class Meta:
        abstract = True


class FlexibleDeclaration(Declared):
    """A flexible worker's enrolment in the employees' pension, with the base that was chosen (item 20).

    ``share`` is the base in percent of the average wage (NULL for a sum of one's own); ``floor``, ``cap`` and
    ``average`` are the figures it was judged by, those of ``figures_year``. Where the year's figures come
    later and differ, it is to be recalculated: a new declaration then ``replaces`` it.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="flexible_declarations")
    work = models.CharField("就业方式", max_length=40, blank=True)
    share = models.PositiveSmallIntegerField("占平均工资（%）", null=True, blank=True)
    base = MoneyField("月缴费基数（元）")
    monthly = MoneyField("每月应缴（元）")
    to_account = MoneyField("每月计入个人账户（元）")
    floor = MoneyField("当时的基数下限（元）")
    cap = MoneyField("当时的基数上限（元）")
    average = MoneyField("当时的月平均工资（元）", null=True, blank=True)
    figures_year = models.PositiveSmallIntegerField("所用标准的年度")
    from_month = models.DateField("起缴月份")
    number = models.CharField("上级个人编号", max_length=24, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacements"
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "灵活就业人员参保申报"
        constraints = [
            # A new one beside the one it replaces is none too many.
            models.UniqueConstraint(
                fields=["resident"],
                condition=Q(state="waiting", replaces__isnull=True),
                name="flexible_one_waiting",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(state__in=["waiting", "agreed"]),
                name="flexible_replaced_once",
            ),
            models.CheckConstraint(
                condition=Q(base__gte=F("floor"), base__lte=F("cap")), name="flexible_base_within"
            ),
        ]
        indexes = [models.Index(fields=["county_code", "state", "id"], name="flexible_by_state")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.base}"


class PensionStop(Declared):
    """A pension kept above that is to be suspended from a month on, or resumed (item 24).

    A resumption ``lifts`` a suspension, which then has ``lifted_on``; refused above or taken back, the
    suspension stands again.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="pension_stops")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="stops")
    move = models.CharField("办理", max_length=8, choices=StopMove.choices)
    kind = models.CharField("情形", max_length=10, choices=StopKind.choices)
    happened_on = models.DateField("发生日期", null=True, blank=True)
    from_month = models.DateField("起始月份")
    reason = SealedTextField("说明", blank=True, default="")
    evidence = SealedTextField("凭据", blank=True)
    back_pay = models.BooleanField("补发停发期间", default=False)
    death_entered = models.BooleanField("居民档案的死亡由本件登记", default=False)
    lifts = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="lifted_by"
    )
    lifted_on = models.DateField("恢复日期", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "企业养老待遇暂停和恢复"
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "kind"],
                condition=Q(move="suspend", state__in=["waiting", "agreed"], lifted_on__isnull=True),
                name="pension_stop_once_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(move="suspend", lifts__isnull=True) | Q(move="resume", lifts__isnull=False),
                name="pension_stop_lifts",
            ),
        ]
        indexes = [models.Index(fields=["county_code", "state", "id"], name="pension_stop_by_state")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_move_display()} {self.get_kind_display()}"
