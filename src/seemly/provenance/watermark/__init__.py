"""The invisible mark: 48 bits of public id in the pixels themselves."""
