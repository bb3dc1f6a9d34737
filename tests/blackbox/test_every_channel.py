"""S1, S2, S4, S5, S3 over every channel at once: one family's word, while the store and the mail server fail, and all is killed after it.

Two servers and a worker share a database. Readers fetch every form of one child's picture; the family says no to every use while
neither the store nor the mail server answers; then the worker is killed over another website's answer, a server and PostgreSQL too.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from consentsvc.kernel import postgres
from tests.blackbox.fault_proxy import FaultProxy, standing_before
from tests.blackbox.service import ANSWERS_WITHIN, PASSWORD, READY_WITHIN, Service, accounted_for, free_port, made, signed_in
from tests.conftest import REPOSITORY
from tests.connectors.linked import PASSWORD as OF_WORDPRESS
from tests.connectors.wordpress_site import WordPressSite, open_wordpress
from tests.families.family_browser import Parent
from tests.kernel.printed import opened as opened_pdf
from tests.kernel.seaweed import S3Server, running_seaweed
from tests.notifications.postbox import Postbox, listening
from tests.packs.parcels import manifest, pictures_of
from tests.packs.parcels import opened as opened_zip
from tests.site import Asked, Said
from tests.takedown.test_kill import WORKER

LEAD, UPLOADER = "lead@oakfield.example", "teacher@oakfield.example"
MOTHER = "mother@family.example"
ALT = "A child runs"
KINDS = {
    "gallery": "website",
    "wordpress": "website",
    "newsletter": "digital_newsletter",
    "screen": "in_school_display",
    "parent_area": "closed_parent_area",
    "press": "press",
}
PURPOSES = (*dict.fromkeys(KINDS.values()), "printed_newsletter")
COMES_BACK = [("press", "not_recallable"), ("print", "not_recallable"), ("wordpress", "done")]
"""Each copy once, and whether it could be brought back."""

SMALL, LARGE = "small", "large"
READ_EVERY = 0.05  # seconds, in each reader
GOES_ON = 2.0  # seconds for which readers go on in each state of the world

Read = Callable[[httpx2.Client], bool]
"""Fetches one form; whether it gave anything of the child's picture."""


@dataclass
class World:
    """Everything outside the service's own processes, and the two servers."""

    first: Service
    second: Service
    store: FaultProxy
    mail: FaultProxy
    postbox: Postbox
    wordpress: WordPressSite
    database_url: str


@dataclass(frozen=True)
class Seen:
    form: str
    began: float
    shows: bool


