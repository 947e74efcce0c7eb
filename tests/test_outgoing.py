"""Addresses that others choose: none leads inside, nor by a redirect or a false certificate."""

from __future__ import annotations

import datetime
import ipaddress
import os
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.serving import local, ok, says, serving

from seemly.addresses import place
from seemly.errors import NetworkFault
from seemly.outgoing import ForbiddenAddress, NotConnected, Outgoing


def spellings(address: ipaddress.IPv4Address) -> list[str]:
    """The ways in which inet_aton reads the same IPv4 address."""
    number = int(address)
    first, second, third, fourth = address.packed
    return [
        str(number),
        hex(number),
        f"0{number:o}",
        f"0x{first:x}.{number & 0xFFFFFF}",
        f"{first}.{second}.{number & 0xFFFF}",
        f"0{first:o}.0{second:o}.0{third:o}.0{fourth:o}",
        f"0x{first:02x}.0x{second:02x}.0x{third:02x}.0x{fourth:02x}",
        f"[::ffff:{address}]",
        f"[::ffff:{first:02x}{second:02x}:{third:02x}{fourth:02x}]",
        f"[64:ff9b::{address}]",
        f"{address}.",
        f"{first}。{second}。{third}。{fourth}",
    ]


@settings(deadline=None)
@given(
    st.ip_addresses(network="127.0.0.0/8"), st.integers(0, 11), st.sampled_from(["http", "https"])
)
def test_no_spelling_of_loopback_is_opened(
    address: ipaddress.IPv4Address, spelling: int, scheme: str
) -> None:
    url = f"{scheme}://{spellings(address)[spelling]}/x"
    with pytest.raises((ForbiddenAddress, NotConnected)) as refused:
        OUTGOING.get(url, limit=10)
    assert "reached" not in str(refused.value), "a connection was tried"


