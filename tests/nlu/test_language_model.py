from __future__ import annotations

from nlu.language import LanguageModel


def test_what_one_model_learns_another_does_not_know() -> None:
    plain = LanguageModel.load()
    grams, after, folds = plain.grams(), dict(plain._after), dict(plain.by_fold)
    taught = LanguageModel.load()
    taught.learn(["Kế hoạch zyx và nhiệm vụ zyx kế"])
    assert taught.knows("zyx") and taught.pair("vụ", "zyx") > plain.pair("vụ", "zyx")
    for model in (plain, LanguageModel.load()):
        assert not model.knows("zyx")
        assert model.grams() == grams
        assert (model._after, model.by_fold) == (after, folds)
