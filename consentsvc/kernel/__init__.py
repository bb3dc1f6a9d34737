"""The kernel: words that every room shares, and nothing that belongs to one room."""
