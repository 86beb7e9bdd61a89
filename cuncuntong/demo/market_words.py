"""What the demonstration's employers are called and what they look for; all of it made up."""

from __future__ import annotations

from typing import NamedTuple


class Trade(NamedTuple):
    """A kind of unit: what it is called, its industry (GB/T 4754), what it says of itself, its jobs."""

    names: tuple[str, ...]
    industry: str
    introduction: str
    jobs: tuple[str, ...]


class Job(NamedTuple):
    """A work that is looked for: occupation code, pay by ``unit``, what is done, hard conditions."""

    title: str
    occupation: str
    low: int
    high: int
    text: str
    unit: str = "month"
    hours: str = "day"
    certificates: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    education: str = ""
    needs: str = ""


JOBS: dict[str, Job] = {
    job.title: job
    for job in (
        Job("综采工", "6-16-01-05", 7000, 9500, "在综采工作面操作采煤机和支架，三班倒。", hours="shift",
            certificates=("mine",), demands=("underground", "heavy", "dust")),
        Job("掘进工", "6-16-01-04", 6500, 9000, "掘进巷道、支护，随班验收。", hours="shift",
            certificates=("mine",), demands=("underground", "heavy")),
        Job("矿井维修电工", "6-31-01-03", 6000, 8000, "井下机电设备的检修和值班。", hours="shift",
            certificates=("electric_high", "mine"), demands=("underground",)),
        Job("缫丝挡车工", "6-04-02-02", 3200, 4500, "看管自动缫丝机，接断头、换茧，计件加保底。",
            hours="shift", demands=("standing", "sight"), needs="没有经验的可以学，学徒期一个月。"),
        Job("缝纫工", "6-05-01-03", 3000, 5000, "蚕丝被、床品缝制，计件。", demands=("sight",)),
        Job("包装工", "6-31-05", 2600, 3400, "成品分拣、称重、装箱。", demands=("standing",)),
        Job("陶瓷烧成工", "6-15-05-03", 4200, 5800, "看窑、装窑、出窑，记录温度。", hours="shift",
            demands=("heavy",)),
        Job("陶瓷成型工", "6-15-05-02", 3800, 5200, "注浆、修坯、施釉。", demands=("dust", "standing")),
        Job("质检员", "4-08-05", 3200, 4200, "成品外观和尺寸检验，填写记录。", education="60",
            demands=("sight",)),
        Job("景区讲解员", "4-13-01-03", 2800, 3800, "古堡讲解，接待团队，节假日轮休。", education="40",
            needs="普通话清楚，愿意和人打交道。"),
        Job("客房服务员", "4-03-01-02", 2400, 3000, "客房清扫、布草更换。", demands=("standing",)),
        Job("餐厅服务员", "4-03-02-05", 2500, 3200, "点菜、传菜、收台。", demands=("standing",)),
        Job("中式烹调师", "4-03-02-01", 4500, 6500, "家常菜和地方面食，会八大碗的更好。",
            certificates=("health",)),
        Job("保洁员", "4-09-08-01", 2100, 2600, "楼道、院落清扫和垃圾清运。"),
        Job("砌筑工", "6-29-01-01", 6500, 9000, "住宅楼砌墙、抹灰，按月结算。", demands=("heavy", "height")),
        Job("钢筋工", "6-29-01-04", 6500, 8500, "钢筋下料、绑扎。", demands=("heavy",)),
        Job("焊工", "6-18-02-04", 5500, 7500, "钢结构焊接，随项目走。", certificates=("welding",)),
        Job("货车司机", "4-02-02-02", 6000, 8500, "县内和晋城周边送货，当天往返。",
            certificates=("drive_b2", "freight")),
        Job("叉车司机", "6-30-01", 4200, 5200, "库区装卸，白班。", certificates=("forklift",)),
        Job("仓储管理员", "4-02-06-01", 3000, 3800, "收货、入账、盘点，会用电脑。", education="60"),
        Job("快递员", "4-02-07-08", 3500, 6000, "片区派件揽件，计件，电动三轮由站里提供。"),
        Job("养老护理员", "4-10-01-05", 3000, 4000, "照料失能老人的饮食起居，轮班。", hours="shift",
            needs="有耐心；有护理证的每月加200元。"),
        Job("家政服务员", "4-10-01-06", 3200, 5200, "住家或钟点，照料产妇和婴儿。", certificates=("health",)),
        Job("幼儿园教师", "2-08-03", 2800, 3600, "带班、备课，和家长沟通。", certificates=("teacher",),
            education="30"),
        Job("收银员", "4-01-02-04", 2400, 3000, "收银、对账，早晚两班。", hours="shift"),
        Job("理货员", "4-02-06-02", 2400, 2900, "上货、整理货架、检查保质期。", demands=("standing",)),
        Job("会计", "2-06-03", 3500, 5000, "做账、报税、开票。", certificates=("accountant",),
            education="30"),
        Job("办公室文员", "3-01-02-02", 2600, 3400, "文件收发、考勤、材料整理。", education="40"),
        Job("保安员", "4-07-05-01", 2300, 2900, "门岗值守和巡逻，做一休一。", hours="shift",
            certificates=("guard",)),
        Job("家禽饲养员", "5-03-02-02", 3000, 3800, "喂料、捡蛋、消毒防疫，管吃住。"),
        Job("经济昆虫养殖员", "5-03-03-01", 2800, 3600, "小蚕共育室喂蚕、控温，养蚕季包吃。"),
        Job("粮油加工工", "6-01-01", 2900, 3800, "小米加工生产线，投料、看机、包装。", demands=("dust",)),
        Job("直播运营", "4-01-06-02", 3000, 6000, "农产品直播、拍短视频、回复留言，底薪加提成。"),
        Job("汽车维修工", "4-12-01-01", 3800, 5500, "机修和保养。"),
        Job("护士", "2-05-08", 3000, 4200, "病区护理和随访，轮班。", hours="shift", certificates=("nurse",),
            education="30"),
    )
}  # fmt: skip

