"""How are results told? One self-contained page for a run or a comparison; plots and maps for the pages of the UI."""

from twin.report.pages import write_comparison, write_run

__all__ = ["write_comparison", "write_run"]
