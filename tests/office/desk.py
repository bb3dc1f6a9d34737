"""What tests of the office's and the leads' desks share."""

from hashlib import sha256
from typing import Any

PDF = b"%PDF-1.7\nA scanned form\n%%EOF\n"
SIGNED = "2026-11-02"


def scan(client, data: bytes = PDF) -> dict[str, Any]:
    """The scan of a form, uploaded."""
    reply = client.put(f"/api/evidence/{sha256(data).hexdigest()}", content=data)
    assert reply.status_code in (200, 201), reply.text
    return reply.json()


def paper(guardian, *lines: str, **more: Any) -> dict[str, Any]:
    """A paper form: `website yes`, `press no`."""
    answers = [{"purpose": line.split()[0], "said": {"yes": "given", "no": "refused"}[line.split()[1]]} for line in lines]
    return {"guardian_id": guardian and str(guardian.id), "signed_on": SIGNED, "answers": answers, **more}


def standing(client, child, purpose: str = "website") -> str:
    [found] = client.get(f"/api/children/{child.id}/standing", params={"purpose": purpose}).json()["standings"]
    return found["state"]


def says(client, child, guardian, said: str, purpose: str = "website", method: str = "phone") -> dict[str, Any]:
    """What somebody said, written down."""
    body = {"guardian_id": guardian and str(guardian.id), "purpose": purpose, "said": said, "method": method}
    reply = client.post(f"/api/children/{child.id}/answers", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


def restrict(client, child) -> None:
    assert client.post(f"/api/children/{child.id}/restriction", json={"reason": "refuge"}).status_code == 201


def nameless(reply, *children) -> tuple[int, str, dict[str, str]]:
    """An answer without what has to differ between two children."""
    told = reply.text
    for child in children:
        for word in (str(child.id), child.name, child.first_name, child.ref):
            told = told.replace(word, "X")
    return reply.status_code, told, {name: value for name, value in reply.headers.items() if name != "content-length"}
