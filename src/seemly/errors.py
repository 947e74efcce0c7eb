"""One tree of errors; each is a sentence that says what is wrong and, as a hint, what to do.

SeemlyError
├── ConfigurationError   a setting is missing or wrong
├── BadPicture           bytes from outside that we will not or cannot decode
├── CheckFailed          a guard check crashed, timed out or could not load (means hold)
├── NotApproved          somebody tried to mark, publish or say what no verdict allows
├── GeneratorFault       the generator gave nothing usable
│   └── GeneratorCannot  it understood, and says openly that it cannot do this
├── NetworkFault         a social network did not do what we asked
│   ├── TryLater         rate limit, time-out, 5xx: the same call may succeed later
│   │   └── NotAskedYet  nothing was sent at all, so nothing was spent
│   └── NoPrivateChannel the asker cannot be told in private on this network
├── LeaseLost            another worker owns this job now: give up at once
├── NotFound             no such job, post or picture
└── LedgerBroken         the ledger does not verify
"""


class SeemlyError(Exception):
    """A fault in plain words. `hint` says what the reader can do about it."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.sentence}. {self.hint}".rstrip() if self.hint else self.sentence


class ConfigurationError(SeemlyError):
    """A setting is missing or wrong."""


class BadPicture(SeemlyError):
    """A picture from outside that is not decoded. `reason` is a code for the record."""

    def __init__(self, reason: str, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, hint)
        self.reason = reason

    def __reduce__(self) -> tuple[type["BadPicture"], tuple[str, str, str]]:
        # It crosses the pipe from the decoding process.
        return (BadPicture, (self.reason, self.sentence, self.hint))


class CheckFailed(SeemlyError):
    """A guard check gave no answer. The fact it should have filled is Unknown."""


class NotApproved(SeemlyError):
    """Nothing leaves without an approval that names exactly what leaves (invariant 1)."""


class GeneratorFault(SeemlyError):
    """The generator answered nothing usable."""


class GeneratorCannot(GeneratorFault):
    """The generator understood the wish and cannot do it. `thing` names what, for the asker."""

    def __init__(self, thing: str, sentence: str) -> None:
        super().__init__(sentence)
        self.thing = thing


class NetworkFault(SeemlyError):
    """A social network refused or failed for good."""


class TryLater(NetworkFault):
    """The same call may succeed after `seconds`."""

    def __init__(self, sentence: str, seconds: float = 5.0) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class NotAskedYet(TryLater):
    """The same call may succeed later, and nothing was sent: it cost nothing."""


class NoPrivateChannel(NetworkFault):
    """The network gives us no way to tell the asker alone."""


class LeaseLost(SeemlyError):
    """Another worker owns this job, or its state moved on."""


class NotFound(SeemlyError):
    """No such job, post or picture here."""


class LedgerBroken(SeemlyError):
    """The ledger does not verify; the message names the first entry that does not fit."""
