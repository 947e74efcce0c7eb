"""The web floor: one application, its doors, and what stands before all of them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from seemly.web import faults, plaza, verify, verify_api
from seemly.web.pace import Paced
from seemly.web.plaza import PlazaSite
from seemly.web.security import KnownHosts, SameOrigin, SecureHeaders
from seemly.web.verify import VerifySite
from seemly.web.verify_api import BulkSite

FORM_SLACK = 100_000  # bytes of a form beside its picture


@dataclass(frozen=True)
class Health:
    """Whether Seemly serves, and jobs by state."""

    ok: bool
    states: Mapping[str, int]


@dataclass(frozen=True)
class Verifying:
    """Where it is asked whether a picture came from here; each door may be shut."""

    page: VerifySite | None = None
    bulk: BulkSite | None = None


def create_app(
    site: PlazaSite,
    health: Callable[[], Health],
    metrics: Callable[[], bytes] | None = None,
    hosts: Collection[str] = (),
    verifying: Verifying = Verifying(),
    contact: str = "",
) -> FastAPI:
    """The plaza's pages. `hosts` are further names, besides loopback, that it answers to;
    `contact` is the operator's address, for people, at the foot of each page."""
    app = _app(hosts, most_bytes=site.max_upload + FORM_SLACK, contact=contact)
    app.include_router(plaza.routes(site))
    _add_verifying(app, verifying)
    _add_signs_of_life(app, health, metrics)
    return app


def create_bare_app(
    health: Callable[[], Health],
    metrics: Callable[[], bytes] | None = None,
    hosts: Collection[str] = (),
    verifying: Verifying = Verifying(),
) -> FastAPI:
    """Without the plaza: whether Seemly is well, and whether a picture came from here."""
    app = _app(hosts, most_bytes=verify.MAX_UPLOAD + FORM_SLACK)
    _add_verifying(app, verifying)
    _add_signs_of_life(app, health, metrics)
    return app


def _app(hosts: Collection[str], most_bytes: int, contact: str = "") -> FastAPI:
    app = FastAPI(
        title="Seemly",
        # The generated pages would load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(SecureHeaders),
            Middleware(KnownHosts, hosts=hosts),
            Middleware(SameOrigin),
            Middleware(RequestBodyLimitMiddleware, max_body_size=most_bytes),
            Middleware(Paced),
        ],
    )
    app.state.contact = contact
    app.mount("/static", _Static(directory=Path(__file__).parent / "static"), name="static")
    faults.add_to(app)
    return app


def _add_verifying(app: FastAPI, verifying: Verifying) -> None:
    """A counter each: visitors whose uploads are slow keep no platform with a key waiting."""
    if verifying.page is not None:
        app.include_router(verify.routes(verifying.page, verify.Counter()))
    if verifying.bulk is not None:
        app.include_router(verify_api.routes(verifying.bulk, verify.Counter()))


def _add_signs_of_life(
    app: FastAPI, health: Callable[[], Health], metrics: Callable[[], bytes] | None
) -> None:
    @app.get("/health")
    def _health() -> JSONResponse:
        try:
            now = health()
        except SQLAlchemyError:
            now = Health(False, {})  # the database is away
        body = {"ok": now.ok, "states": dict(now.states)}
        return JSONResponse(body, status_code=200 if now.ok else 503)

    if metrics is not None:

        @app.get("/metrics")
        def _metrics() -> Response:
            return Response(metrics(), media_type="text/plain; version=0.0.4")


def server(
    app: FastAPI, host: str = "127.0.0.1", port: int = 0, proxies: Collection[str] = ()
) -> uvicorn.Server:
    """A server without a banner that ends within a second though browsers hold streams open.

    `proxies` are addresses and networks whose forwarding headers say who asks; nobody else's are
    read, so nobody forges an address.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            timeout_graceful_shutdown=1,
            limit_concurrency=256,
            lifespan="off",
        )
    )


def listen(port: int, tries: int = 50, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket on this port or the next free one. Raises OSError when none is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for offset in range(tries):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port + offset if port else 0))
            listener.listen(128)
        except OSError:
            listener.close()
            continue
        return listener
    raise OSError(f"no free port from {port} to {port + tries - 1}")


class _Static(StaticFiles):
    """Our own files; browsers ask each time whether they still have the current one."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response