TRADES: tuple[Trade, ...] = (
    Trade(("演示煤业有限公司", "演示矿山机电公司"), "B", "地方煤矿，年产六十万吨。",
          ("综采工", "掘进工", "矿井维修电工", "保安员")),
    Trade(("演示缫丝有限公司", "演示蚕丝被厂"), "C", "收茧、缫丝、做蚕丝被，二十多年的老厂。",
          ("缫丝挡车工", "缝纫工", "包装工", "质检员")),
    Trade(("演示陶瓷有限公司", "演示琉璃工艺坊"), "C", "日用陶瓷和琉璃构件。",
          ("陶瓷烧成工", "陶瓷成型工", "质检员", "叉车司机")),
    Trade(("演示古堡旅游公司", "演示山水度假村"), "R", "古堡景区的接待和民宿。",
          ("景区讲解员", "客房服务员", "餐厅服务员", "中式烹调师", "保洁员", "直播运营")),
    Trade(("演示建筑劳务公司", "演示市政工程公司"), "E", "承接县内住宅和村镇道路工程。",
          ("砌筑工", "钢筋工", "焊工")),
    Trade(("演示养老服务中心", "演示家政公司"), "O", "居家和机构养老、月嫂、钟点服务。",
          ("养老护理员", "家政服务员", "保洁员", "护士")),
    Trade(("演示物流园", "演示快递服务部"), "G", "县乡村三级配送。",
          ("货车司机", "叉车司机", "仓储管理员", "快递员")),
    Trade(("演示小米加工厂", "演示养殖合作社"), "A", "小米加工和蛋鸡、桑蚕养殖。",
          ("粮油加工工", "家禽饲养员", "经济昆虫养殖员", "包装工")),
    Trade(("演示超市", "演示百货商场"), "F", "日用百货和生鲜。", ("收银员", "理货员", "保安员")),
    Trade(("演示幼儿园", "演示职业学校后勤部"), "P", "学前教育和后勤。",
          ("幼儿园教师", "中式烹调师", "保洁员", "保安员")),
    Trade(("演示汽车服务部", "演示财务咨询公司"), "L", "修车保养、代账。",
          ("汽车维修工", "会计", "办公室文员")),
)  # fmt: skip

GIGS: tuple[Job, ...] = (
    Job("摘花椒", "5-01-02-02", 130, 180, "在椒园采摘花椒，装筐过秤。", "day"),
    Job("摘苹果", "5-01-02-02", 120, 160, "采摘、分拣、装箱。", "day"),
    Job("收玉米", "5-01-02-01", 130, 170, "掰玉米、装车。", "day", demands=("heavy",)),
    Job("养蚕上簇", "5-03-03-01", 110, 150, "上簇期间喂蚕、拣熟蚕。", "day"),
    Job("植树造林", "5-02-02", 140, 190, "荒山造林，挖坑、栽苗、浇水。", "day", demands=("heavy",)),
    Job("砌院墙", "6-29-01-01", 240, 300, "砌院墙、抹灰，工具自带。", "day", demands=("heavy",)),
    Job("房屋粉刷", "6-29-04-01", 200, 260, "内墙刮腻子、刷涂料。", "day", demands=("height",)),
    Job("装卸货物", "4-02-05-01", 22, 28, "卸车、码垛。", "hour", demands=("heavy",)),
    Job("红白事帮厨", "4-03-02-05", 150, 200, "洗菜、端盘、收拾灶台，一天管两顿饭。", "day"),
    Job("钟点保洁", "4-09-08-01", 25, 35, "家里大扫除，擦玻璃、收拾厨房。", "hour"),
    Job("陪护病人", "4-10-01-05", 150, 220, "医院陪护，照料饮食起居。", "day", hours="any"),
    Job("抹墙小工", "6-29-01", 150, 190, "和灰、递砖、清理。", "day", demands=("heavy",)),
    Job("果树修剪", "5-01-02-02", 160, 220, "苹果、梨树冬剪。", "day", demands=("height",)),
    Job("景区临时检票", "4-07-04", 110, 140, "节假日检票、维持秩序。", "day"),
    Job("手工包装礼盒", "6-31-05", 1, 2, "装礼盒、贴标签，按件算，一天能做一百多件。", "piece"),
)  # fmt: skip

RETURNS = (
    ("pay_low", "请写明是试用期还是转正后的工资。"),
    ("address", "请写到村或街道，求职者要算路程。"),
    ("description", "请写明每天干几个小时、有没有夜班。"),
    ("insurance", "请说明什么时候办社会保险。"),
)
END_REASONS = ("已经招到人", "不再需要了", "工期取消或改期")

# What the check says of a gig without insurance, as it is kept with one that was sent nevertheless.
UNINSURED = {
    "field": "insurance",
    "code": "insurance_none",
    "words": "没有任何保险，劳动者受伤时没有保障。",
    "remedy": "建议至少购买意外伤害保险；求职者会看到“不参加保险”。",
    "source": "本系统的规定",
    "settled": True,
}
