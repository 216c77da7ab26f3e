"""What people asked and how it was answered: a masked log, figures over it, one message looked into."""
