"""Train the model of today's inputs: ``python -m bot.rasa.train FOLDER``. Does nothing when it is there."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bot.rasa.lean import without_tensorflow
from bot.rasa.lifeline import end_with_parent
from bot.rasa.model_file import HERE, additional_in, drop_old, is_intact, model_in
from bot.rasa.quiet import hush, hush_logs


def train(folder: Path, candidate: Path | None = None) -> Path:
    """Return the model of today's inputs, trained now if need be; it is written whole or not at all.

    *candidate* are additional examples to try instead of those in use.
    """
    additional = candidate or additional_in(folder)
    wanted = model_in(folder, additional)
    if is_intact(wanted):
        return wanted
    hush()
    without_tensorflow()
    import rasa

    hush_logs()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        result = rasa.train(
            domain=str(HERE / "domain.yml"),
            config=str(HERE / "config.yml"),
            training_files=[str(HERE / "data"), *([str(additional)] if additional.is_file() else [])],
            output=aside,
            fixed_model_name="model",
            force_training=True,
        )
        if result.code != 0 or result.model is None:
            raise SystemExit("Rasa could not train the model")
        Path(result.model).replace(wanted)
    drop_old(folder)
    return wanted


if __name__ == "__main__":
    if os.environ.get("TROLYAO_SUPERVISED"):
        end_with_parent()
    print(train(Path(sys.argv[1])))
