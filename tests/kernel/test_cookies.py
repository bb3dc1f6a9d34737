from datetime import timedelta

import pytest
from starlette.responses import Response

from consentsvc.kernel import cookies
from consentsvc.kernel.settings import settings


@pytest.fixture(params=["http", "https"])
def scheme(request, monkeypatch):
    monkeypatch.setenv("CONSENTSVC_PUBLIC_URL", f"{request.param}://school.example")
    settings.cache_clear()
    yield request.param
    settings.cache_clear()


@pytest.mark.parametrize("lasts", [timedelta(hours=12), None])
def test_no_script_reads_a_secret_and_with_https_it_belongs_to_this_host_alone(scheme, lasts):
    response = Response()
    if lasts:
        cookies.keep(response, "door", "secret", lasts)
    else:
        cookies.forget(response, "door")
    name, _, rest = response.headers["set-cookie"].partition("=")
    said = {part.strip().lower() for part in rest.split(";")}
    assert name == cookies.cookie_name("door") == ("__Host-door" if scheme == "https" else "door")
    assert {"httponly", "samesite=lax", "path=/", "max-age=43200" if lasts else "max-age=0"} <= said
    assert ("secure" in said) == (scheme == "https")
    assert not any(part.startswith("domain") for part in said)
