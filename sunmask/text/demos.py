"""Texts to start from."""

DEMOS = {
    "War and play": (
        "When the war came to our street, the children had to play in the cellar. They made the rules in a "
        "whisper, chose a captain, and waited for the morning to give the garden back."
    ),
    "Weather at sea": (
        "By noon the wind had gone round to the north and the sea was the colour of slate. Two birds hung "
        "over the harbour as if they had been painted there. “It will snow before dark,” said the old pilot, "
        "and nobody on the quay cared to answer him."
    ),
    "A letter home": (
        "Dear Anna, the house is quiet now that the guests have left. I found your blue coat behind the "
        "door and the key in its pocket. If you come on Sunday, bring the good lamp, for the evenings are "
        "long and there is not enough light to read by."
    ),
}
