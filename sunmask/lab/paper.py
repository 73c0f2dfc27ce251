"""The paper's tables and figures, quoted, and those that cannot be made again here, with the reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exhibit:
    """A table or figure. shows: what it is; reports: what the paper says there, where that is in words;
    differs: what is not the same here, and why."""

    heading: str
    shows: str
    reports: str
    differs: tuple[str, ...]


METHODS = ("SUNMASK", "Coconet", "SUNDAE")
"""In the order of Table 1."""
FEATURES_OF_METHODS: dict[str, tuple[bool, bool, bool]] = {
    "mask input to model": (True, True, False),
    "masked loss": (True, False, False),
    "re-weighted loss": (True, True, False),
    "unrolled loss": (True, False, True),
    "inference mask schedule": (True, True, False),
    "sampling rejection step": (True, False, True),
    "mask control preserves data": (True, False, False),
}
"""Table 1, row by row."""
PAIRS = (("success", "disaster"), ("celebration", "crime"), ("war", "play"))
"""Held words of Table 3."""
QUOTED = {
    ("success", "disaster"): "I think I want to leave success at the end of the disaster, but because ...",
    (
        "disaster",
        "success",
    ): "Although more than 80,000 success have been displaced in the disaster since ...",
    ("celebration", "crime"): "This is a fact on the celebration is such a really good crime, but it can ...",
    (
        "crime",
        "celebration",
    ): "Last year, the numbers of celebration applications have been adopted in crime ...",
    ("war", "play"): "The Prime Minister David Cameron said war had not be hard to play the divorce ...",
    ("play", "war"): "But I was proud of the war I 've got to play to it but I wish that 's because ...",
}
"""The first sample of Table 3 by its trusted and its doubted word, as printed there."""

EXHIBITS = {
    "table1": Exhibit(
        "Table 1: features of SUNMASK, Coconet and SUNDAE",
        "which switches tell the three methods apart",
        "",
        (
            "Here all three share one network and one sampler; only the objective differs.",
            "All are sampled with the same mask schedule. SUNDAE's network does not see the mask.",
            "The sampling rejection step is a setting of the sampler (accept_ramp) for any network.",
            "Our Coconet reads noise where the authors' reads blanks, so masks preserve data in all three.",
        ),
    ),
    "table2": Exhibit(
        "Table 2: Bach-or-Mock grades",
        "the grade of samples from nothing, lower is better",
        "",
        (
            "The paper's networks, training code and hours on a GPU are not to be had: ours are smaller, and "
            "are trained for minutes of a CPU. Compare the order of rows, not the numbers.",
            "BachMock transformer and AugGen are other people's systems, without published weights.",
            "The paper's Coconet is the authors' pretrained one. Ours is their objective on our network.",
            "Bach here is chunks of held-out pieces; the paper grades whole chorales.",
            "The paper does not say how many cells re-noising (N) resets; here a tenth of the doubted ones.",
        ),
    ),
    "table3": Exhibit(
        "Table 3: words that are trusted or doubted",
        "held words steer the words around them",
        "Chosen samples of a transformer trained on EMNLP2017 News, first of each pair below.",
        (
            "The shipped text-small learned from books, not from news, and works with a language model where "
            "that is installed. So its sentences are of another kind.",
            "The paper prints chosen samples; these are not chosen. How much trust steers is measured by "
            "python -m sunmask evaluate --kind text --parts pull, which --data ENGLISH runs here too.",
        ),
    ),
    "figure1": Exhibit(
        "Figure 1: step-unrolled denoising training",
        "a drawing of the training, without measurements",
        "Four voices are corrupted by a random mask for each; the network predicts the original from the "
        "corrupted data and the mask; a sample of that prediction and the same mask are its second input.",
        ("Nothing to run: sunmask/method/noise.py draws the mask, sunmask/method/objective.py unrolls.",),
    ),
    "figure2": Exhibit(
        "Figure 2: negative BLEU-5 against Self-BLEU-5 on EMNLP2017 News",
        "quality and variety of sentences over temperatures and numbers of steps",
        "A plot, without numbers.",
        (
            "The benchmark's 200,000 training lines are not to be had: all learn from valid.txt instead.",
            "The paper's points are of 1,000 sentences, its baselines' of 10,000. Self-BLEU falls with fewer "
            "sentences (benchmark --count 10000 shows it), so the two cannot share a plot. Here every row "
            "has as many sentences, real text among them.",
            "SeqGAN and the other baselines are not trained here. A model of equal size that reads from left "
            "to right takes their place.",
        ),
    ),
} | {
    f"figure{number}": Exhibit(
        f"Figure {number}: Ode to Joy, {mask}",
        "three voices harmonise a melody under a mask",
        "A score, without numbers.",
        (
            "The paper's network is not to be had; the shipped one composes here.",
            "The best of the candidates by grade is written; the paper does not say how it chose.",
        ),
    )
    for number, mask in (
        (3, "the soprano held"),
        (4, "the first half of the soprano held, the rest doubted"),
        (5, "the first half of the soprano held, the rest rewritten"),
    )
}
