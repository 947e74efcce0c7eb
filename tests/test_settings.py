"""Settings: read once, unknown names refused, secrets only from files or the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from seemly.assemble import watermark_key
from seemly.errors import ConfigurationError
from seemly.settings import load, secret


def _file(folder: Path, text: str) -> Path:
    path = folder / "seemly.toml"
    path.write_text(text, "utf-8")
    return path


def test_nothing_written_is_a_safe_start() -> None:
    settings = load(None, {})
    assert settings.web.host == "127.0.0.1"
    assert settings.generator.name == "sketch"
    assert settings.generator.local is False
    assert settings.bluesky is None
    assert settings.database_url.startswith("sqlite:///")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = _file(tmp_path, 'data = "here"\n[web]\nport = 1\n')
    settings = load(path, {"SEEMLY_DATA": "there", "SEEMLY_PORT": "9000"})
    assert (settings.data, settings.web.port) == (Path("there"), 9000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("per_asker_dai = 3\n", "no setting per_asker_dai; did you mean per_asker_day"),
        ("[limits]\nper_asker_day = -1\n", "limits.per_asker_day"),
        ("[generator]\nname = 'magic'\n", "generator.name"),
        ("data = [\n", "is not TOML"),
        ('[bluesky]\nhandle = "a.test"\npassword = "x"\n', "set password_file"),
        ('[generator]\nkey = "x"\n', "set key_file"),
        ('[verify]\nkey = "x"\n', "set key_file"),
        ('watermark_key = "x"\n', "set watermark_key_file"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as fault:
        load(_file(tmp_path, text), {})
    assert said in str(fault.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load(tmp_path / "none.toml", {})


def test_a_secret_comes_from_its_file_and_never_shows(tmp_path: Path) -> None:
    held = tmp_path / "password"
    held.write_text("abcd-efgh\n")
    settings = load(
        _file(tmp_path, f'[bluesky]\nhandle = "a.test"\npassword_file = "{held}"\n'), {}
    )
    assert settings.bluesky is not None
    assert secret(settings.bluesky.password_file, None, "password") == "abcd-efgh"
    account = _file(tmp_path, '[bluesky]\nhandle = "a.test"\n')
    given = load(account, {"SEEMLY_BLUESKY_PASSWORD": "pw"})
    assert given.bluesky is not None
    assert secret(None, given.bluesky.password, "password") == "pw"
    assert "pw" not in repr(given).replace("password", "")


def test_the_watermark_key_comes_from_the_environment_a_file_or_the_data_folder(
    tmp_path: Path,
) -> None:
    given, other = "ab" * 32, "cd" * 32
    settings = load(None, {"SEEMLY_WATERMARK_KEY": given, "SEEMLY_DATA": str(tmp_path)})
    assert given not in repr(settings)
    assert watermark_key(settings).secret == bytes.fromhex(given)
    held = tmp_path / "key"
    held.write_text(other + "\n")
    held.chmod(0o600)
    named = settings.model_copy(update={"watermark_key_file": held})
    assert watermark_key(named).secret == bytes.fromhex(other)
    alone = load(None, {"SEEMLY_DATA": str(tmp_path)})
    assert watermark_key(alone).secret == watermark_key(alone).secret
    assert (tmp_path / "keys" / "watermark.key").stat().st_mode & 0o077 == 0


def test_a_password_without_an_account_opens_none() -> None:
    assert load(None, {"SEEMLY_BLUESKY_PASSWORD": "pw"}).bluesky is None


def test_optional_weights_are_chosen_by_name(tmp_path: Path) -> None:
    assert load(None, {}).models_chosen == ()
    path = _file(tmp_path, 'models_chosen = ["nudenet"]\n')
    assert load(path, {}).models_chosen == ("nudenet",)
    with pytest.raises(ConfigurationError, match="models_chosen"):
        load(_file(tmp_path, 'models_chosen = ["nudnet"]\n'), {})


def test_a_proxy_is_an_address_and_never_everybody(tmp_path: Path) -> None:
    named = _file(tmp_path, '[web]\nproxies = ["127.0.0.1", "10.0.0.0/8", "::1"]\n')
    assert load(named, {}).web.proxies == ("127.0.0.1", "10.0.0.0/8", "::1")
    crowds = ('"0.0.0.0/0"', '"::/0"', '"0.0.0.0/1", "128.0.0.0/1"', '"10.0.0.0/7"', '"2000::/3"',
              '"2001:db8::/31"', '"::ffff:0:0/96"', '"::ffff:0:0/97"', '"::/64"')  # fmt: skip
    for wrong in (*crowds, '"*"', '"proxy"', '"localhost"', '"10.0.0.1/8"'):
        with pytest.raises(ConfigurationError, match=r"web\.proxies.*own address.*127\.0\.0\.1"):
            load(_file(tmp_path, f"[web]\nproxies = [{wrong}]\n"), {})
