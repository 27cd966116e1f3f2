"""The command line: a second front end on the same jobs as the window."""
