"""What the measurements need of Qt; only this layer may import it."""
