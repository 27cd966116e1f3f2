"""Files that go with a prompt: chosen, shown, read and cited."""
