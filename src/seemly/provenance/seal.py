"""A seal on what was approved and marked: whoever can write to the database cannot make one.

Rows hold digests, and digests alone can be forged together: another publication, its digest, a
verdict that names it. So each row also carries an HMAC under a key that is not in the database.
A ledger entry would not do instead: who can forge the row can insert the entry as well, and the
sequencer would sign it within a second.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from seemly.errors import NotApproved

_PURPOSE = b"seemly approvals 1\n"  # one key, several uses: none may be taken for another


@dataclass(frozen=True)
class Seal:
    """Seals digests with one key."""

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> Seal:
        """A seal whose key is derived from another secret of this installation."""
        return cls(hmac.digest(secret, _PURPOSE, "sha256"))

    def on(self, *digests: str) -> str:
        """64 hex characters over these digests, in this order and number."""
        return hmac.new(self.key, "\n".join(digests).encode(), hashlib.sha256).hexdigest()

    def check(self, seal: str | None, *digests: str) -> None:
        """Raises NotApproved where the seal is missing, or was set on anything else."""
        if seal is None or not hmac.compare_digest(seal, self.on(*digests)):
            raise NotApproved("the row was not written by who approved it")
