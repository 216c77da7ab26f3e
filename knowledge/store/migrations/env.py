"""Alembic environment: runs on the connection that knowledge.store.engine.migrate hands over."""

from alembic import context

from knowledge.store.schema import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
