from django.urls import path

from officials.views import duplicates, people, roles, settings, tokens, vouching

urlpatterns = [
    path("settings/", settings.settings, name="settings"),
    path("settings/tokens/", tokens.tokens, name="settings_tokens"),
    path("settings/tokens/<int:pk>/end/", tokens.end, name="settings_token_end"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("cities/<slug:slug>/officials/", vouching.of_city, name="city_officials"),
    path("cities/<slug:slug>/officials/domains/", vouching.domains, name="city_email_domains"),
    path("manage/people/", roles.manage, name="manage_people"),
    path("manage/people/staff/<int:pk>/administrator/", roles.administrator, name="staff_administrator"),
    path("manage/people/staff/<int:pk>/end/", roles.end, name="staff_end"),
    path("manage/duplicates/", duplicates.people, name="duplicates"),
    path("manage/cities/duplicates/", duplicates.cities, name="city_duplicates"),
    path("manage/officials/", vouching.manage, name="manage_officials"),
    path("manage/officials/<int:pk>/lead/", vouching.lead, name="city_lead"),
]
