"""What is done with a model file beside the tabs' jobs: checked, made smaller, measured."""
