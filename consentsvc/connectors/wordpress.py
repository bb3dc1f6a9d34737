"""WordPress, by its REST API and an application password: the few calls that the connector makes, and what their answers mean.

Each call stands for itself: nothing here remembers anything. A call that got no answer may have been carried out all the same.
"""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

from consentsvc.connectors.words import ConnectorAway
from consentsvc.kernel import outside
from consentsvc.kernel.outside import MEBIBYTE, Answer, Unreachable

PER_PAGE: Final = 100
MOST_PAGES: Final = 200
LISTING_BYTES: Final = 8 * MEBIBYTE
SECONDS: Final = 20.0
UPLOAD_SECONDS: Final = 60.0
NEEDED: Final = ("upload_files", "publish_pages", "edit_published_pages", "delete_posts")
"""What the WordPress user has to be able to do; an Editor can."""

_API_LINK: Final = re.compile(r'<([^<>]+)>\s*;\s*rel="?https://api\.w\.org/"?')
_MEDIA_FIELDS: Final = "id,source_url,media_details,missing_image_sizes"
_PAGE_FIELDS: Final = "id,status,link,title,content"


class Missing(Exception):
    """WordPress has no such thing, or not any more."""


class ServerFailed(ConnectorAway):
    """An error that WordPress met on the way; `media_id`: of the file that it had taken by then."""

    def __init__(self, media_id: int | None) -> None:
        super().__init__("error")
        self.media_id = media_id


