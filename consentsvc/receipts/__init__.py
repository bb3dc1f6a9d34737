"""Receipts: what a speaker said, to keep, and for a program to read (C16).

One receipt stands for what was sent, or handed in on paper, together. It is made from the answers whenever it is asked for, the same
bytes each time: fields of ISO/IEC TS 27560 in terms of the W3C's DPV, signed. It holds the speaker's own words alone (G1).
"""
