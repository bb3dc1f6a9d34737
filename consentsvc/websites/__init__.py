"""The school's own websites, as somebody outside sees them: pages are fetched, and each picture on them is compared with ours (P9).

It finds copies that nobody told the service about, live links that are dead, and copies that should have come down.
"""
