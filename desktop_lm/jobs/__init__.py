"""One job at a time on one engine, a latest-wins place in the queue for each tab."""
