"""The short thread that `seemly demo` plays, and the pictures in it."""
