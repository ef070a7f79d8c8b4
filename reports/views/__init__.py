from reports.views.annual_reports import annual, annual_export
from reports.views.building import export, index, my_data
from reports.views.exports import again, cancel, download, exports, made
from reports.views.saved import discard, make, save, saved_report

__all__ = [
    "again",
    "annual",
    "annual_export",
    "cancel",
    "discard",
    "download",
    "export",
    "exports",
    "index",
    "made",
    "make",
    "my_data",
    "save",
    "saved_report",
]
