from reports.services.log import record_download, record_export

__all__ = ["record_download", "record_export"]
