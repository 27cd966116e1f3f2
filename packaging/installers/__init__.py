"""Makes installers of the program: frozen by PyInstaller, then packed for each system."""
