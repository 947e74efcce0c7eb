"""Does a reply ask that our picture be taken away? Only if that is all it says."""

from __future__ import annotations

import regex

from seemly.guard.text.normalise import cleaned, fold

#: The whole meaning of a reply, after greetings and courtesies are taken off.
_VERB_FIRST = (
    r"(?:please )?(?:can you |could you |would you )?"
    r"(?:remove|delete|erase|take down|take away|pull) "
    r"(?:this|that|it|the (?:picture|image|photo|post)|this (?:picture|image|photo|post|one)|"
    r"that (?:picture|image|photo|post)|my (?:picture|image|photo)|your (?:picture|post|answer))",
    r"(?:can you |could you )?(?:take|get|pull) "
    r"(?:this|that|it|the (?:picture|image|photo|post)|this (?:picture|image|photo|post)) "
    r"(?:down|away|off|offline)",
    r"(?:kannst du |konntest du |konnen sie )?(?:losch|losche|loschen|losch mal|entfern|entferne|"
    r"entfernt|entfernen|nimm|nehmt|mach) ?(?:sie )?"
    r"(?:das|es|dies|dieses|das bild|dieses bild|das foto|dieses foto|den post|diesen post|"
    r"den beitrag|diesen beitrag|mein bild|mein foto)"
    r"(?: (?:weg|runter|herunter|raus|offline|wieder weg|loschen|entfernen|sofort))*",
    r"(?:kannst du |konntest du |konnen sie )?"
    r"(?:das|es|dies|dieses|das bild|dieses bild|das foto|dieses foto)? ?"
    r"(?:loschen|entfernen|wegmachen|runternehmen|weg damit)",
    r"(?:peux tu |pouvez vous |tu peux )?(?:supprime|supprimer|supprimez|retire|retirer|retirez|"
    r"efface|effacer|effacez|enleve|enlever|enlevez) "
    r"(?:ca|cela|ceci|le|la|l image|cette image|l'image|la photo|cette photo|cette publication|"
    r"ce post|le post|mon image|ma photo)",
    r"(?:kun je |kunt u |wil je )?(?:verwijder|verwijderen|wis|weghalen) "
    r"(?:dit|dat|het|deze|deze foto|dit bericht|de foto|het plaatje|dit plaatje|de afbeelding|"
    r"deze afbeelding|mijn foto|deze post)(?: (?:verwijderen|weghalen))?",
    r"(?:kun je |kunt u |wil je )?(?:haal|doe|halen) (?:dit|dat|het|deze|deze foto|"
    r"dit bericht|de foto|dit plaatje|deze afbeelding) (?:weg|offline|eraf|er af)",
    r"(?:kun je |kunt u |wil je )(?:dit|dat|het|deze foto|dit bericht|deze afbeelding) "
    r"(?:verwijderen|weghalen|wissen)",
    r"(?:dit|dat|deze foto) (?:verwijderen|weghalen|wissen)",
)
_COURTESY = regex.compile(
    r"\b(?:please|pls|plz|now|immediately|right now|at once|asap|thanks|thank you|hey|hi|hello|"
    r"bitte|sofort|jetzt|danke|hallo|mal|doch|s'il te plait|s il te plait|s'il vous plait|"
    r"s il vous plait|stp|svp|merci|tout de suite|immediatement|bonjour|"
    r"alsjeblieft|alstublieft|aub|nu|meteen|direct|dank je|bedankt|bot|seemly)\b"
)
_MENTION = regex.compile(r"@[\w.\-]+(?:@[\w.\-]+)?")
_WHOLE = regex.compile("|".join(f"(?:{pattern})" for pattern in _VERB_FIRST))


def asks_removal(text: str) -> bool:
    """Whether a reply says "remove this", in en, de, fr or nl, and nothing else.

    "Remove this lamp" is a wish for an edit and is not a removal.
    """
    plain = fold(cleaned(_MENTION.sub(" ", text)))
    plain = regex.sub(r"[^\p{L}\p{M}'’ ]+", " ", plain)
    plain = _COURTESY.sub(" ", plain).replace("loesch", "losch")
    plain = " ".join(plain.replace("-", " ").split())
    return bool(_WHOLE.fullmatch(plain))
