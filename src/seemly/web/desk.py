"""The operator's pages of the plaza: why a request ended as it did, for the operator alone.

To everybody else these doors are not there: they answer as for a post that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from seemly.errors import NotFound
from seemly.explained import Explained
from seemly.networks.plaza.sessions import Sessions
from seemly.networks.plaza.town import Town
from seemly.web import operators, pages
from seemly.web.operators import Operators
from seemly.web.security import SANDBOX
from seemly.web.texts import load
from seemly.web.visitor import recognise

Name = Annotated[str, Path(pattern="^[0-9a-f]{24}$")]


@dataclass(frozen=True)
class Desk:
    """What stands behind the operator's pages; each is asked by a mention's URI."""

    operators: Operators
    explain: Callable[[str], Explained | None]
    picture: Callable[[str], bytes]  # JPEG of what was edited; raises NotFound
    lock: Callable[[str], bytes]  # PNG of the same size, translucent; raises NotFound


def routes(desk: Desk, town: Town) -> APIRouter:
    """The way in and out, and the pages behind it."""
    router = APIRouter(default_response_class=HTMLResponse)
    doors = _Doors(desk, town)
    router.add_api_route("/operator", doors.form)
    router.add_api_route("/operator", doors.enter, methods=["POST"])
    router.add_api_route("/operator/leave", doors.leave, methods=["POST"])
    router.add_api_route("/post/{name}/why", doors.why)
    router.add_api_route("/post/{name}/why/picture", doors.picture)
    router.add_api_route("/post/{name}/why/lock", doors.lock)
    return router


class _Doors:
    """The handlers. They run in threads: they read a database, and one looks for people."""

    def __init__(self, desk: Desk, town: Town) -> None:
        self._desk, self._town = desk, town
        self._sessions = Sessions(town.records)
        self._plaza, self._words = load("plaza"), load("desk")

    def form(self, request: Request, code: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Where the code is given. The link that is printed fills it in; a look uses nothing up."""
        if not operators.is_at_this_machine(request):
            raise NotFound("there is no such page")
        return self._page(request, "operator.html", code=code)

    def enter(self, request: Request, code: Annotated[str, Form(max_length=200)] = "") -> Response:
        """The code for a cookie."""
        if not operators.is_at_this_machine(request):
            raise NotFound("there is no such page")
        cookie = self._desk.operators.enter(request, code.strip())
        if cookie is None:
            return self._page(request, "operator.html", 403, code="", is_wrong=True)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            operators.cookie_name(request),
            cookie,
            max_age=int(operators.SHIFT),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    def leave(self, request: Request) -> Response:
        """A visitor like any other again."""
        self._desk.operators.leave(request)
        response = RedirectResponse("/", status_code=303)
        response.delete_cookie(operators.cookie_name(request), httponly=True, samesite="strict")
        return response

    def why(self, request: Request, name: Name) -> Response:
        """All that is recorded of the request in a post."""
        mention = self._mention(request, name)
        explained = self._desk.explain(mention)
        if explained is None:
            raise NotFound("that post became no request")
        return self._page(request, "why.html", name=name, why=explained, thread=self._thread(name))

    def picture(self, request: Request, name: Name) -> Response:
        """The picture that was edited."""
        return _bytes(self._desk.picture(self._mention(request, name)), "image/jpeg")

    def lock(self, request: Request, name: Name) -> Response:
        """What may not change in it."""
        return _bytes(self._desk.lock(self._mention(request, name)), "image/png")

    def _mention(self, request: Request, name: str) -> str:
        """The URI of a standing post that everybody may read. Raises NotFound, for whoever is not
        the operator before anything is looked up."""
        if not self._desk.operators.knows(request):
            raise NotFound("there is no such page")
        return self._town.row(name, None).uri

    def _thread(self, name: str) -> str:
        return f"/thread/{self._town.row(name, None).thread_name}#post-{name}"

    def _page(self, request: Request, template: str, status: int = 200, **more: object) -> Response:
        visitor = recognise(request, self._town, self._sessions, self._plaza)
        language = visitor.texts.language
        html = pages.render(
            template,
            t=visitor.texts,
            d=self._words[language],
            visitor=visitor,
            is_operator=self._desk.operators.knows(request),
            contact=request.app.state.contact,
            **{"is_wrong": False, **more},
        )
        headers = {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
        return HTMLResponse(html, status, headers=headers)


def _bytes(data: bytes, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Security-Policy": SANDBOX})
