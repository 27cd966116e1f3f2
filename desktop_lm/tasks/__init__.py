"""What the three tabs do, as pure functions over messages: no process, no Qt, no files."""
