"""``make bench``: measure the budgets in one run and print them as a table.

``python -m benchmarks NAME …`` measures only those of the names given.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.budgets import BENCHMARKS


def main(names: list[str]) -> None:
    table = Table(title="Budgets of briefgen (least of several runs)")
    for heading in ("work", "briefgen", "bare", "figure", "budget", ""):
        table.add_column(heading, justify="left" if heading == "work" else "right")
    with tempfile.TemporaryDirectory() as folder:
        for benchmark in BENCHMARKS:
            if names and benchmark.__name__ not in names:
                continue
            for row in benchmark(Path(folder)):
                figure = f"{row.value:.2f}" if row.bare else f"{row.value:.0f} MB"
                budget = f"≤ {row.budget:g}" + ("" if row.bare else " MB")
                verdict = "ok" if row.value <= row.budget else "OVER"
                table.add_row(row.work, row.measured, row.bare, figure, budget, verdict)
    Console(width=110).print(table)


main(sys.argv[1:])
