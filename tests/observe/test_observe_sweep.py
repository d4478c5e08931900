"""What killed writers of runs leave behind is swept away; what is alive, failed or finished is not."""

import logging
import re
import warnings

import pytest

from twin.core.log import log, logging_to, set_file_level
from twin.observe import RunFolder, RunKey
from twin.observe.folder import sweep


def folder(out, name="run", seed=1):
    return RunFolder(out, RunKey({"a": 1}, "d", seed, name, code="c"))


def finish(made, text="1"):
    with made.writing(force=True) as part:
        (part / "x").write_text(text)
    return made.path


def test_half_written_folders_without_a_writer_go(tmp_path):
    done, failed, dead, alive = (folder(tmp_path, seed=seed) for seed in range(4))
    finish(done)
    with pytest.raises(ValueError, match="boom"), failed.writing():
        raise ValueError("boom")
    with alive.writing() as part:
        assert part is not None
        dead.path.with_name(f"{dead.path.name}.part").mkdir()
        assert sweep(tmp_path) == [dead.path.name]
        assert part.is_dir()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted([done.path.name, alive.path.name, f"{failed.path.name}.part"])


def test_a_run_that_was_about_to_be_replaced_comes_back(tmp_path):
    made = folder(tmp_path)
    path = finish(made)
    path.rename(path.with_name(f"{path.name}.old"))  # killed between the two renamings
    path.with_name(f"{path.name}.part").mkdir()
    assert sweep(tmp_path) == [path.name]
    assert made.finished
    assert (path / "x").read_text() == "1"
    path.rename(path.with_name(f"{path.name}.old"))
    with made.writing() as part:
        assert part is None  # the writer itself finds it, too
    finish(made, "2")
    path.with_name(f"{path.name}.old").mkdir()
    sweep(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert (path / "x").read_text() == "2"


@pytest.mark.parametrize("name", ["CON", 'a:b<c>d|e?f*g"h\\i/j', "Quartiere è così", "x" * 300, "...", " nul. "])
def test_names_of_folders_are_legal_everywhere_and_short(name):
    made = RunKey({"a": 1}, "d", 2**62, name, code="c").folder_name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 80


def test_the_log_of_a_run_has_levels_warnings_and_who_wrote_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TWIN_LOG_LEVEL", "info")
    before = log.level
    with folder(tmp_path).writing() as part:
        log.info("told")
        log.debug("not told")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(capture=True)
            warnings.warn("a library warns", UserWarning, stacklevel=1)
        text = (part / "run.log").read_text(encoding="utf-8")
    assert re.search(r"INFO twin: process \d+ on \S+ writes run-s1", text)
    assert "INFO twin: told" in text
    assert "not told" not in text
    assert "WARNING py.warnings" in text
    assert log.level == before
    set_file_level("debug")
    with logging_to(tmp_path / "other.log"):
        log.debug("told now")
    assert "told now" in (tmp_path / "other.log").read_text(encoding="utf-8")
