"""Error pages in Chinese: each says what happened and what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cuncuntong.network.access import caller_of
from cuncuntong.web.access import public
from cuncuntong.web.middleware import to_sign_in


def _page(request: HttpRequest, status: int, title: str, words: str, steps: list[str]) -> HttpResponse:
    context = {
        "frame": _frame(request, status),
        "title": title,
        "words": words,
        "steps": steps,
        "status": status,
    }
    template = "errors/fragment.html" if request.headers.get("HX-Request") else "errors/page.html"
    return render(request, template, context, status=status)


def _frame(request: HttpRequest, status: int) -> str:
    """Staff keep their menu, also at an address that leads nowhere or a form that is refused unread.

    A server error gets the frame that asks the database nothing.
    """
    user = getattr(request, "user", None)
    if status >= 500 or user is None or not user.is_authenticated:
        return "base_public.html"
    if getattr(request, "caller", None) is None:
        # No view was reached that would have asked who it is.
        request.caller = caller_of(user)  # type: ignore[attr-defined]
    return "base.html"


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400, "请求有误", "服务器没看懂这次请求。", ["返回上一页，重新填写后再提交。"])


@public
def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    words = str(exception) if exception and str(exception) else "您的岗位没有这项权限。"
    return _page(
        request,
        403,
        "没有权限",
        words,
        ["返回首页继续其他工作。", "如工作需要，请联系县系统管理员调整岗位。"],
    )


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the same words whether the row is missing or elsewhere."""
    return _page(
        request,
        404,
        "没有找到",
        "没有找到这条记录，或它不在您的服务范围内。",
        ["检查编号或地址是否输错。", "从首页或搜索框重新查找。"],
    )


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(
        request,
        500,
        "系统出错了",
        "刚才的操作没有完成。已提交成功的办件不会丢失，重复提交也不会重复受理。",
        ["稍等一分钟后重试。", "仍不行，请记下时间，报县系统管理员。"],
    )


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that is too old, or from elsewhere; without a session, the way back in."""
    view = request.resolver_match.func if request.resolver_match else None
    if not request.user.is_authenticated and getattr(view, "access", ("public",)) != ("public",):
        return to_sign_in(request, expired=True)
    return _page(
        request,
        403,
        "页面已过期",
        "这个页面打开得太久，或登录已变更，为安全起见没有提交。已保存的草稿还在。",
        ["返回上一页并刷新，再提交一次。", "草稿可在“我的草稿”中继续。"],
    )


@public
def locked_out(
    request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any
) -> HttpResponse:
    """Too many wrong passwords."""
    return _page(
        request,
        429,
        "账号暂时锁定",
        "密码连续输错次数过多，账号已暂时锁定15分钟。",
        ["15分钟后再试。", "忘记密码，请联系县系统管理员重置。"],
    )
