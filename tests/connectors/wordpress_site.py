"""A WordPress to speak to: a real HTTP server that answers as the REST API documents it, errors included.

It keeps what WordPress keeps: a media library with a file for each size (and, of a very large picture, the original beside the `-scaled`
one), pages, users with roles and application passwords. Deleting by force removes the files, deleting without it is refused (501).
Two uploads of one name are two files, the second with `-1`. `faults` says what goes wrong with the next requests.
"""

import base64
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from PIL import Image

from tests.site import Asked, Said, Site, open_site

SIZES = {"thumbnail": 150, "medium": 300, "medium_large": 768, "large": 1024}
BIG = 2560
FOLDER = "/wp-content/uploads/2026/11/"
EDITOR = ("upload_files", "edit_pages", "publish_pages", "edit_published_pages", "delete_posts", "unfiltered_html")
AUTHOR = ("upload_files", "delete_posts", "edit_posts", "publish_posts")
SUBSCRIBER = ("read",)


@dataclass
class Attachment:
    """A row of the media library. `sizes`: what was made so far, by name: file, width, height."""

    id: int
    title: str
    file: str
    width: int
    height: int
    original: str | None
    sizes: dict[str, tuple[str, int, int]] = field(default_factory=dict)


@dataclass
class WpPage:
    id: int
    slug: str
    status: str
    title: str
    content: str


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next request of this kind. after: WordPress has done what it was asked by then."""

    method: str
    path: str
    said: Said
    after: bool = False


class WpError(Exception):
    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message

    def said(self) -> Said:
        return _json(self.status, {"code": self.code, "message": self.message, "data": {"status": self.status}})


NO_ANSWER = Said(silent=True)
MAINTENANCE = Said(503, b"<html>Briefly unavailable for scheduled maintenance.</html>", {"Retry-After": "600"})
FATAL = Said(500, json.dumps({"code": "internal_server_error", "message": "<p>There has been a critical error</p>"}).encode())


class WordPressSite:
    """The site's state, and its answers. plain: without pretty permalinks. made_sizes: how many sizes it makes before it dies."""

    def __init__(self) -> None:
        self.site: Site
        self.users: dict[str, tuple[str, tuple[str, ...]]] = {"consent": ("abcdEFGHijklMNOPqrstUVWX", EDITOR)}
        self.media: dict[int, Attachment] = {}
        self.files: dict[str, bytes] = {}
        self.pages: dict[int, WpPage] = {}
        self.faults: list[Fault] = []
        self.plain = False
        self.drops_authorization = False
        self.keeps_files = False
        self.dies_after_sizes: int | None = None
        self._ids = count(7)

    @property
    def address(self) -> str:
        return self.site.address

    @property
    def root(self) -> str:
        return f"{self.address}/index.php?rest_route=/" if self.plain else f"{self.address}/wp-json/"

    def calls(self, method: str, path: str) -> list[Asked]:
        """The requests of this kind so far."""
        return [asked for asked in self.site.asked if asked.method == method and re.search(path, self._route(asked)[0])]

    def page_text(self) -> str:
        """What stands on the only page."""
        (page,) = self.pages.values()
        return page.content

    def answer(self, asked: Asked) -> Said:
        """What WordPress says, or what goes wrong."""
        path, query = self._route(asked)
        fault = next((each for each in self.faults if each.method == asked.method and re.search(each.path, path)), None)
        if fault is not None:
            self.faults.remove(fault)
            if fault.after:
                self._said(asked, path, query)
            return fault.said
        return self._said(asked, path, query)

    def _said(self, asked: Asked, path: str, query: Mapping[str, str]) -> Said:
        if path.startswith("wp/v2/") or path == "":
            try:
                return self._rest(asked, path.removeprefix("wp/v2/"), query)
            except WpError as error:
                return error.said()
        return self._website(urlsplit(asked.path).path)

    def _route(self, asked: Asked) -> tuple[str, dict[str, str]]:
        """The API's path without the root, and the query; of a page of the website, its path as it stands."""
        parts, query = urlsplit(asked.path), dict(parse_qsl(urlsplit(asked.path).query))
        if self.plain and "rest_route" in query:
            return query.pop("rest_route").lstrip("/"), query
        if parts.path.startswith("/wp-json/") and not self.plain:
            return parts.path.removeprefix("/wp-json/"), query
        return parts.path, query

    def _website(self, path: str) -> Said:
        linked = {"Link": f'<{self.root}>; rel="https://api.w.org/"', "Content-Type": "text/html; charset=UTF-8"}
        if path in self.files:
            return Said(200, self.files[path], {"Content-Type": "image/jpeg"})
        if path == "/":
            return Said(200, b"<html>Our school</html>", linked)
        page = next((each for each in self.pages.values() if path == f"/{each.slug}/" and each.status == "publish"), None)
        if page is None:
            return Said(404, b"<html>Page not found</html>", linked)
        return Said(200, f"<html><h1>{page.title}</h1>{page.content}</html>".encode(), linked)

    def _rest(self, asked: Asked, path: str, query: Mapping[str, str]) -> Said:
        able = self._signed_in(asked)
        id_ = int(found[1]) if (found := re.search(r"/(\d+)", path)) else None
        kind = path.split("/", maxsplit=1)[0]
        routes: dict[tuple[str, str, bool], Callable[[], Said]] = {
            ("GET", "users", False): lambda: self._me(able, query),
            ("POST", "media", False): lambda: self._upload(asked, able),
            ("GET", "media", False): lambda: self._list_media(query),
            ("GET", "media", True): lambda: _json(200, self._medium(self._attachment(id_))),
            ("POST", "media", True): lambda: self._post_process(id_, path, query),
            ("DELETE", "media", True): lambda: self._delete(id_, able, query),
            ("GET", "pages", False): lambda: self._list_pages(query),
            ("POST", "pages", False): lambda: self._new_page(asked, able),
            ("GET", "pages", True): lambda: _json(200, self._page(self._stored_page(id_))),
            ("POST", "pages", True): lambda: self._change_page(asked, id_, able),
        }
        route = routes.get((asked.method, kind, id_ is not None))
        if route is None:
            raise WpError(404, "rest_no_route", "No route was found matching the URL and request method.")
        return route()

    def _signed_in(self, asked: Asked) -> tuple[str, ...] | None:
        given = asked.headers.get("authorization", "")
        if not given.startswith("Basic ") or self.drops_authorization:
            return None
        name, _, password = base64.b64decode(given.removeprefix("Basic ")).decode().partition(":")
        if name not in self.users:
            raise WpError(401, "invalid_username", "Unknown username. Check again or try your email address.")
        if re.sub(r"[^a-zA-Z\d]", "", password) != self.users[name][0]:
            raise WpError(401, "incorrect_password", "The provided password is an invalid application password.")
        return self.users[name][1]

    def _me(self, able: tuple[str, ...] | None, query: Mapping[str, str]) -> Said:
        if able is None:
            raise WpError(401, "rest_not_logged_in", "You are not currently logged in.")
        shown = {"id": 3, "name": "consent"}
        return _json(200, {**shown, "capabilities": dict.fromkeys(able, True)} if query.get("context") == "edit" else shown)

    def _upload(self, asked: Asked, able: tuple[str, ...] | None) -> Said:
        if able is None:
            raise WpError(401, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.")
        if "upload_files" not in able:
            raise WpError(400, "rest_cannot_create", "Sorry, you are not allowed to upload media on this site.")
        if not asked.body:
            raise WpError(400, "rest_upload_no_data", "No data supplied.")
        if not asked.headers.get("content-type"):
            raise WpError(400, "rest_upload_no_content_type", "No Content-Type supplied.")
        name = re.search(r'filename="?([^";]+)"?', asked.headers.get("content-disposition", ""))
        if name is None:
            raise WpError(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied.")
        if asked.headers.get("content-md5", md5 := hashlib.md5(asked.body).hexdigest()) != md5:
            raise WpError(412, "rest_upload_hash_mismatch", "Content hash did not match expected.")
        made = self._store(name[1], asked.body)
        whole = self.dies_after_sizes is None
        self._make_sizes(made)
        if not whole:
            return Said(500, FATAL.data, {"X-WP-Upload-Attachment-ID": str(made.id)})
        return _json(201, self._medium(made), {"Location": f"{self.root}wp/v2/media/{made.id}"})

    def _store(self, name: str, data: bytes) -> Attachment:
        stem, _, ending = name.rpartition(".")
        unique = next(each for each in _names(stem) if f"{FOLDER}{each}.{ending}" not in self.files)
        width, height = Image.open(io.BytesIO(data)).size
        file, original = f"{unique}.{ending}", None
        self.files[FOLDER + file] = data
        if max(width, height) > BIG:
            original, file = file, f"{unique}-scaled.{ending}"
            scaled, width, height = _smaller(data, BIG)
            self.files[FOLDER + file] = scaled
        made = Attachment(next(self._ids), unique, file, width, height, original)
        self.media[made.id] = made
        return made

    def _make_sizes(self, made: Attachment) -> None:
        wanted = [name for name, edge in SIZES.items() if edge < max(made.width, made.height) and name not in made.sizes]
        left, self.dies_after_sizes = self.dies_after_sizes, None
        for name in wanted if left is None else wanted[:left]:
            data, width, height = _smaller(self.files[FOLDER + made.file], SIZES[name])
            stem, _, ending = made.file.rpartition(".")
            file = f"{stem}-{width}x{height}.{ending}"
            self.files[FOLDER + file] = data
            made.sizes[name] = (file, width, height)

    def _attachment(self, id_: int | None) -> Attachment:
        if id_ not in self.media:
            raise WpError(404, "rest_post_invalid_id", "Invalid post ID.")
        return self.media[id_]

    def _post_process(self, id_: int | None, path: str, query: Mapping[str, str]) -> Said:
        made = self._attachment(id_)
        if not path.endswith("/post-process") or query.get("action") != "create-image-subsizes":
            raise WpError(400, "rest_invalid_param", "Invalid parameter(s): action")
        if self.dies_after_sizes is not None:
            self._make_sizes(made)
            return FATAL
        self._make_sizes(made)
        return _json(200, self._medium(made))

    def _delete(self, id_: int | None, able: tuple[str, ...] | None, query: Mapping[str, str]) -> Said:
        made = self._attachment(id_)
        if able is None or "delete_posts" not in able:
            raise WpError(401 if able is None else 403, "rest_cannot_delete", "Sorry, you are not allowed to delete this post.")
        if query.get("force") not in ("true", "1"):
            raise WpError(501, "rest_trash_not_supported", "The post does not support trashing. Set 'force=true' to delete.")
        previous = self._medium(made)
        del self.media[made.id]
        if not self.keeps_files:
            for file in (made.file, made.original, *(file for file, *_ in made.sizes.values())):
                self.files.pop(f"{FOLDER}{file}", None)
        return _json(200, {"deleted": True, "previous": previous})

    def _list_media(self, query: Mapping[str, str]) -> Said:
        search = query.get("search", "").lower()
        found = [each for each in self.media.values() if search in each.title.lower() or search in each.file.lower()]
        found.sort(key=lambda each: each.id, reverse=query.get("order", "desc") == "desc")
        per_page, page = int(query.get("per_page", "10")), int(query.get("page", "1"))
        if per_page > 100:
            raise WpError(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        total = -(-len(found) // per_page)
        if page > 1 and page > total:
            raise WpError(400, "rest_post_invalid_page_number", "The page number requested is larger than the number available.")
        rows = [self._medium(each) for each in found[(page - 1) * per_page : page * per_page]]
        return _json(200, rows, {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(total)})

    def _medium(self, made: Attachment) -> dict[str, Any]:
        full = {"file": made.file, "width": made.width, "height": made.height, "source_url": self._file_address(made.file)}
        sizes = {
            name: {"file": file, "width": w, "height": h, "source_url": self._file_address(file)}
            for name, (file, w, h) in made.sizes.items()
        }
        details: dict[str, Any] = {"width": made.width, "height": made.height, "file": f"2026/11/{made.file}", "sizes": {}}
        if sizes:
            details["sizes"] = {**sizes, "full": full}
        if made.original:
            details["original_image"] = made.original
        wanted = {name for name, edge in SIZES.items() if edge < max(made.width, made.height)}
        return {
            "id": made.id,
            "status": "inherit",
            "slug": made.title,
            "title": {"raw": made.title, "rendered": made.title},
            "media_type": "image",
            "mime_type": "image/jpeg",
            "media_details": details,
            "source_url": self._file_address(made.file),
            "missing_image_sizes": sorted(wanted - made.sizes.keys()),
        }

    def _file_address(self, file: str) -> str:
        return f"{self.address}{FOLDER}{file}"

    def _list_pages(self, query: Mapping[str, str]) -> Said:
        shown = ("publish",) if "status" not in query else ("publish", "draft", "private", "pending", "future")
        return _json(
            200, [self._page(each) for each in self.pages.values() if each.slug == query["slug"] and each.status in shown]
        )

    def _stored_page(self, id_: int | None) -> WpPage:
        if id_ not in self.pages:
            raise WpError(404, "rest_post_invalid_id", "Invalid post ID.")
        return self.pages[id_]

    def _new_page(self, asked: Asked, able: tuple[str, ...] | None) -> Said:
        if able is None or "publish_pages" not in able:
            raise WpError(
                401 if able is None else 403, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user."
            )
        values = json.loads(asked.body)
        taken = {each.slug for each in self.pages.values()}
        slug = next(each for each in _slugs(values["slug"]) if each not in taken)
        made = WpPage(next(self._ids), slug, values.get("status", "draft"), values["title"], values["content"])
        self.pages[made.id] = made
        return _json(201, self._page(made))

    def _change_page(self, asked: Asked, id_: int | None, able: tuple[str, ...] | None) -> Said:
        page = self._stored_page(id_)
        if able is None or "edit_published_pages" not in able:
            raise WpError(401 if able is None else 403, "rest_cannot_edit", "Sorry, you are not allowed to edit this post.")
        for name, value in json.loads(asked.body).items():
            setattr(page, name, value)
        return _json(200, self._page(page))

    def _page(self, page: WpPage) -> dict[str, Any]:
        return {
            "id": page.id,
            "status": page.status,
            "slug": page.slug,
            "link": f"{self.address}/{page.slug}/",
            "title": {"raw": page.title, "rendered": page.title},
            "content": {"raw": page.content, "rendered": page.content, "protected": False},
        }


@contextmanager
def open_wordpress() -> Iterator[WordPressSite]:
    """A fresh site until the block ends."""
    wordpress = WordPressSite()
    with open_site(wordpress.answer) as site:
        wordpress.site = site
        yield wordpress


def _names(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(1))


def _slugs(slug: str) -> Iterator[str]:
    yield slug
    yield from (f"{slug}-{number}" for number in count(2))


def _smaller(data: bytes, edge: int) -> tuple[bytes, int, int]:
    image = Image.open(io.BytesIO(data))
    image.thumbnail((edge, edge))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue(), *image.size


def _json(status: int, document: Any, headers: Mapping[str, str] | None = None) -> Said:
    return Said(status, json.dumps(document).encode(), {"Content-Type": "application/json; charset=UTF-8", **(headers or {})})
