# Every target is `dev.py`'s; on Windows run `python dev.py run` and so on.
PYTHON ?= $(shell command -v python3 || command -v python || echo python3)

.PHONY: run test check quick lock
run test check quick lock:
	@$(PYTHON) dev.py $@
