"""New training examples on their way into the dialogue model: reviewed, compared, then in use or not."""

from api.training.bench import Bench, Report, TrainingError, intents

__all__ = ["Bench", "Report", "TrainingError", "intents"]
