"""Every route of the service, with the access that it declares."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from consentsvc.kernel.access import Access, access_of
from consentsvc.publishing.pages import PublicRoute


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    access: Access
    name: str
    module: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def operations(app: FastAPI) -> list[Operation]:
    """All of them, in the order of their addresses."""
    return sorted(_operations(app), key=lambda each: (each.path, each.method))


def _operations(app: FastAPI) -> Iterator[Operation]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute | PublicRoute):
            access = access_of(route.dependant)
            assert access is not None, f"{context.path} declares no access"
            for method in sorted(context.methods or ()):
                yield Operation(method, context.path or "", access, route.name, route.endpoint.__module__)
