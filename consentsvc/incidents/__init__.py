"""What reports, captures and breaches come to together: one list of what the reader may know, and what the school learns from them (M10).

Lessons are kept by theme, with no name and no way back to what they came from.
"""
