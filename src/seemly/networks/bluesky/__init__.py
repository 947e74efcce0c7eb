"""Bluesky: the AT Protocol side of the network port."""

from seemly.networks.bluesky.adapter import Bluesky

__all__ = ["Bluesky"]
