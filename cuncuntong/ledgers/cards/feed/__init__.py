"""The province's card ledger: states and making progress as of a day."""

from cuncuntong.ledgers.above.hooks import Feed, FeedColumn
from cuncuntong.ledgers.cards.feed.rows import check
from cuncuntong.ledgers.cards.feed.taking import take
from cuncuntong.network.enums import Line

FEED = Feed(
    code="cards",
    name="社会保障卡",
    line=Line.CARD,
    columns=(
        FeedColumn("id_number", "身份证号码"),
        FeedColumn("name", "姓名", required=False),
        FeedColumn("card", "社会保障卡号"),
        FeedColumn("state", "应用状态"),
        FeedColumn("making", "制卡进度"),
        FeedColumn("bank", "合作银行", required=False),
        FeedColumn("issued_on", "发卡日期", required=False),
        FeedColumn("loss_ends", "临时挂失到期", required=False),
        FeedColumn("issued_in", "外省发卡地", required=False),
    ),
    check=check,
    take=take,
)

__all__ = ["FEED"]
