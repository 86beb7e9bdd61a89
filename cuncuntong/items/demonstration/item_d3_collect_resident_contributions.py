"""Item D3: this year's contribution orders for a resident and, if wanted, for the household."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cuncuntong.foundation.money import capital_yuan, format_yuan
from cuncuntong.items.demonstration.payable import (
    FIELDS,
    NAMES,
    Facts,
    facts,
    first_level,
    level_choices,
    levels_offered,
    members_offered,
)
from cuncuntong.items.shared import COUNTER, EXTRAS, NO_LIMIT_GIVEN, alive_rule, day_words, yes
from cuncuntong.ledgers.collection.enums import Way
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.selectors import NOT, levels_of, missed
from cuncuntong.ledgers.collection.selectors.household import orders_of_case
from cuncuntong.ledgers.collection.services import Payer, Wanted, cancel_orders_of_case, issue_orders
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import AccountChange
from cuncuntong.ledgers.pensions.services import change_level, undo_change
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    NextStep,
    PreviewLine,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
)


def _insured(known: Facts) -> Verdict:
    if known.paying.accounts:
        return passed("已参加城乡居民养老保险。")
    return failed(
        "没有参加城乡居民养老保险，没有可以缴费的账户。",
        "请先办理第28项参保登记。",
        instead=(NextStep("28", "先办参保登记"),),
    )


def _something(known: Facts) -> Verdict:
    if not known.paying.accounts or any(known.chosen(scheme) for scheme in Scheme) or known.members:
        return passed("已选择要缴的险种。")
    for account in known.paying.accounts.values():
        stands = known.paying.stands[account.pk]
        if stands.state != NOT:
            return failed(f"{NAMES[Scheme(account.scheme)]}：{stands.why}", stands.remedy)
    return failed("没有选择要缴的险种和档次。", "请至少选择一个险种的档次。", field="level")


def _open(scheme: Scheme) -> Callable[[Facts], Verdict]:
    def test(known: Facts) -> Verdict:
        account = known.paying.accounts.get(scheme)
        if account is None:
            return passed(f"没有参加{NAMES[scheme]}。")
        stands = known.paying.stands[account.pk]
        if known.chosen(scheme) is None:
            return passed("这次不缴。" if stands.state == NOT else f"不用缴：{stands.why}")
        if stands.state != NOT:
            return failed(stands.why, stands.remedy, field=FIELDS[scheme])
        return passed(f"{known.on.year}年度{NAMES[scheme]}还没有缴费，也没有待缴费的通知。")

    return test


def _household(known: Facts) -> Verdict:
    if not yes(known.form.get("household")) or known.members:
        return passed("同户家人按所选开具。")
    return failed(
        "同户家人中没有今年还要缴费的参保人。", "请把“同户家人一并开具”改为“否”。", field="household"
    )


def _payer(known: Facts) -> Payer | None:
    if known.form.get("way") != Way.DEDUCT:
        return None
    name = str(known.form.get("payer_name") or known.resident.name)
    return Payer(name, str(known.form.get("payer_bank") or ""), str(known.form.get("payer_account") or ""))


def effect(order: EffectOrder) -> Result:
    """Orders for the chosen schemes and the household, all or none; levels that differ are changed."""
    situation = order.situation
    made = orders_of_case(situation.case_number)
    return _result(made or _issue(order, facts(situation)), order)


def _issue(order: EffectOrder, known: Facts) -> list[ContributionOrder]:
    situation, payer = order.situation, _payer(known)
    wanted = []
    for scheme in Scheme:
        level, account = known.chosen(scheme), known.paying.accounts.get(scheme)
        if level is None or account is None:
            continue
        wanted.append(Wanted(account.pk, level, payer))
        if account.level != level:
            change_level(
                account=account,
                level=level,
                on=situation.on,
                actor=order.actor,
                reason="缴费时选择",
                case_number=_change_case(situation.case_number, scheme),
            )
    wanted += [Wanted(one.pk, one.level, payer) for one in known.members]
    made = issue_orders(
        wanted=wanted,
        year=situation.on.year,
        on=situation.on,
        actor=order.actor,
        case_number=situation.case_number,
    )
    if made.left:
        left = made.left[0]
        raise EffectRefused(f"{left.name}：{left.why}" if left.name else left.why, left.remedy)
    if not made.orders:
        raise EffectRefused("没有可以开具的缴费通知。", "请返回修改后再提交。")
    return made.orders


def _change_case(case_number: str, scheme: Scheme) -> str:
    """A case may change the levels of both accounts; each change has a number of its own."""
    return case_number if scheme == Scheme.BASIC else f"{case_number}-B"


def _result(orders: list[ContributionOrder], order: EffectOrder) -> Result:
    total = sum((one.amount for one in orders), Decimal(0))
    until = min(one.valid_until for one in orders)
    how = (
        "由银行从所填账户代扣，请保证账户里有足够的钱"
        if orders[0].way == Way.DEDUCT
        else "请凭通知上的缴费编号或二维码到银行网点或用手机银行缴费"
    )
    several = len({one.resident_id for one in orders}) > 1
    lines: list[tuple[str, str]] = []
    for one in orders:
        who = f"{one.resident.name} " if several else ""
        subsidy = levels_of(one.scheme, one.year, one.issued_on).subsidy_words(one.level)
        lines += [
            (f"{who}{one.scheme_name}", f"{one.year}年度{one.level}元，政府补贴{subsidy}（到账后计入账户）"),
            (f"{who}{one.scheme_name}缴费编号", one.spaced),
        ]
    lines += [
        ("合计应缴", f"{format_yuan(total)}元（大写：{capital_yuan(total)}）"),
        ("有效期至", day_words(until)),
        ("缴费方式", str(orders[0].get_way_display())),
    ]
    return Result(
        message=(
            f"已开具{len(orders)}份缴费通知，共{format_yuan(total)}元。{how}，"
            f"最晚{day_words(until)}；服务点不收现金。到账后可打印缴费证明。"
        ),
        lines=tuple(lines),
        data={"orders": [one.pk for one in orders]},
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Cancels what was not paid, and gives the accounts their levels back."""
    number = order.situation.case_number
    day = order.at.date()
    cancelled = cancel_orders_of_case(case_number=number, on=day, why="撤销办件", actor=order.actor)
    for scheme in Scheme:
        case = _change_case(number, scheme)
        if AccountChange.objects.filter(case_number=case, undone_at__isnull=True).exists():
            undo_change(case_number=case, actor=order.actor, reason="撤销缴费申报")
    return f"{len(cancelled) or len(data.get('orders', ()))}份缴费通知已取消，已变更的档次恢复原样。"


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """What is to be paid, and what the government adds, scheme by scheme."""
    known = facts(situation)
    lines: list[PreviewLine] = []
    total = Decimal(0)
    for scheme in Scheme:
        level = known.chosen(scheme)
        if level is None or scheme not in known.paying.accounts:
            continue
        levels = levels_of(scheme, situation.on.year, situation.on)
        subsidy = levels.subsidies.get(level)
        total += level
        lines.append(PreviewLine(f"{NAMES[scheme]}个人缴费", f"{level}元"))
        if subsidy is not None and levels.figure is not None:
            source = levels.figure.source
            note = "到账后计入个人账户"
            lines.append(
                PreviewLine(
                    f"{NAMES[scheme]}政府补贴", f"{subsidy:.0f}元", note, source, confirmed=levels.confirmed
                )
            )
    for one in known.members:
        total += one.level or 0
        lines.append(PreviewLine(f"{one.resident.name} {NAMES[Scheme(one.scheme)]}", f"{one.level}元"))
    if lines:
        lines.append(PreviewLine("合计应缴", f"{total:.0f}元", total=True))
    return (*lines, *_last_year(known))


