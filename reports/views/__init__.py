from reports.views.building import export, index, my_data

__all__ = ["export", "index", "my_data"]
