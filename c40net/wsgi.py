import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")
# What start-up makes stays as long as the process, and its little garbage with it: to look through it once takes a tenth of the start.
# A page makes some ten thousand objects that go by themselves.
gc.disable()
application = get_wsgi_application()
# With all views, which the first request would load else.
addresses = get_resolver().url_patterns
gc.freeze()
gc.set_threshold(20_000, 20, 20)
gc.enable()
