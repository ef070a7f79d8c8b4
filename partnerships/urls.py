from django.urls import path

from partnerships.views import agreements, drafts, manage, parties, use

urlpatterns = [
    path("networks/<slug:slug>/agreements/", agreements.in_network, name="network_agreements"),
    path("networks/<slug:slug>/agreements/new/", drafts.create, name="agreement_create"),
    path("agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/shares/", agreements.shares, name="agreement_shares"),
    path("agreements/<int:pk>/edit/", drafts.edit, name="agreement_edit"),
    path("agreements/<int:pk>/open/", drafts.open_for_signature, name="agreement_open"),
    path("agreements/<int:pk>/extend/", drafts.extend, name="agreement_extend"),
    path("agreements/<int:pk>/end/", drafts.end, name="agreement_end"),
    path("agreements/<int:pk>/parties/", parties.parties, name="agreement_parties"),
    path("agreements/<int:pk>/parties/<int:party>/", parties.edit, name="agreement_party"),
    path("agreements/<int:pk>/parties/<int:party>/remove/", parties.remove, name="agreement_party_remove"),
    path("agreements/<int:pk>/parties/<int:party>/sign/", parties.sign, name="agreement_sign"),
    path("agreements/<int:pk>/parties/<int:party>/decline/", parties.decline, name="agreement_decline"),
    path("agreements/<int:pk>/parties/<int:party>/leave/", parties.leave, name="agreement_leave"),
    path("agreements/<int:pk>/documents/", use.documents, name="agreement_documents"),
    path("agreements/<int:pk>/documents/<int:document>/", use.document, name="agreement_document"),
    path("agreements/<int:pk>/drawdowns/", use.drawdowns, name="agreement_drawdowns"),
    path("manage/partnerships/", manage.partnerships, name="manage_partnerships"),
    path("manage/partnerships/partners/", manage.partners, name="manage_partners"),
    path("manage/partnerships/partners/<int:pk>/", manage.partner, name="partner_edit"),
    path("manage/partnerships/rates/", manage.rates, name="manage_rates"),
]
