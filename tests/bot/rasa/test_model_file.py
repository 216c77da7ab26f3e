import tarfile

from bot.rasa import model_file


def model(path):
    inside = path.with_suffix(".txt")
    inside.write_text("x" * 50_000)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(inside)
    return path


def test_a_whole_archive_is_intact_and_a_cut_or_missing_one_is_not(tmp_path):
    good = model(tmp_path / "m.tar.gz")
    assert model_file.is_intact(good)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(good.read_bytes()[:60])
    assert not model_file.is_intact(cut)
    (tmp_path / "text.tar.gz").write_text("not a model")
    assert not model_file.is_intact(tmp_path / "text.tar.gz")
    assert not model_file.is_intact(tmp_path / "none.tar.gz")


def test_the_name_of_a_model_changes_with_its_inputs_and_only_with_them(tmp_path, monkeypatch):
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu/a.py").write_text("a")
    (tmp_path / "README").write_text("a")
    monkeypatch.setattr(model_file, "ROOT", tmp_path)
    first = model_file.fingerprint()
    (tmp_path / "README").write_text("b")
    assert model_file.fingerprint() == first
    (tmp_path / "nlu/a.py").write_text("b")
    assert model_file.fingerprint() != first


def test_the_two_newest_models_are_kept(tmp_path):
    import os

    for age, name in enumerate(("new", "old", "oldest")):
        (tmp_path / f"{name}.tar.gz").write_text("x")
        os.utime(tmp_path / f"{name}.tar.gz", (1000 - age, 1000 - age))
    model_file.drop_old(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.tar.gz", "old.tar.gz"]
