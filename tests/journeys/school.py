"""A small school for journeys, made over the API as its own staff would make it."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from consentsvc.demo import scenes
from tests.blackbox.service import PASSWORD, Service, signed_in
from tests.forked import program

ROLES = {
    "teacher": "staff",
    "publisher": "publisher",
    "office": "office",
    "lead": "lead",
    "steward": "steward",
    "photographer": "photographer",
}
RUN_COMMANDS = (
    "import json, sys; from consentsvc import cli; [cli.app(each, standalone_mode=False) for each in json.loads(sys.argv[1])]"
)
SCANNED_WITHIN = 180  # seconds; far less on a machine that does nothing else


@dataclass(frozen=True)
class Child:
    id: str
    name: str
    guardian: str


@dataclass(frozen=True)
class WayIn:
    """A family's link and its code."""

    url: str
    code: str


def open_schools(service: Service) -> None:
    """Two schools with staff, by an operator's commands."""
    commands = [["school", "create", "Oakfield Primary", "oakfield"], ["school", "create", "Elmbank School", "elmbank"]]
    commands += [_user("oakfield", name, role) for name, role in ROLES.items()]
    commands.append(_user("elmbank", "head", "head"))
    assert program(RUN_COMMANDS, json.dumps(commands), env=service.environment()).wait(120) == 0


def _user(school: str, name: str, role: str) -> list[str]:
    email, shown = f"{name}@{school}.example", f"The {name}"
    return ["user", "create", "--school", school, "--role", role, "--password", PASSWORD, email, shown]


