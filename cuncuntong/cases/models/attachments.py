"""Pages of materials kept with a draft or a case, encrypted outside the web root."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.cases.models.case import Case
from cuncuntong.cases.models.desk import Draft
from cuncuntong.network.models import Account


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Pages, history included."""

    def standing(self) -> AttachmentQuerySet:
        """Pages that count: not made again, or made again in a draft that is not sent yet."""
        return self.filter(replaced_by__case__isnull=True)


class Attachment(models.Model):
    """One uploaded file: a photo is one page, a PDF has several.

    Belongs to a draft until filing, then to the case. A page that is made again keeps its former
    one with ``replaced_by``; the former one stands until its successor is sent with the case.
    """

    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    material = models.CharField("材料", max_length=40)
    position = models.PositiveSmallIntegerField("序号", default=1)
    stored_as = models.CharField(max_length=80, unique=True)
    title = models.CharField("文件名", max_length=120)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField("字节")
    pages = models.PositiveSmallIntegerField("页数", default=1)
    digest = models.CharField("SM3", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["material", "position", "id"]
        verbose_name = verbose_name_plural = "附件"
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(draft__isnull=False),
                name="attachment_has_owner",
            )
        ]

    def __str__(self) -> str:
        return self.title
