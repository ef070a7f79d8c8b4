from django.urls import path

from networks.views import invitations, leaving, memberships, networks, seats, stewards

urlpatterns = [
    path("networks/", networks.directory, name="networks"),
    path("networks/invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("networks/<slug:slug>/", networks.network, name="network"),
    path("networks/<slug:slug>/members/", networks.members, name="network_members"),
    path("networks/<slug:slug>/feed/", networks.feed, name="network_feed"),
    path("networks/<slug:slug>/join/", seats.join, name="seat_join"),
    path("networks/<slug:slug>/request/", seats.request_page, name="seat_request"),
    path("networks/<slug:slug>/leave/", seats.leave, name="seat_leave"),
    path("settings/close/", leaving.close, name="account_close"),
    path("manage/handover/<int:pk>/", leaving.handover, name="handover"),
    path("manage/networks/", networks.manage, name="manage_networks"),
    path("manage/networks/new/", networks.create, name="network_create"),
    path("manage/networks/<slug:slug>/", networks.edit, name="network_edit"),
    path("manage/networks/<slug:slug>/working-groups/new/", networks.create_working_group, name="working_group_create"),
    path("manage/networks/<slug:slug>/memberships/", memberships.memberships, name="network_memberships"),
    path("manage/networks/<slug:slug>/memberships/<int:pk>/end/", memberships.end, name="city_membership_end"),
    path("manage/networks/<slug:slug>/memberships/<int:pk>/role/", memberships.change_role, name="city_membership_role"),
    path("manage/networks/<slug:slug>/stewards/", stewards.stewards, name="network_stewards"),
    path("manage/networks/<slug:slug>/stewards/<int:pk>/end/", stewards.end, name="stewardship_end"),
    path("manage/networks/<slug:slug>/seats/", seats.decide, name="network_seats"),
    path("manage/networks/<slug:slug>/seats/<int:pk>/question/", seats.question, name="seat_question"),
    path("manage/networks/<slug:slug>/invitations/", invitations.invitations, name="network_invitations"),
    path("manage/networks/<slug:slug>/invitations/many/", invitations.invite_many, name="invitations_many"),
    path("manage/networks/<slug:slug>/invitations/<int:pk>/resend/", invitations.resend, name="invitation_resend"),
    path("manage/networks/<slug:slug>/invitations/<int:pk>/revoke/", invitations.revoke, name="invitation_revoke"),
]
