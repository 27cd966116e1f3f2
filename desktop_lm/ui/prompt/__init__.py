"""The Prompt tab."""
