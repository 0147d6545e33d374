"""Tables that come in as CSV or XLSX and go out again. The only place that reads such uploads; every cell
is text on the way in."""

from __future__ import annotations

from foundation.sheets.export import Cell, safe_cell, write_csv, write_xlsx
from foundation.sheets.sheet import LIMITS, Limits, Row, Sheet, Unreadable
from foundation.sheets.upload import read

__all__ = ["LIMITS", "Cell", "Limits", "Row", "Sheet", "Unreadable", "read", "safe_cell", "write_csv", "write_xlsx"]
