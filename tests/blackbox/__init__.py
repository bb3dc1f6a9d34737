"""The service as the world meets it: its own processes, spoken to over HTTP alone, killed in the middle."""
