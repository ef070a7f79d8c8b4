from django.urls import path

from exchange.views import introductions, moderation, questions, replies

urlpatterns = [
    path("networks/<slug:slug>/exchange/", questions.in_network, name="network_exchange"),
    path("networks/<slug:slug>/exchange/ask/", questions.ask, name="question_ask"),
    path("exchange/questions/<int:pk>/", questions.question, name="question"),
    path("exchange/questions/<int:pk>/edit/", questions.edit, name="question_edit"),
    path("exchange/questions/<int:pk>/state/", questions.close, name="question_close"),
    path("exchange/questions/<int:pk>/follow/", questions.follow, name="question_follow"),
    path("exchange/questions/<int:pk>/ask/", questions.ask_somebody, name="question_ask_somebody"),
    path("exchange/questions/<int:pk>/history/", questions.history, name="question_history"),
    path("exchange/questions/<int:pk>/move/", moderation.move, name="question_move"),
    path("exchange/questions/<int:pk>/report/", moderation.report_question, name="question_report"),
    path("exchange/questions/<int:pk>/hide/", moderation.hide_question, name="question_hide"),
    path("exchange/replies/<int:pk>/edit/", replies.edit, name="reply_edit"),
    path("exchange/replies/<int:pk>/accept/", replies.accept, name="reply_accept"),
    path("exchange/replies/<int:pk>/useful/", replies.useful, name="reply_useful"),
    path("exchange/replies/<int:pk>/report/", moderation.report_reply, name="reply_report"),
    path("exchange/replies/<int:pk>/hide/", moderation.hide_reply, name="reply_hide"),
    path("exchange/attachments/<int:pk>/", replies.attachment, name="post_attachment"),
    path("introductions/", introductions.mine, name="introductions"),
    path("introductions/<int:pk>/", introductions.introduction, name="introduction"),
    path("introductions/<int:pk>/outcome/", introductions.outcome, name="introduction_outcome"),
    path("introductions/<int:pk>/withdraw/", introductions.withdraw, name="introduction_withdraw"),
    path("networks/<slug:slug>/introductions/new/", introductions.introduce, name="introduce"),
    path("manage/introductions/", introductions.manage, name="manage_introductions"),
    path("manage/exchange/", moderation.manage, name="manage_exchange"),
]
