"""Who may open the pages of notifications: rows of tests/test_who_may_open_what.py. Everybody's own; the one that is opened is an official's."""

from notices.models import Pause
from notices.queries import stop_path, topics
from notices.services import owe, pause_mail

MATRIX = """
GET   notifications                         in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  notifications                         in   go   go   go   go   go   go   go   go   go   go   go
GET   notification                          in   404  404  404  404  404  go   404  404  404  404  404
POST  notification                          in   405  405  405  405  405  405  405  405  405  405  405
GET   notifications_stop                    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  notifications_stop                    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   mail_again                            in   405  405  405  405  405  405  405  405  405  405  405
POST  mail_again                            in   go   go   go   go   go   go   go   go   go   go   go
GET   manage_paused                         in   403  403  403  403  403  403  403  ok   ok   ok   ok
POST  manage_paused                         in   403  403  403  403  403  403  403  go   go   go   go
GET   mail_tracking                         404  404  404  404  404  404  404  404  404  404  404  404
POST  mail_tracking                         404  404  404  404  404  404  404  404  404  404  404  404
GET   mail_inbound                          404  404  404  404  404  404  404  404  404  404  404  404
POST  mail_inbound                          404  404  404  404  404  404  404  404  404  404  404  404
GET   settings_notifications                in   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  settings_notifications                in   go   go   go   go   go   go   go   go   go   go   go
GET   settings_notifications_network        in   404  404  404  404  404  ok   ok   404  ok   404  ok
POST  settings_notifications_network        in   404  404  404  404  404  go   go   404  go   404  go
"""


def arguments_of_notices(network, people):
    [notice] = owe("workshops.announced", to=[people["official"]], subject=network, network=network)
    pause_mail(address=people["lead"].email, why=Pause.Why.SPAM)
    never = {topic.name: "never" for topic in topics() if not topic.is_must}
    return {
        "notifications": ([], {"up_to": notice.pk}),
        "notification": ([notice.pk], {}),
        "notifications_stop": ([stop_path(notice).split("/")[-2]], {"List-Unsubscribe": "One-Click"}),
        "manage_paused": ([], {"pause": people["lead"].mail_pause.pk}),
        "mail_tracking": (["postmark"], {}),
        "mail_inbound": (["postmark"], {}),
        "settings_notifications": ([], never),
        "settings_notifications_network": ([network.slug], never),
    }
