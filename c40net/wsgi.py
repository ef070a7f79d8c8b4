import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")
application = get_wsgi_application()
# What start-up made stays as long as the process: no page needs to look through it for garbage. A page makes some ten thousand
# objects that go by themselves.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
