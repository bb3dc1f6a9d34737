"""The schools that use the service, and what each chooses where the rulebook leaves a choice (policy)."""
