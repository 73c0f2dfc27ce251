"""Where everything is: the API, the admin pages, the sign-in link; every other page is the one page."""

from django.contrib import admin
from django.urls import path

from studio.api import api
from studio.web import backup_pages, kind_pages, metrics_page, pages, queue_page, signing

urlpatterns = [
    path("admin/backups/", admin.site.admin_view(backup_pages.backups), name="backups"),
    path("admin/backups/<str:name>", admin.site.admin_view(backup_pages.backup), name="backup"),
    path("admin/queue/", admin.site.admin_view(queue_page.queue), name="queue"),
    path("admin/", admin.site.urls),
    path("api/docs/socket", pages.socket_docs),
    path("api/", api.urls),
    path("healthz", pages.healthz),
    path("metrics", metrics_page.page),
    path("provenance.pem", signing.certificate),
    path("kinds/<str:kind>/<str:digest>.js", kind_pages.kind_page),
    path("sign-in/<str:provider_id>/callback", pages.from_provider, name="openid_connect_callback"),
    path("confirm/<str:key>", pages.confirm_address),
    path("reset/<str:token>", pages.reset_password),
    path("sign-in/<str:token>", pages.sign_in_link),
    path("replay/<str:token>", pages.by_link),
    path("practice/<str:token>", pages.practice),
    path("listen/<str:token>", pages.by_link),
    path("join/<str:token>", pages.by_link),
    path("", pages.studio, name="first_page"),
    path("account", pages.studio),
    path("p/<uuid:project_id>", pages.studio),
    path("p/<uuid:project_id>/takes", pages.studio),
    path("p/<uuid:project_id>/rankings", pages.studio),
    path("p/<uuid:project_id>/rankings/<uuid:ranking_id>", pages.studio),
    path("p/<uuid:project_id>/rankings/<uuid:ranking_id>/duels", pages.studio),
    path("p/<uuid:project_id>/audit", pages.studio),
    path("p/<uuid:project_id>/listening/<uuid:test_id>", pages.studio),
    path("p/<uuid:project_id>/campaigns/<uuid:campaign_id>", pages.studio),
    path("p/<uuid:project_id>/campaigns/<uuid:campaign_id>/answer", pages.studio),
    path("p/<uuid:project_id>/webhooks", pages.studio),
    path("p/<uuid:project_id>/c/<uuid:canvas_id>", pages.canvas),
    path("p/<uuid:project_id>/c/<uuid:canvas_id>/lineage", pages.studio),
]

handler400 = pages.bad_request
handler404 = pages.not_found
handler500 = pages.server_error
