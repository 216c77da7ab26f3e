"""Reminders for civil servants: of tasks due soon, by the way they chose, once for each task and day."""
