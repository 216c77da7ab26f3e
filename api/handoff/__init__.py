"""A human when it matters: the queue of conversations for officers."""
