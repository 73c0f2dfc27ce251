"""`python -m sunmask evaluate --kind text`: hidden words, spans, held words, pull and speed."""
