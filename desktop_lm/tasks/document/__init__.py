"""Questions about documents and summaries of them, with what they rest on."""
