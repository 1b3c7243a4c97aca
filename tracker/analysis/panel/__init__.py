"""The treatment panel: units of space by year or month, with what was proposed, built and opened in each.

One idea a module: :mod:`assets` (what a project is to a panel), :mod:`timing` (when it reached which stage), units of
space (:mod:`grid`, :mod:`hexagons`, :mod:`areas`, :mod:`countries`), :mod:`place` (which share of a project lies in
which unit), :mod:`exposure` (what lies within some distance of a unit), :mod:`assemble` (the frame),
:mod:`columns` (its words), :mod:`build` (all of it in order) and :mod:`cluster` (the spatial split on a cluster).
"""
