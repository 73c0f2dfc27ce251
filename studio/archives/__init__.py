"""Archives: a project, or some takes of it, as one zip that another studio reads back."""
