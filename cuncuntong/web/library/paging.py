"""Pages of ranked lists: by number, as a rank has no key to go on from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from cuncuntong.web.asked import whole

MOST_PAGES = 500


@dataclass(frozen=True)
class Paging:
    """Which page of a list, and the addresses of its neighbours."""

    number: int
    size: int
    kept: dict[str, str]

    @property
    def offset(self) -> int:
        """How many rows stand before it."""
        return (self.number - 1) * self.size

    def previous(self) -> str:
        """The address of the page before; nothing on the first."""
        return self._url(self.number - 1) if self.number > 1 else ""

    def following(self, total: int) -> str:
        """The address of the next page; nothing on the last."""
        return self._url(self.number + 1) if self.offset + self.size < total else ""

    def words(self, total: int) -> str:
        """第21–40条，共63条."""
        if total <= self.size:
            return ""
        return f"第{self.offset + 1}–{min(self.offset + self.size, total)}条，共{total}条"

    def _url(self, number: int) -> str:
        return f"?{urlencode({**self.kept, 'page': str(number)})}"


def paging(request: HttpRequest, asked: dict[str, str], size: int) -> Paging:
    """The page that was asked for; nonsense is the first."""
    number = whole(request.GET.get("page", "")) or 1
    kept = {key: value for key, value in asked.items() if value}
    return Paging(min(max(number, 1), MOST_PAGES), size, kept)