class School:
    """What its staff do over the API, so that a journey can begin in the middle."""

    def __init__(self, service: Service, slug: str = "oakfield") -> None:
        self.service, self.slug = service, slug
        self._clients: dict[str, httpx2.Client] = {}

    def email(self, who: str) -> str:
        return f"{who}@{self.slug}.example"

    def client(self, who: str) -> httpx2.Client:
        """Signed in, once for each person."""
        if who not in self._clients:
            self._clients[who] = signed_in(self.service, self.email(who))
        return self._clients[who]

    def child(self, name: str, agrees_to: Iterable[str] = (), refuses: Iterable[str] = (), born_on: str = "2017-03-01") -> Child:
        """A child with one parent, who has answered this much."""
        first, last = name.split(" ", 1)
        ref = hashlib.sha256(name.encode()).hexdigest()[:8]
        body = {"ref": ref, "first_name": first, "last_name": last, "born_on": born_on}
        made = self._post("office", "/api/children", body)
        parent = {"name": f"Parent of {first}", "relationship": "mother", "parental_responsibility": True}
        guardian = self._post("office", f"/api/children/{made['id']}/guardians", parent)
        child = Child(made["id"], name, guardian["id"])
        self.answers(child, dict.fromkeys(agrees_to, "given") | dict.fromkeys(refuses, "refused"))
        return child

    def answers(self, child: Child, said: Mapping[str, str]) -> None:
        for purpose, answer in said.items():
            body = {"guardian_id": child.guardian, "purpose": purpose, "said": answer, "method": "phone"}
            self._post("office", f"/api/children/{child.id}/answers", body)

    def answers_of(self, child: Child) -> list[dict[str, Any]]:
        """Everything that was said for a child, newest first."""
        found: list[dict[str, Any]] = self.client("office").get(f"/api/children/{child.id}/answers").json()
        return found

    def state(self, child: Child, purpose: str) -> str:
        asked = self.client("lead").get(f"/api/children/{child.id}/standing", params={"purpose": purpose}).json()
        return str(asked["standings"][0]["state"])

    def other_parent(self, child: Child, refuses: Iterable[str]) -> None:
        """Another parent who can agree, and says no."""
        parent = {"name": f"Other parent of {child.name}", "relationship": "father", "parental_responsibility": True}
        guardian = self._post("office", f"/api/children/{child.id}/guardians", parent)
        self.answers(Child(child.id, child.name, guardian["id"]), dict.fromkeys(refuses, "refused"))

    def ref(self, child: Child) -> str:
        """The school's own number for a child."""
        return str(_made(self.client("office").get(f"/api/children/{child.id}"))["ref"])

    def rest_on(self, basis: str, purpose: str) -> None:
        """Publish the families' form with this use on this lawful basis."""
        lead, path = self.client("lead"), "/api/forms/family"
        found = _made(lead.get(path))
        content = found["published"] | {"bases": {purpose: {"basis": basis, "reason": f"It rests on {basis} from now on."}}}
        draft = _made(lead.put(f"{path}/draft", json={"revision": found["revision"], "content": content}))
        _made(lead.post(f"{path}/publish", json={"revision": draft["revision"], "meanings": {}}))

    def adult(self, name: str, agrees_to: str) -> str:
        """An adult who agrees to one purpose."""
        adult = self._post("office", "/api/adults", {"name": name})
        body = {"purpose": agrees_to, "said": "given", "method": "in_person"}
        self._post("office", f"/api/adults/{adult['id']}/answers", body)
        return str(adult["id"])

    def way_in(self, child: Child) -> WayIn:
        """The parent's."""
        return self._way_in(child, child.guardian)

    def own_way_in(self, child: Child) -> WayIn:
        """The young person's own."""
        return self._way_in(child, None)

    def _way_in(self, child: Child, guardian: str | None) -> WayIn:
        made = self._post("office", f"/api/children/{child.id}/family-links", {"guardian_id": guardian})
        return WayIn(made["url"], made["code"])

    def event(self, name: str, *children: Child) -> str:
        body = {"name": name, "on_date": "2026-06-12", "place": "School field", "child_ids": [child.id for child in children]}
        return str(self._post("publisher", "/api/events", body)["id"])

    def channel(self, name: str, purpose: str = "website") -> dict[str, Any]:
        return self._post("publisher", "/api/channels", {"name": name, "purpose": purpose})

    def photo(self, event: str, seed: int, people: int) -> dict[str, Any]:
        """A photograph that the teacher uploaded, scanned."""
        picture = drawn(seed, people)
        sha256 = hashlib.sha256(picture).hexdigest()
        where = {"event_id": event, "file_name": f"IMG_{seed}.jpg"}
        return self.scanned(_made(self.client("teacher").put(f"/api/photos/{sha256}", params=where, content=picture)))

    def photos(self, event: str) -> list[dict[str, Any]]:
        """What was added to an event."""
        found: list[dict[str, Any]] = _made(self.client("publisher").get("/api/photos", params={"event_id": event}))["items"]
        return found

    def scanned(self, photo: dict[str, Any]) -> dict[str, Any]:
        """The photo, as soon as its faces are found."""
        photo = _made(self.client("publisher").get(f"/api/photos/{photo['id']}"))
        deadline = time.monotonic() + SCANNED_WITHIN
        while photo["scan_state"] != "scanned":
            assert time.monotonic() < deadline, f"the worker did not scan the picture: {photo}"
            photo = _made(self.client("publisher").get(f"/api/photos/{photo['id']}"))
        return photo

    def show(self, photo: dict[str, Any], children: list[Child], channel: dict[str, Any], caption: str) -> dict[str, Any]:
        """Name these children in it, cover everybody else, count, place. Gives the placement."""
        self.clear(photo, children)
        item = {"channel_id": channel["id"], "photo_id": photo["id"], "caption": caption, "alt": "Children at an event"}
        return self._post("publisher", "/api/placements", item)

    def clear(self, photo: dict[str, Any], children: list[Child]) -> None:
        """Name these children in it, cover everybody else, count."""
        publisher, address = self.client("publisher"), f"/api/photos/{photo['id']}"
        people = [{"id": face["id"], "resolution": "redacted"} for face in photo["people_in_photo"]]
        for face, child in zip(people, children, strict=False):
            face.update(resolution="child", child_id=child.id)
        version = photo["people_version"]
        named = _made(publisher.put(f"{address}/people", json={"people_version": version, "people": people}))
        counted = {"people_version": named["people_version"], "head_count": len(people)}
        _made(publisher.post(f"{address}/review", json=counted))

    def _post(self, who: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return _made(self.client(who).post(path, json=dict(body)))


def drawn(seed: int, people: int) -> bytes:
    """A photograph of this many simply drawn people."""
    return scenes.draw(seed, people, 1000, 750).jpeg


def _made(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    made: dict[str, Any] = answer.json()
    return made
