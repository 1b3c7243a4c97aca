"""The command line: options, words and tables. What it prints comes from views."""
