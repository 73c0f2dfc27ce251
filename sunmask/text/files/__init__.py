"""Files of texts: Markdown and Word documents (.docx) in and out, with headings, bold and italics."""

MARKDOWN_ENDINGS = (".md", ".markdown")
WORD_ENDING = ".docx"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
