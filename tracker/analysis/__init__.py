"""Measures that an economist can use and defend: pure functions from views to typed frames.

Each gives a :class:`tracker.analysis.result.Result`: a frame, its columns explained, the moment it was known at, on how
many projects it rests, and what was left out and why. Nothing here reads a ledger, the network or the clock.
"""
