"""Packs: the pictures of a channel as one ZIP, for whoever is to have them, each decided again as it is streamed (S4).

A pack knows who it was made for; each time it is fetched, what went out is noted as copies (P9).
"""
