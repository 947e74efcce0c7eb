"""Seemly answers people who ask for pictures in a social network, and answers for each one."""

__version__ = "0.1.0"
