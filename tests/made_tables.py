"""Small tables made up for the tests of reading: how they are saved, and what is said of them."""

from pathlib import Path
from typing import Any

import pandas as pd

import migfund as mf


def save(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


def workbook(folder: Path, **sheets: pd.DataFrame) -> Path:
    path = folder / "grants.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, sheet in sheets.items():
            sheet.to_excel(book, sheet_name=name, index=False)
    return path


def reasons(table: pd.DataFrame) -> list[tuple[str, str]]:
    listed = mf.problems(table)
    return list(zip(listed["field"], listed["reason"], strict=True))