@dataclass(frozen=True, slots=True)
class Medium:
    """A file in WordPress's media library, with the address of each size that WordPress made of it. is_whole: it made them all."""

    id: int
    file_name: str
    address: str
    addresses: tuple[str, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what stands in it, as it is edited, and where people read it."""

    id: int
    status: str
    link: str
    title: str
    content: str


def root_of(address: str) -> str:
    """The address of a site's REST API, as the site itself says it. Raises ConnectorAway."""
    answer = _spoken("HEAD", address)
    if 300 <= answer.status < 400:
        raise ConnectorAway("moved")
    said = _API_LINK.search(answer.headers.get("link", ""))
    if said is None:
        raise ConnectorAway("not_wordpress")
    root = urljoin(address, str(said[1]))
    if urlsplit(root).hostname != urlsplit(address).hostname:  # the password goes to the site that was named, and to no other
        raise ConnectorAway("moved")
    return root


@dataclass(frozen=True, slots=True)
class WordPress:
    """A site, and who we are there. root: the address of its REST API. password: an application password."""

    root: str
    user_name: str
    password: str = field(repr=False)

    def check(self) -> None:
        """See that we may do all that is needed. Raises ConnectorAway."""
        me = self._json("GET", "wp/v2/users/me", {"context": "edit", "_fields": "id,capabilities"})
        able = me.get("capabilities") if isinstance(me, dict) else None
        if not isinstance(able, dict):
            raise ConnectorAway("not_wordpress")
        if not all(able.get(each) for each in NEEDED):
            raise ConnectorAway("not_allowed")

    def media(self, name: str) -> list[Medium]:
        """Every file whose name begins so, oldest first. Raises ConnectorAway."""
        return [found for row in self._listed(name) if (found := _medium(row)).file_name.startswith(name)]

    def upload(self, file_name: str, type_: str, data: bytes) -> Medium:
        """Put a file into the media library. Raises ConnectorAway, and ServerFailed."""
        headers = {
            "Content-Type": type_,
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Content-MD5": hashlib.md5(data, usedforsecurity=False).hexdigest(),  # WordPress compares it
        }
        return _medium(self._json("POST", "wp/v2/media", {"_fields": _MEDIA_FIELDS}, headers, data, UPLOAD_SECONDS))

    def finish(self, media_id: int) -> Medium:
        """Have WordPress make the sizes that it didn't come to make. Raises Missing, ConnectorAway, and ServerFailed."""
        query = {"action": "create-image-subsizes", "_fields": _MEDIA_FIELDS}
        return _medium(self._json("POST", f"wp/v2/media/{media_id}/post-process", query, timeout=UPLOAD_SECONDS))

    def delete(self, media_id: int) -> None:
        """Remove a file for good, with every size of it; one that is gone is gone. Raises ConnectorAway."""
        try:
            self._json("DELETE", f"wp/v2/media/{media_id}", {"force": "true"})
        except Missing:
            return

    def page(self, page_id: int) -> Page:
        """The page. Raises Missing, ConnectorAway."""
        return _page(self._json("GET", f"wp/v2/pages/{page_id}", {"context": "edit", "_fields": _PAGE_FIELDS}))

    def page_called(self, slug: str) -> Page | None:
        """The page with this last part of its address, if there is one. Raises ConnectorAway."""
        query = {"slug": slug, "status": "any", "context": "edit", "_fields": _PAGE_FIELDS}
        found = self._json("GET", "wp/v2/pages", query)
        return _page(found[0]) if isinstance(found, list) and found else None

    def new_page(self, slug: str, title: str, content: str) -> Page:
        """A published page. Raises ConnectorAway."""
        return self._write_page("wp/v2/pages", {"slug": slug, "status": "publish", "title": title, "content": content})

    def change_page(self, page_id: int, title: str, content: str) -> Page:
        """The page with another title and content. Raises Missing, ConnectorAway."""
        return self._write_page(f"wp/v2/pages/{page_id}", {"title": title, "content": content})

    def listing(self, name: str) -> str:
        """The address that lists the files whose name begins so."""
        return self._address("wp/v2/media", {"search": name})

    def _listed(self, name: str) -> Iterator[Any]:
        for page in range(1, MOST_PAGES + 1):
            query = {"search": name, "per_page": PER_PAGE, "page": page, "orderby": "id", "order": "asc", "context": "edit"}
            rows = self._json("GET", "wp/v2/media", {**query, "_fields": _MEDIA_FIELDS})
            if not isinstance(rows, list):
                raise ConnectorAway("not_wordpress")
            yield from rows
            if len(rows) < PER_PAGE:
                return
        raise ConnectorAway("error")

    def _write_page(self, path: str, values: Mapping[str, str]) -> Page:
        query = {"context": "edit", "_fields": _PAGE_FIELDS}
        return _page(self._json("POST", path, query, {"Content-Type": "application/json"}, json.dumps(values).encode()))

    def _json(
        self,
        method: str,
        path: str,
        query: Mapping[str, object],
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float = SECONDS,
    ) -> Any:
        signed = {"Authorization": f"Basic {self._credentials()}", "Accept": "application/json", **(headers or {})}
        address = self._address(path, query)
        answer = _spoken(method, address, headers=signed, body=body, most_bytes=LISTING_BYTES, timeout=timeout)
        _raise_for(answer)
        return _read(answer)

    def _address(self, path: str, query: Mapping[str, object]) -> str:
        """Under plain permalinks the API's own path stands in the query."""
        joint = "&" if "?" in self.root else "?"
        return f"{self.root}{path}{joint}{urlencode(query)}"

    def _credentials(self) -> str:
        return b64encode(f"{self.user_name}:{self.password}".encode()).decode()


def _spoken(method: str, address: str, **more: Any) -> Answer:
    try:
        return outside.fetch(method, address, **more)
    except Unreachable as unreachable:
        raise ConnectorAway(unreachable.word) from None


def _raise_for(answer: Answer) -> None:
    """Say in a word of ours what WordPress refused (its errors: `code`, `message`, `data.status`)."""
    if 200 <= answer.status < 300:
        return
    code = _code(answer)
    if code == "rest_post_invalid_id":
        raise Missing
    if answer.status >= 500 and answer.status not in (501, 503):
        taken = answer.headers.get("x-wp-upload-attachment-id", "")
        raise ServerFailed(int(taken) if taken.isascii() and taken.isdigit() else None)
    raise ConnectorAway(_word(answer.status, code))


def _word(status: int, code: str) -> str:
    if code.startswith("rest_upload_") or status == 413:
        return "no_room"
    if code in ("rest_cannot_create", "rest_cannot_delete", "rest_cannot_edit") and status != 401:
        return "not_allowed"
    if 300 <= status < 400:
        return "moved"
    by_status = {401: "sign_in", 403: "not_allowed", 404: "not_wordpress", 429: "overloaded", 503: "overloaded"}
    return by_status.get(status, "error")


def _code(answer: Answer) -> str:
    try:
        said = json.loads(answer.data)
    except ValueError:
        return ""
    return str(said.get("code", "")) if isinstance(said, dict) else ""


def _read(answer: Answer) -> Any:
    try:
        return json.loads(answer.data)
    except ValueError:
        raise ConnectorAway("not_wordpress") from None


def _medium(row: Any) -> Medium:
    try:
        address = str(row["source_url"])
        details = row["media_details"] or {}
        sizes = details.get("sizes") or {}
        made = [str(size["source_url"]) for size in sizes.values() if size.get("source_url")]
        # Of a picture that was too large for it, WordPress keeps the file as it came beside the smaller `-scaled` one.
        original = [urljoin(address, str(details["original_image"]))] if details.get("original_image") else []
        name = str(details.get("original_image") or urlsplit(address).path.rpartition("/")[2])
        addresses = tuple(dict.fromkeys([address, *made, *original]))
        return Medium(int(row["id"]), name, address, addresses, not row.get("missing_image_sizes"))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ConnectorAway("not_wordpress") from None


def _page(row: Any) -> Page:
    try:
        title, content = row["title"]["raw"], row["content"]["raw"]
        return Page(int(row["id"]), str(row["status"]), str(row["link"]), str(title), str(content))
    except (KeyError, TypeError, ValueError):
        raise ConnectorAway("not_wordpress") from None