@dataclass
class Readers:
    """Ask for every form over and over, at both servers in turn, until they are told to end."""

    services: Sequence[Service]
    cookies: httpx2.Cookies
    seen: list[Seen] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def read(self, forms: dict[str, Read], every: float = READ_EVERY) -> None:
        """One more thread, for these forms."""
        thread = threading.Thread(target=self._go_round, args=(forms, every))
        thread.start()
        self.threads.append(thread)

    def end(self) -> None:
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def shown(self, after: float = 0.0) -> set[str]:
        """The forms that gave something of the picture to a request that began after this moment."""
        return {each.form for each in list(self.seen) if each.shows and each.began > after}

    def asked(self, after: float) -> set[str]:
        """The forms that were asked for, and answered, since."""
        return {each.form for each in list(self.seen) if each.began > after}

    def _go_round(self, forms: dict[str, Read], every: float) -> None:
        clients = [_client(service, self.cookies) for service in self.services]
        tries = 0
        while not self.ending.is_set():
            for name, read in forms.items():
                tries += 1
                began = time.monotonic()
                with suppress(httpx2.HTTPError):  # killed in the middle
                    self.seen.append(Seen(name, began, read(clients[(tries + tries // len(forms)) % 2])))
                self.ending.wait(every)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    folder = Path(tempfile.mkdtemp(prefix="consentsvc-channels-"))
    mail_port, postbox = free_port(), Postbox()
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        store = stack.enter_context(running_seaweed(folder / "store"))
        before_store = stack.enter_context(standing_before(urlsplit(store.endpoint_url).port or 0))
        stack.enter_context(listening(postbox, mail_port))
        before_mail = stack.enter_context(standing_before(mail_port))
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in _settings(store, before_store.port, before_mail.port).items():
            environment.setenv(f"CONSENTSVC_{name}", value)
        wordpress = stack.enter_context(open_wordpress())
        running = stack.enter_context(_postgres(folder / "var"))
        first, second = Service(folder / "var"), Service(folder / "var")
        for service in (first, second):
            service.start()
            stack.callback(service.kill)
        yield World(first, second, before_store, before_mail, postbox, wordpress, running.service_url)


def _settings(store: S3Server, store_port: int, mail_port: int) -> dict[str, str]:
    return {
        "STORAGE": "s3",
        "S3_BUCKET": store.bucket,
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{store_port}",
        "S3_REGION": store.region,
        "S3_ACCESS_KEY": store.access_key,
        "S3_SECRET_KEY": store.secret_key,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mail_port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "school@consent.example",
        "MAIL_PER_MINUTE": "6000",
        "REACHABLE_NETWORKS": '["127.0.0.0/8"]',
    }


@contextmanager
def _postgres(folder: Path) -> Iterator[postgres.Server]:
    with postgres.running(folder / "postgres") as server:
        yield server
    shutil.rmtree((folder / "postgres" / "server").resolve(), ignore_errors=True)


@pytest.mark.promise("S1", "S2", "S3", "S4", "S5", "S8")
@pytest.mark.rule("P9")
def test_no_channel_gives_a_byte_and_all_comes_down_once(world: World) -> None:
    stage = Stage(world)
    readers = Readers((world.first, world.second), stage.lead.cookies)
    with ExitStack() as stack:
        with _working(world) as worker:
            stage.prepare(worker)
            readers.read(stage.public_forms())
            readers.read(stage.staff_forms(), every=1.0)
            stack.callback(readers.end)
            forms = {*stage.public_forms(), *stage.staff_forms()}
            _until(lambda: readers.shown() == forms, lambda: f"never shown: {forms - readers.shown()} (S8)")

            _kill_over_the_removal(world.wordpress, worker)
            world.mail.tell("hangs")
            world.store.tell("hangs")
            parcel = stage.begins_to_fetch_the_pack()
            stage.says_no()  # answered while both hang (S5)
            acknowledged = time.monotonic()
            for mode in ("refuses", "cuts", "passes"):
                world.store.tell(mode)  # type: ignore[arg-type]
                time.sleep(GOES_ON)
            refused = stage.places_again()
            _until(lambda: worker.poll() is not None, lambda: "the worker was not killed over the removal")
        again = stack.enter_context(_working(world))
        world.mail.tell("refuses")
        world.first.kill_postgres()
        world.second.kill()
        world.second.start()
        assert again.poll() is None
        world.mail.tell("passes")
        _until(lambda: stage.tasks() == COMES_BACK, lambda: f"the copies stand otherwise: {stage.tasks()}")
        _until(lambda: stage.open_cases() == [], lambda: f"still open: {stage.open_cases()}")
        _until(lambda: _certificates(world.postbox), lambda: "no mail told the family")
        stage.is_well_again()
        _until(lambda: readers.asked(acknowledged) == forms, lambda: f"not asked for: {forms - readers.asked(acknowledged)}")

    assert readers.shown(acknowledged) == set(), "a request that began after the 2xx got something (S1)"
    assert refused == {409}, "something was placed after the 2xx (S2)"
    parcel.thread.join()
    assert stage.files["mine"].encode() not in parcel.data, "the ZIP was not decided again (S4)"
    assert Counter(stage.came_down()).most_common(1)[0][1] == 1
    assert set(stage.came_down()) == set(stage.placed.values())
    assert (world.wordpress.media, [name for name in world.wordpress.files if "uploads" in name]) == ({}, [])
    assert "<img" not in world.wordpress.page_text()
    assert len(_certificates(world.postbox)) == 1
    assert world.postbox.ids.most_common(1)[0][1] == 1, "no mail came twice"


@dataclass
class Parcel:
    """A pack on its way: what has come of it so far."""

    data: bytes = b""
    begun: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread = field(init=False)

    def fetch(self, service: Service, address: str) -> None:
        try:
            with _client(service).stream("POST", address) as answer:
                for piece in answer.iter_raw():
                    self.data += piece
                    self.begun.set()
        except httpx2.HTTPError:
            self.begun.set()  # the store was away for too long: what came is what counts


class Stage:
    """Oakfield over HTTP: two children, each alone in a picture; one family will say no."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.first.command("school", "create", "Oakfield Primary", "oakfield")
        _user(world.first, LEAD, "lead", "office", "admin")
        _user(world.first, UPLOADER, "staff")
        self.lead = signed_in(world.first, LEAD)
        self.channels: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, str] = {}
        self.placed: dict[str, str] = {}
        self.files: dict[str, str] = {}

    def prepare(self, worker: "subprocess.Popen[bytes]") -> None:
        """Both pictures are in a channel of every kind that serves; whoever may see them there can."""
        event = made(self.lead.post("/api/events", json={"name": "Sports day", "on_date": "2026-06-12", "place": "Field"}))
        uploader = signed_in(self.world.first, UPLOADER)
        mine, mother = self._family("Robin", MOTHER)
        other, other_mother = self._family("Kit", "other@family.example")
        self.photo = accounted_for(self.lead, uploader, event["id"], 1, mine)
        self.other_photo = accounted_for(self.lead, uploader, event["id"], 2, other)
        for kind, purpose in KINDS.items():
            new = {"name": f"The {kind}", "purpose": purpose, "kind": kind}
            self.channels[kind] = made(self.lead.post("/api/channels", json=new))
        self._connect()
        for kind in KINDS:
            if kind != "newsletter":
                self._place(kind)
        self._send_out()
        self._make_pack()
        self._pair_screen()
        self._open_albums(self._signs_in(other, other_mother).home)
        self.parent = self._signs_in(mine, mother)
        for purpose in PURPOSES:
            assert self.parent.chooses(purpose, "no").status_code == 303
        _until(lambda: self.world.wordpress.media and "<img" in self.world.wordpress.page_text(), lambda: "WordPress is empty")

    def public_forms(self) -> dict[str, Read]:
        """Whatever anybody outside the school's staff fetches."""
        gallery, code = f"/g/{self.channels['gallery']['code']}", self.codes["gallery"]
        picture = f"/m/{code}/{LARGE}.jpg"
        return {
            "large": lambda at: _gives(at.get(picture)),
            "small": lambda at: _gives(at.get(f"/m/{code}/{SMALL}.jpg")),
            "range": lambda at: _gives(at.get(picture, headers={"Range": "bytes=0-99"})),
            "head": lambda at: _gives(at.head(picture)),
            "not modified": lambda at: _gives(at.get(picture, headers={"If-None-Match": "*"})),
            "gallery": lambda at: code in at.get(gallery).text,
            "data": lambda at: code in at.get(f"{gallery}.json").text,
            "frame": lambda at: code in at.get(f"{gallery}/frame").text,
            "feed": lambda at: code in at.get(f"{gallery}/feed.json").text,
            "news feed": lambda at: code in at.get(f"{gallery}/feed.xml").text,
            "newsletter": lambda at: self.codes["newsletter"] in at.get(self.news).text,
            "mailed picture": lambda at: _gives(at.get(f"/m/{self.codes['newsletter']}/{LARGE}.jpg")),
            "album": lambda at: self.codes["parent_area"] in at.get(self.album).text,
            "album's picture": lambda at: _gives(at.get(self.albums_picture)),
            "screen": lambda at: self.codes["screen"] in at.get("/screen?still=yes").text,
            "screen's picture": lambda at: _gives(at.get(f"/screen/pictures/{self.codes['screen']}/{LARGE}.jpg")),
        }

    def staff_forms(self) -> dict[str, Read]:
        """What takes longer to make."""
        issue = f"/api/issues/{self.issue}"
        return {
            "pack": lambda at: self._is_in_zip(at.post(self.pack)),
            "mail": lambda at: self.codes["newsletter"] in at.post(f"{issue}/mail-copy").text,
            "print": lambda at: _pictures_in(at.post(f"{issue}/pdf")) == 2,
        }

    def begins_to_fetch_the_pack(self) -> Parcel:
        """A ZIP whose first bytes are here, and whose pictures wait for the store."""
        parcel = Parcel()
        parcel.thread = threading.Thread(target=parcel.fetch, args=(self.world.first, self.pack))
        parcel.thread.start()
        assert parcel.begun.wait(ANSWERS_WITHIN)
        return parcel

    def says_no(self) -> None:
        """The family's word to every use, in one request at the second server."""
        answer = Parent(_client(self.world.second, self.lead.cookies), self.parent.home, self.parent.code).sends("/check")
        assert answer.status_code == 303
        assert "/saved/" in answer.headers["location"]

    def is_well_again(self) -> None:
        """What was taken down is gone for good, and the other child's picture goes out as before (S8)."""
        assert self.lead.get(f"/m/{self.codes['gallery']}/{LARGE}.jpg").status_code == 410
        assert pictures_of(opened_zip(self.lead.post(self.pack))) == [self.files["other"]]
        assert _pictures_in(self.lead.post(f"/api/issues/{self.issue}/pdf")) == 1

    def places_again(self) -> set[int]:
        """How tries to place the picture once more are answered."""
        return {self._try_to_place(kind).status_code for kind in KINDS}

    def open_cases(self) -> list[dict[str, Any]]:
        return list(self.lead.get("/api/takedowns").json()["items"])

    def came_down(self) -> list[str]:
        """Each placement as often as a case says that it came down."""
        return [row["placement_id"] for case in self._cases() for row in case["came_down"]]

    def tasks(self) -> list[tuple[str, str]]:
        """Each copy elsewhere, and how it stands."""
        rows = [row for case in self._cases() for row in case["came_down"]]
        return sorted((task["copied"]["kind"], task["state"]) for row in rows for task in row["tasks"])

    def _cases(self) -> list[dict[str, Any]]:
        rows = self.lead.get("/api/takedowns", params={"state": "all"}).json()["items"]
        return [self.lead.get(f"/api/takedowns/{row['id']}").json() for row in rows]

    def _family(self, name: str, email: str) -> tuple[str, str]:
        """A child with a mother who agrees to every use; both ids."""
        new = {"ref": name, "first_name": name, "last_name": "Reed", "born_on": "2017-03-01"}
        child = made(self.lead.post("/api/children", json=new))["id"]
        mother = {"name": "P. Reed", "relationship": "mother", "parental_responsibility": True, "email": email}
        guardian = made(self.lead.post(f"/api/children/{child}/guardians", json=mother))["id"]
        for purpose in PURPOSES:
            said = {"guardian_id": guardian, "purpose": purpose, "said": "given", "method": "phone"}
            made(self.lead.post(f"/api/children/{child}/answers", json=said))
        return child, guardian

    def _connect(self) -> None:
        site = {"address": self.world.wordpress.address, "user_name": "consent", "password": OF_WORDPRESS}
        made(self.lead.post("/api/connections", json={"channel_id": self.channels["wordpress"]["id"], **site}))

    def _try_to_place(self, kind: str) -> httpx2.Response:
        new = {"channel_id": self.channels[kind]["id"], "photo_id": self.photo, "caption": "Sports day", "alt": ALT}
        return self.lead.post("/api/placements", json=new)

    def _place(self, kind: str) -> None:
        placed = made(self._try_to_place(kind))
        assert placed["showing"], placed["reasons"]
        self.codes[kind], self.placed[kind] = placed["code"], placed["id"]

    def _send_out(self) -> None:
        """An issue with both pictures, on its page."""
        new = {"channel_id": self.channels["newsletter"]["id"], "title": "Summer news"}
        issue = made(self.lead.post("/api/issues", json=new))
        parts = [{"kind": "picture", "photo_id": each, "alt": ALT} for each in (self.photo, self.other_photo)]
        draft = {"revision": issue["revision"], "title": issue["title"], "parts": parts}
        issue = made(self.lead.put(f"/api/issues/{issue['id']}", json=draft))
        issue = made(self.lead.post(f"/api/issues/{issue['id']}/out", json={"revision": issue["revision"]}))
        self.issue, self.news = issue["id"], _path(issue["address"])
        (placed,) = self.lead.get("/api/placements", params={"photo_id": self.photo, "channel_id": new["channel_id"]}).json()
        self.codes["newsletter"], self.placed["newsletter"] = placed["code"], placed["id"]

    def _make_pack(self) -> None:
        """Both pictures for a newspaper."""
        channel = self.channels["press"]["id"]
        other = {"channel_id": channel, "photo_id": self.other_photo, "alt": ALT}
        made(self.lead.post("/api/placements", json=other))
        pack = made(self.lead.post("/api/packs", json={"channel_id": channel, "name": "Sports", "recipient": "The Echo"}))
        self.pack = _path(pack["address"])
        for item in made(self.lead.get(f"/api/packs/{pack['id']}"))["items"]:
            self.files["mine" if item["placement_id"] == self.placed["press"] else "other"] = item["file"]

    def _is_in_zip(self, answer: httpx2.Response) -> bool:
        if answer.status_code != 200:
            return False
        archive = opened_zip(answer)
        assert self.files["other"] in pictures_of(archive)
        assert len(manifest(archive)["files"]) == len(pictures_of(archive))
        return self.files["mine"] in archive.namelist()

    def _pair_screen(self) -> None:
        code = made(self.lead.post(f"/api/channels/{self.channels['screen']['id']}/screens", json={"name": "Hall"}))["code"]
        assert self.lead.post("/screen", data={"code": code}).status_code == 303

    def _open_albums(self, home: str) -> None:
        """Where another family sees the picture."""
        (self.album,) = set(re.findall(rf'"({home}/albums/[^"]+)"', self.lead.get(f"{home}/albums").text))
        self.albums_picture = f"{home}/pictures/{self.codes['parent_area']}/{LARGE}.jpg"

    def _signs_in(self, child: str, guardian: str) -> Parent:
        way_in = made(self.lead.post(f"/api/children/{child}/family-links", json={"guardian_id": guardian}))
        return Parent(self.lead, _path(way_in["url"]), way_in["code"]).signs_in()


@contextmanager
def _working(world: World) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker of its own, which soon takes up what a killed one had in hand."""
    environment = {**world.first.environment(), "CONSENTSVC_DATABASE_URL": world.database_url}
    environment["CONSENTSVC_DATABASE_OWNER_URL"] = world.database_url  # only migrations need more
    log = (world.first.folder.parent / "worker.log").open("ab")
    with subprocess.Popen([sys.executable, "-c", WORKER], cwd=REPOSITORY, env=environment, stdout=log, stderr=log) as process:
        yield process
        process.kill()


def _kill_over_the_removal(wordpress: WordPressSite, worker: "subprocess.Popen[bytes]") -> None:
    """Whoever asks for the file to be removed dies before the answer; it is removed."""

    def answering(asked: Asked) -> Said:
        said = wordpress.answer(asked)
        if asked.method == "DELETE":
            worker.kill()
            worker.wait()
        return said

    wordpress.site.answering = answering


def _certificates(postbox: Postbox) -> list[str]:
    """The mails that told the mother what came down."""
    return [each.id for each in list(postbox.taken) if each.to == MOTHER and "came down" in each.message["Subject"]]


def _gives(answer: httpx2.Response) -> bool:
    return answer.status_code < 400


def _pictures_in(answer: httpx2.Response) -> int:
    return sum(len(page.images) for page in opened_pdf(answer.content).pages) if answer.status_code == 200 else 0


def _client(service: Service, cookies: httpx2.Cookies | None = None) -> httpx2.Client:
    return httpx2.Client(base_url=service.url, timeout=ANSWERS_WITHIN, cookies=cookies)


def _user(service: Service, email: str, *roles: str) -> None:
    named = [part for role in roles for part in ("--role", role)]
    service.command("user", "create", "--school", "oakfield", *named, "--password", PASSWORD, email, "Somebody")


def _path(address: str) -> str:
    return urlsplit(address).path


def _until(is_so: Callable[[], Any], otherwise: Callable[[], str]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not is_so():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.2)
