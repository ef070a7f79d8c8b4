from reports.tasks.exports import make_export

__all__ = ["make_export"]
