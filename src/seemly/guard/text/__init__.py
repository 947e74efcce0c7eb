"""The words: what is meant, by whom it is pointed at, and in which language to answer."""
