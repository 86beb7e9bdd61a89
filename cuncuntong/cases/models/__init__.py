"""Models of the cases app, by topic."""

from cuncuntong.cases.models.attachments import Attachment
from cuncuntong.cases.models.case import Case, CaseEvent
from cuncuntong.cases.models.desk import Advice, BlankForm, Draft, PrintRecord
from cuncuntong.cases.models.numbering import BatchRun, NumberSeries
from cuncuntong.cases.models.results import InboxItem, Notice, SlipLine

__all__ = [
    "Advice",
    "Attachment",
    "BatchRun",
    "BlankForm",
    "Case",
    "CaseEvent",
    "Draft",
    "InboxItem",
    "Notice",
    "NumberSeries",
    "PrintRecord",
    "SlipLine",
]
