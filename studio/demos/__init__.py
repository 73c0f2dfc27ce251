"""Projects and canvases to begin with: what ships ready made, and what the first page starts."""
