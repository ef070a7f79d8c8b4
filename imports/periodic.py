from celery import shared_task

from imports.services import continue_unfinished, forget_rows


@shared_task(ignore_result=True)
def continue_unfinished_imports() -> None:
    """Whatever a wiped Redis or a killed worker left behind."""
    continue_unfinished()


@shared_task(ignore_result=True)
def forget_old_rows() -> None:
    """What somebody uploaded is kept for a month; what it did stays."""
    forget_rows()