OUTGOING = Outgoing(seconds=10)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/x",
        "gopher://127.0.0.1:25/x",
        "data:image/png;base64,AAAA",
        "//example.com/x",
        "/etc/passwd",
        "",
        "http://",
        "http:///x",
        "http://user@example.com/",
        "http://user:word@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://exa mple.com/\r\nHost: x",
    ],
)
def test_what_is_no_plain_web_address_is_not_opened(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        OUTGOING.get(url, limit=10)


@pytest.mark.parametrize("url", ["http://./", "http://../", "https:///"])
def test_an_address_without_a_name_is_not_opened(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        place(url)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_fault_in_plain_words(text: str) -> None:
    for url in (text, f"http://{text}/", f"https://example.com{text}"):
        try:
            host, port = place(url)
        except ForbiddenAddress:
            continue
        assert host
        assert 0 < port < 65536


def test_a_name_is_judged_by_all_its_addresses() -> None:
    outgoing = Outgoing(resolve=lambda host, port: ["93.184.215.14", "10.0.0.7"])
    with pytest.raises(ForbiddenAddress):
        outgoing.get("http://both.example/", limit=10)


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    """DNS rebinding: the second look-up would say something else, so there is none."""
    looked_up: list[str] = []

    def once(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["127.0.0.2"]

    with serving(says(ok("here"))) as port:
        outgoing = Outgoing(frozenset({("pds.example", port)}), resolve=once)
        assert outgoing.get(f"http://pds.example:{port}/", limit=10) == b"here"
    assert looked_up == ["pds.example"]


def test_allowed_is_a_host_and_a_port_and_no_other() -> None:
    with serving(says(ok("secret"))) as port:
        outgoing = Outgoing(frozenset({("127.0.0.1", port)}))
        assert outgoing.get(f"http://127.0.0.1:{port}/", limit=10) == b"secret"
        for url in (f"http://127.0.0.1:{port + 1}/", f"http://127.0.0.2:{port}/"):
            with pytest.raises(ForbiddenAddress):
                outgoing.get(url, limit=10)


@pytest.mark.parametrize("host", ["::1", "[::1]", "0:0:0:0:0:0:0:1", "LOCALHOST", "localhost."])
def test_a_private_host_may_be_written_as_people_do(host: str) -> None:
    with serving(says(ok("here"))) as port:
        outgoing = Outgoing(frozenset({(host, port)}), resolve=lambda name, _: ["127.0.0.1"])
        name = "localhost" if "l" in host.lower() else "[::1]"
        assert outgoing.get(f"http://{name}:{port}/", limit=10) == b"here"


def test_a_name_that_does_not_exist_was_not_connected() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    with pytest.raises(NotConnected):
        Outgoing(resolve=nowhere).get("http://gone.example/", limit=10)


def test_a_name_server_that_hangs_does_not_hold_us() -> None:
    let_go = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        let_go.wait()
        return []

    with pytest.raises(NotConnected):
        Outgoing(resolve=hang).get("http://slow.example/", limit=10, seconds=0.05)
    let_go.set()


def test_a_closed_port_was_not_connected() -> None:
    with serving(says("")) as port:
        pass
    with pytest.raises(NotConnected):
        local(port).get(f"http://127.0.0.1:{port}/", limit=10)


# redirects


def test_a_redirect_inside_is_not_followed() -> None:
    reached: list[bytes] = []
    with serving(lambda connection, head: reached.append(head)) as inner:
        where = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inner}/\r\n\r\n"
        with serving(says(where)) as port, pytest.raises(ForbiddenAddress):
            local(port).get(f"http://127.0.0.1:{port}/", limit=10)
    assert not reached


@pytest.mark.parametrize(
    "where", ["file:///etc/passwd", "//user@127.0.0.1/", "http://[", "gopher:x"]
)
def test_a_redirect_to_what_is_no_web_address_is_not_followed(where: str) -> None:
    answer = f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n"
    with serving(says(answer)) as port, pytest.raises(ForbiddenAddress):
        local(port).get(f"http://127.0.0.1:{port}/", limit=10)


def hops(count: int) -> Callable[[socket.socket, bytes], None]:
    """Redirects /0 to /1 and so on, and answers at /`count`."""

    def answer(connection: socket.socket, head: bytes) -> None:
        step = int(head.split(b" ")[1].lstrip(b"/"))
        text = ok("end")
        if step < count:
            text = f"HTTP/1.1 307 X\r\nLocation: /{step + 1}\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(text.encode())

    return answer


def test_three_redirects_are_followed_and_four_are_not() -> None:
    with serving(hops(3)) as port:
        assert local(port).get(f"http://127.0.0.1:{port}/0", limit=10) == b"end"
    with serving(hops(4)) as port, pytest.raises(NetworkFault, match="redirects"):
        local(port).get(f"http://127.0.0.1:{port}/0", limit=10)


# TLS


def certificate(name: str, folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for one name, and its key, as PEM files."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def test_tls_still_verifies_the_name_though_the_address_is_pinned(tmp_path: Path) -> None:
    chain, key = certificate("right.example", tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, key)
    named: list[str | None] = []
    server.sni_callback = lambda _socket, name, _context: named.append(name)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            try:
                with server.wrap_socket(connection, server_side=True) as secure:
                    secure.recv(4096)
                    secure.sendall(ok("safe").encode())
            except OSError:
                connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    outgoing = Outgoing(
        frozenset({("right.example", port), ("wrong.example", port)}),
        resolve=lambda host, port: ["127.0.0.1"],
        tls=ssl.create_default_context(cafile=os.fspath(chain)),
    )
    assert outgoing.get(f"https://right.example:{port}/", limit=10) == b"safe"
    with pytest.raises(NetworkFault, match="certificate"):
        outgoing.get(f"https://wrong.example:{port}/", limit=10)
    thread.join()
    listener.close()
    assert named == ["right.example", "wrong.example"]
