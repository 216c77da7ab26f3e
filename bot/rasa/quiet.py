"""Rasa and TensorFlow say much that no operator can act on; this leaves warnings that matter."""

from __future__ import annotations

import logging
import os
import warnings


def hush() -> None:
    """Silence telemetry, deprecations and TensorFlow's notices; call before importing Rasa."""
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false",
        TF_CPP_MIN_LOG_LEVEL="3",
        SQLALCHEMY_SILENCE_UBER_WARNING="1",
        CUDA_VISIBLE_DEVICES="",
        LOG_LEVEL="WARNING",
        LOG_LEVEL_LIBRARIES="ERROR",
        TQDM_DISABLE="1",
    )
    warnings.filterwarnings("ignore")


def hush_logs() -> None:
    """Set Rasa's own logging to warnings."""
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)
    warnings.filterwarnings("ignore")
