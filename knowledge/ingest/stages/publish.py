"""Keep the version; serve it when nothing asks for a person's decision."""

from knowledge.ingest.fingerprint import recogniser
from knowledge.ingest.intake import Intake


def publish(intake: Intake) -> None:
    """Fill ``version``. The whole stage is one transaction of the store."""
    assert intake.store is not None and intake.records is not None
    store, present = intake.store, intake.present
    serve = not intake.hold and (intake.reviewed or not intake.serious)
    if present is None:
        intake.version = store.add_version(
            intake.records,
            raw=intake.data,
            filename=intake.filename,
            recogniser=recogniser(),
            report=intake.report,
            publish=serve,
        )
        return
    store.set_recogniser(present.document_id, present.number, recogniser())
    if serve and present.state != "published":
        present = store.publish(present.document_id, present.number)
    intake.version = present
