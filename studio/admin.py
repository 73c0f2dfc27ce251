"""The operator's pages: people, projects and what the queue holds. No cell or document is edited here."""

from typing import Any

from allauth.socialaccount.models import SocialApp, SocialToken
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from studio.models import AuditEntry, Canvas, Generation, GroupQuota, Member, Project, User
from studio.reads import storage
from studio.services import audit
from studio.services.people import entry, leaving

admin.site.site_header = "SUNMASK studio"
for model in (SocialApp, SocialToken):
    admin.site.unregister(model)  # the environment names providers, and their tokens are not kept


class OneStepForm(AdminAuthenticationForm):
    """The admin's own page asks for a password alone, so that it lets nobody in who has a second step."""

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if entry.has_second_step(user):
            raise ValidationError(
                "This account has a second step. Sign in on the studio's page, then come back here."
            )


admin.site.login_form = OneStepForm


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Deletes an account as its person would: what they made stays, under a pseudonym."""

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        leaving.leave(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            leaving.leave(user)


class QuotaInline(admin.StackedInline):
    model = GroupQuota


admin.site.unregister(Group)


@admin.register(Group)
class GroupWithQuotaAdmin(GroupAdmin):
    inlines = (QuotaInline,)


class MemberInline(admin.TabularInline):
    model = Member
    extra = 0
    autocomplete_fields = ("user",)


class Lasting(admin.ModelAdmin):
    """Rows that only `studio.services.upkeep.deletion` may delete, in batches: here it would fill memory."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):
    """To be read alone."""

    list_display = ("at", "person_name", "sentence", "project_name")
    list_filter = ("what",)
    search_fields = ("person_name", "subject", "project_name")

    @admin.display(description="what")
    def sentence(self, row: AuditEntry) -> str:
        return audit.sentence(row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Project)
class ProjectAdmin(Lasting):
    list_display = ("name", "created_by", "size", "updated_at", "binned_at")
    search_fields = ("name",)
    readonly_fields = ("created_by",)
    inlines = (MemberInline,)

    @admin.display(description="steps and documents")
    def size(self, project: Project) -> str:
        return f"{storage.bytes_of([project.pk])[project.pk] / 1024:,.0f} KiB"


@admin.register(Canvas)
class CanvasAdmin(Lasting):
    list_display = ("name", "project", "kind", "updated_at", "binned_at")
    list_filter = ("kind",)
    search_fields = ("name", "project__name")
    readonly_fields = ("project", "kind", "epoch", "notices", "created_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a canvas needs its document, which only the services write


@admin.register(Generation)
class GenerationAdmin(Lasting):
    """The queue, to look at: every act on it goes through the services."""

    list_display = (
        "number",
        "canvas",
        "state",
        "last_step",
        "num_steps",
        "created_by",
        "created_at",
        "attempt",
    )
    list_filter = ("state",)
    exclude = ("frozen",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Generation | None = None) -> bool:
        return False
