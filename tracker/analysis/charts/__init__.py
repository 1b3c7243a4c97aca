"""Charts of results, one module each: a function from a result to a figure."""
