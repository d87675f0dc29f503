"""Tells from a whole column which number of its dates is the day; refuses where they disagree.

`05/03/2026` alone is 3 May or 5 March. A tool writes all its dates in one order, so a column that
also holds `05/13/2026` tells it for every row.
"""

import re
from collections.abc import Iterable
from typing import Literal

DayOrder = Literal["day first", "month first", ""]
Days = tuple[bool, bool]
"""Whether any date can only begin with its day, and whether any only with its month."""

_DATE = re.compile(r"\s*(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)


def days_in(cells: Iterable[str]) -> Days:
    """What the dates of a column tell."""
    days = months = False
    for cell in cells:
        if found := _DATE.match(cell):
            days = days or int(found[1]) > 12
            months = months or int(found[3]) > 12
    return days, months


def day_order(cells: Iterable[str]) -> DayOrder:
    """The order that every date of a column can have; empty where none or both can be."""
    return order_of(days_in(cells))


def order_of(days: Days) -> DayOrder:
    """The order of dates that tell this."""
    if days[0] == days[1]:
        return ""
    return "day first" if days[0] else "month first"


def year_first(cell: str, order: DayOrder) -> str:
    """`cell` with its date as `2026-05-03`, where `order` is known and it begins with one."""
    found = _DATE.match(cell) if order else None
    if not found:
        return cell
    day, month = (found[1], found[3]) if order == "day first" else (found[3], found[1])
    return f"{found[4]}-{int(month):02d}-{int(day):02d}{cell[found.end() :]}"
