"""The annual report of a network, as a PDF in the language that is active.

`pdf(network=…, year=…, user=…)`. The user is somebody with whom the network is shared; what they read in it all its members may read.
It takes a second or two, and less when it was asked for before.
"""

from reports.queries.annual_report.drawing import all_years, file_name, pdf, words, years
from reports.queries.annual_report.exported import PDF, AnnualReport, NotThereError
from reports.queries.annual_report.facts import Facts

__all__ = ["PDF", "AnnualReport", "Facts", "NotThereError", "all_years", "file_name", "pdf", "words", "years"]
