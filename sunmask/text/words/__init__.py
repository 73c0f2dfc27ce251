"""The writing system: words, marks and the white space between them, sentences, and pieces of words."""
