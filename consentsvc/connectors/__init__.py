"""Connectors: other systems that show the school's pictures, kept as they should be by programs.

A connection ties a channel to a WordPress page, fills it, takes down from it, and looks until what came down is gone. Webhooks tell any
other system what became of a placement, signed (Standard Webhooks) and thin: the system asks the service for the rest.
"""
