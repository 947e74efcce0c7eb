"""The first day: ten questions, and a configuration that explains itself."""
