"""The template that a sender fills in, its instructions, and the same as CSV."""

from __future__ import annotations

import csv
import io

from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook

COLUMNS = (
    Column("id_number", "身份证号码", width=22, required=True),
    Column("name", "姓名", width=12, required=True),
    Column("village", "村（社区）代码", width=16, required=True),
    Column("telephone", "联系电话", width=14),
    Column("scheme", "险种", width=8, required=True),
    Column("number", "个人账户编号", width=22, required=True),
    Column("state", "账户状态", width=10, required=True),
    Column("level", "缴费档次", kind="int", width=10),
    Column("opened", "参保日期", kind="date", width=12, required=True),
    Column("own", "个人缴费合计", kind="money", width=14, required=True),
    Column("subsidy", "政府补贴合计", kind="money", width=14),
    Column("collective", "集体补助合计", kind="money", width=14),
    Column("interest", "利息合计", kind="money", width=12),
    Column("paid", "已支付合计", kind="money", width=12),
    Column("balance", "账户余额", kind="money", width=14, required=True),
    Column("years", "缴费年度或年数", width=26),
    Column("starts", "开始领取月份", width=14),
    Column("monthly", "月待遇", kind="money", width=12),
    Column("bank_account", "银行账号", width=24),
    Column("bank", "开户银行", width=20),
    Column("holder", "户名", width=12),
)

INSTRUCTIONS: tuple[tuple[str, str, str], ...] = (
    ("身份证号码", "必填", "18位，按文本格式填写。校验不通过、同一险种重复的行会被退回。"),
    ("姓名", "必填", "与身份证一致。档案中已有此号码而姓名不同的，会被退回。"),
    ("村（社区）代码", "必填", "12位统计区划代码，须是本县的村（社区）。已有档案的居民仍按档案所在村。"),
    ("联系电话", "选填", "手机号，或带区号的固定电话。已有档案的居民不改电话。"),
    ("险种", "必填", "填“基本”或“补充”。两个险种都参加的，填两行。"),
    ("个人账户编号", "必填", "原系统的编号，4到20位字母、数字或短横，全县不重复。"),
    ("账户状态", "必填", "填“缴费”“暂停”或“领取”。已终止的账户不导入。"),
    ("缴费档次", "缴费、暂停的必填", "每年缴费的元数，须是数据截至日当年有的档次。"),
    ("参保日期", "必填", "如 2011-07-01。"),
    ("个人缴费合计", "必填", "历年个人缴费本金之和，元，两位小数。"),
    ("政府补贴合计", "选填", "历年补贴之和。"),
    ("集体补助合计", "选填", "历年集体补助之和。"),
    ("利息合计", "选填", "截至“利息结至年度”年末的利息之和。"),
    ("已支付合计", "领取的填写", "已从个人账户支付的养老金之和；没有的填0。"),
    ("账户余额", "必填", "个人缴费＋政府补贴＋集体补助＋利息－已支付，须正好相等。"),
    (
        "缴费年度或年数",
        "有个人缴费的必填",
        "三种填法：各年金额，如“2011:100；2012:200”；缴费年度，如“2011-2019，2021”；只知道年数的填年数，如“9”。"
        "没有各年金额的，个人缴费合计按年平均记入各年，余下的分记入最后一年，明细上注明；只填年数的，"
        "按最近的连续年度推定。",
    ),
    ("开始领取月份", "领取的必填", "如 2021-05。不能早于年满领取年龄的当月。"),
    ("月待遇", "领取的必填", "现在每月发放的金额。"),
    ("银行账号", "领取的必填", "发放账号，按文本格式填写。同一人两个险种须是同一账号。"),
    ("开户银行", "选填", ""),
    ("户名", "选填", "不填的，用本人姓名。"),
)


def template_workbook() -> bytes:
    """The workbook: the empty table first (it is the sheet that is read), then how to fill it in."""
    help_columns = (
        Column("column", "列", width=18),
        Column("need", "是否必填", width=18),
        Column("how", "怎么填", width=100),
    )
    rows = [{"column": name, "need": need, "how": how} for name, need, how in INSTRUCTIONS]
    return write_workbook(
        [
            Sheet("存量账户", COLUMNS, []),
            Sheet("填写说明", help_columns, rows, heading="城乡居民养老保险存量账户导入：填写说明"),
        ]
    )


def template_csv() -> bytes:
    """The headings alone, as a CSV file that Excel opens in Chinese."""
    out = io.StringIO()
    csv.writer(out).writerow([column.heading for column in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
