import socket

import pytest

from api import preflight
from api.preflight import PreflightError


def test_a_taken_port_is_named_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PreflightError) as raised:
            preflight.bound("127.0.0.1", port)
    assert str(port) in str(raised.value) and "PORT=" in str(raised.value) and "\n" not in str(raised.value)


def test_port_0_is_a_free_one():
    with preflight.bound("127.0.0.1", 0) as made:
        assert preflight.port_of(made) > 0


def test_a_port_for_later_is_none_that_others_get_by_chance():
    ports = {preflight.free_port() for _ in range(20)}
    assert len(ports) > 1 and all(15_000 <= port < 32_768 for port in ports)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(PreflightError, match="HOST"):
        preflight.bound("203.0.113.7", 8000)


def test_a_full_disk_is_told_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(preflight.shutil, "disk_usage", lambda _: type("U", (), {"free": 3 * 2**20})())
    with pytest.raises(PreflightError, match=r"3 MB.*DATA_DIR"):
        preflight.prepare_folder(tmp_path / "new")


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(PreflightError, match="DATA_DIR"):
        preflight.prepare_folder(tmp_path / "file" / "data")


def test_two_runs_on_one_folder_are_refused(tmp_path):
    with preflight.claim(tmp_path), pytest.raises(PreflightError, match="DATA_DIR"):
        preflight.claim(tmp_path)
    preflight.claim(tmp_path).close()


def test_a_missing_rasa_environment_says_how_to_get_it(tmp_path):
    with pytest.raises(PreflightError, match="make setup"):
        preflight.check_rasa_python(tmp_path / "python")


def test_every_trouble_is_one_line():
    assert all("\n" not in line for line in preflight.words()["trouble"].values())
