"""Spreadsheets: written for filing, read with errors that name the row."""

from cuncuntong.foundation.spreadsheets.reading import RowError, SheetRefused, SheetRows, read_rows
from cuncuntong.foundation.spreadsheets.streaming import StreamedRow, stream_rows
from cuncuntong.foundation.spreadsheets.writing import Column, Sheet, save_workbook, write_workbook

__all__ = [
    "Column",
    "RowError",
    "Sheet",
    "SheetRefused",
    "SheetRows",
    "StreamedRow",
    "read_rows",
    "save_workbook",
    "stream_rows",
    "write_workbook",
]
