"""What some settings choose from, by name. No torch here."""

GROUPS = ("cells", "notes", "beats", "pairs")
TEXTURES = ("free", "plain", "simple", "even", "lively", "ornamented")
STYLES = ("free", "bach", "hymn")
"""Of chorales; a network that learned none of them hears nothing of it. "free" says nothing."""
WORD_BY_WORD = "single"
WORDINGS = (WORD_BY_WORD, "near", "plainer", "other")
LENGTHS = ("exact", "shorter", "longer", "free")
"""Of what is rewritten."""
MAX_STEPS = 2000
PRECISIONS = ("bf16", "fp32", "int8")
"""What a network computes in: by default bf16, or fp32 on a CPU without bf16. int8: of linear layers only."""
