from django.urls import path

from stories.views import consent, stories, writing

urlpatterns = [
    path("stories/", stories.index, name="stories"),
    path("stories/feed.atom", stories.feed, name="stories_feed"),
    path("stories/pictures/<int:pk>/", stories.picture, name="story_picture"),
    path("stories/<slug:slug>/", stories.story, name="story"),
    path("stories/<slug:slug>/draft/", writing.draft, name="story_draft"),
    path("stories/<slug:slug>/begin/", writing.begin, name="story_begin"),
    path("stories/<slug:slug>/edit/", writing.edit, name="story_edit"),
    path("stories/<slug:slug>/translations/<slug:language>/", writing.translate, name="story_translate"),
    path("stories/<slug:slug>/translations/<slug:language>/remove/", writing.remove_translation, name="story_translation_remove"),
    path("stories/<slug:slug>/pictures/", writing.pictures, name="story_pictures"),
    path("stories/<slug:slug>/pictures/<int:pk>/remove/", writing.remove_picture, name="story_picture_remove"),
    path("stories/<slug:slug>/figures/", writing.figures, name="story_figures"),
    path("stories/<slug:slug>/discard/", writing.discard, name="story_discard"),
    path("stories/<slug:slug>/ask/", consent.ask, name="story_ask"),
    path("stories/<slug:slug>/take-back/", consent.take_back, name="story_take_back"),
    path("stories/<slug:slug>/agree/", consent.agree, name="story_agree"),
    path("stories/<slug:slug>/decline/", consent.decline, name="story_decline"),
    path("stories/<slug:slug>/publish/", consent.publish, name="story_publish"),
    path("stories/<slug:slug>/withdraw/", consent.withdraw, name="story_withdraw"),
    path("networks/<slug:slug>/stories/", stories.in_network, name="network_stories"),
    path("networks/<slug:slug>/stories/write/", writing.write, name="story_write"),
    path("manage/stories/", stories.manage, name="manage_stories"),
]
