"""Settings: the command line counts over the environment, that over the files, those over the defaults."""

import pytest

from twin.core.config import Settings, config_files, current, read_settings, use
from twin.core.errors import InputError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working folder and a folder of settings, both empty."""
    monkeypatch.setattr("twin.core.paths.config_dir", lambda: tmp_path / "config")
    (tmp_path / "config").mkdir()
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def test_each_setting_tells_where_it_comes_from(here):
    own, users = config_files(here)
    users.write_text('lang = "it"\nthreads = 2\nout = "~/results"\n')
    own.write_text('threads = 3\nprocesses = 4\ngis = "layers"\n')
    known = read_settings({"TWIN_PROCESSES": "5", "TWIN_OUT": "", "TWIN_DATA": "x"}, here)
    settings = known.settings
    assert (settings.lang, settings.threads, settings.processes, settings.cache_districts) == ("it", 3, 5, 12)
    assert settings.gis == here / "layers"
    assert settings.out.is_absolute()
    assert known.origins["lang"] == str(users)
    assert known.origins["threads"] == str(own)
    assert known.origins["processes"] == "TWIN_PROCESSES"
    assert known.origins["cache_districts"] == "default"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('language = "it"', "language: no setting 'language' is known → did you mean 'lang'?"),
        ('lang = "de"', "lang: 'de'"),
        ("threads = 0", "threads: 0"),
        ("threads = ", "cannot be read as TOML"),
        ("cache_gb = -1", "cache_gb"),
        ("[gis]\nfolder = 3", "gis"),
    ],
)
def test_faults_of_a_file_name_it(here, text, words):
    config_files(here)[0].write_text(text)
    with pytest.raises(InputError, match=r"twin.toml") as caught:
        read_settings({}, here)
    assert words in str(caught.value)


def test_all_faults_come_together_and_those_of_the_environment_name_the_variable(here):
    config_files(here)[0].write_text('a = 1\nlang = "fr"\n')
    with pytest.raises(InputError) as caught:
        read_settings({}, here)
    assert [fault.place for fault in caught.value.faults] in (["lang", "a"], ["a", "lang"])
    config_files(here)[0].unlink()
    with pytest.raises(InputError, match=r"environment: 1 fault\n  TWIN_THREADS: 'many'"):
        read_settings({"TWIN_THREADS": "many"}, here)


def test_a_file_that_is_no_text_is_a_fault(here):
    config_files(here)[0].write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        read_settings({}, here)


def test_settings_hold_for_a_process_until_others_do():
    before = current()
    use(Settings(cache_districts=3))
    assert current().cache_districts == 3
    use(before)
