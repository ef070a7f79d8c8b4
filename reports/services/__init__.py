from reports.services.exports import NotOpenError, ask_export, cancel_export, continue_unfinished, forget_files, note_download
from reports.services.log import begin_sending, note_sent, record_download
from reports.services.saved import (
    NameTakenError,
    change_saved_report,
    discard_saved_report,
    make_due_reports,
    make_saved_report,
    save_report,
)

__all__ = [
    "NameTakenError", "NotOpenError", "ask_export", "begin_sending", "cancel_export", "change_saved_report", "continue_unfinished",
    "discard_saved_report", "forget_files", "make_due_reports", "make_saved_report", "note_download", "note_sent", "record_download",
    "save_report",
]  # fmt: skip
