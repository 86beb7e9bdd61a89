"""Spreadsheets: written for filing, read with errors that name the row."""

from cuncuntong.foundation.spreadsheets.reading import RowError, SheetRefused, read_rows
from cuncuntong.foundation.spreadsheets.writing import Column, Sheet, write_workbook

__all__ = ["Column", "RowError", "Sheet", "SheetRefused", "read_rows", "write_workbook"]
