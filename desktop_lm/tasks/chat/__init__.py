"""From a conversation to a prompt: chat templates, a model's own and ours."""
