"""The monthly payment: runs, their lines and amounts, findings, and files exchanged with the bank."""

from cuncuntong.ledgers.payments.models.files import BankFile, ReturnProblem, ReturnRow
from cuncuntong.ledgers.payments.models.findings import Finding
from cuncuntong.ledgers.payments.models.late import LateReturn
from cuncuntong.ledgers.payments.models.lines import PayItem, PayLine
from cuncuntong.ledgers.payments.models.runs import PayRun

__all__ = ["BankFile", "Finding", "LateReturn", "PayItem", "PayLine", "PayRun", "ReturnProblem", "ReturnRow"]
