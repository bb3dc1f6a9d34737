"""Channels, placements and serving: what goes out, decided anew at each request (P1).

A channel is a place where pictures go out, with one purpose; a placement is one photo in one channel, with its public address.
Nothing stored says that it may be shown.
"""
