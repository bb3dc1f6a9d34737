"""What the takedown room reads and locks: of cases and their tasks, for families, to notice what ended. Each query names its school."""