def _last_year(known: Facts) -> list[PreviewLine]:
    """A year that is over is no order's: it is paid up."""
    year = known.on.year - 1
    gaps = missed(known.paying.accounts.values(), year)
    return [
        PreviewLine(
            f"{NAMES[Scheme(account.scheme)]}{year}年度",
            "没有缴",
            "这里只开今年的通知；以前年度办第32项补缴，没有政府补贴",
        )
        for account in known.paying.accounts.values()
        if account.pk in gaps
    ]


def subject(situation: Situation) -> str:
    """One line for lists."""
    known = facts(situation)
    chosen = [f"{NAMES[one]}{known.chosen(one)}元" for one in Scheme if known.chosen(one)]
    return f"{situation.on.year}年度" + ("、".join(chosen) or "缴费")


def likely(resident: Resident) -> int:
    """Whoever has an account that nothing is drawn from."""
    return 60 if "pension.not_drawn" in standings_of(resident) else 0


SOURCE = EXTRAS
ITEM = ServiceItem(
    number="D3",
    name="城乡居民征缴",
    group=Group.DEMONSTRATION,
    content="为参加城乡居民社会保险的人员办理缴费。",
    audience="参加城乡居民社会保险的人员",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.RESIDENT_PENSION,
    kind=Kind.INSTANT,
    demonstration_only=True,
    fields=(
        FormField("level", "基本养老保险缴费档次", FieldKind.CHOICE, section="缴什么",
                  choices=level_choices(Scheme.BASIC), default=first_level(Scheme.BASIC),
                  paper_choices=lambda on: levels_offered(Scheme.BASIC, on),
                  hint="多缴多得；改了档次，以后的年度也按新档次"),
        FormField("supplementary_level", "补充养老保险缴费档次", FieldKind.CHOICE, section="缴什么",
                  choices=level_choices(Scheme.SUPPLEMENTARY), default=first_level(Scheme.SUPPLEMENTARY),
                  paper_choices=lambda on: levels_offered(Scheme.SUPPLEMENTARY, on)),
        FormField("household", "同户家人一并开具", FieldKind.YES_NO, section="缴什么", default="no"),
        FormField("members", "为哪些家人", FieldKind.CHOICES, section="缴什么", required=False,
                  choices=members_offered, paper_choices=lambda on: (), show_when=("household", ("yes",)),
                  hint="各按自己账户的档次；一个也不选，就是全部"),
        FormField("way", "缴费方式", FieldKind.CHOICE, section="怎样缴", default=Way.CODE.value,
                  choices=tuple(Choice(str(one.value), str(one.label)) for one in Way)),
        FormField("payer_account", "代扣银行账号", FieldKind.BANK_CARD, section="怎样缴",
                  show_when=("way", (Way.DEDUCT.value,))),
        FormField("payer_bank", "开户银行", FieldKind.TEXT, section="怎样缴", max_length=40,
                  show_when=("way", (Way.DEDUCT.value,))),
        FormField("payer_name", "账户户名", FieldKind.TEXT, section="怎样缴", required=False, max_length=40,
                  show_when=("way", (Way.DEDUCT.value,)), hint="不填就是本人"),
    ),
    facts=facts,
    rules=(
        alive_rule(SOURCE),
        Rule("contribution_insured", "已经参保", SOURCE, _insured),
        Rule("contribution_chosen", "选择了险种和档次", SOURCE, _something),
        Rule("contribution_basic", "基本养老保险可以缴费", SOURCE, _open(Scheme.BASIC)),
        Rule("contribution_supplementary", "补充养老保险可以缴费", SOURCE, _open(Scheme.SUPPLEMENTARY)),
        Rule("contribution_household", "有同户家人要缴费", SOURCE, _household),
    ),
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    panel="collection/_orders_panel.html",
    submit_label="开具缴费通知",
    guide=Guide(
        basis=(EXTRAS,),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "核对参保情况，选择今年的缴费档次；家里其他人要缴的，可以一并开具。",
            "领取缴费通知，凭上面的缴费编号或二维码到银行网点或用手机银行缴费，或由银行代扣。",
            "到账后，可到服务点打印缴费证明，也可查第33项缴费信息。",
        ),
        result="取得缴费通知；到账后个人缴费和政府补贴计入个人账户。",
        tips=(
            NO_LIMIT_GIVEN,
            "服务点工作人员不收现金，请只向银行缴费。",
            "缴费通知有有效期，过期或想换档次的，重新开具即可。",
            "以前年度没有缴的，办理第32项补缴，补缴没有政府补贴。",
        ),
        where="示范服务点柜面",
    ),
)  # fmt: skip
