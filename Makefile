# Every target is `dev.py`'s, in develop/; on Windows run `python dev.py run` and so on.
PYTHON ?= $(shell command -v python3 || command -v python || echo python3)

.PHONY: run test check quick faults lock engine-portable package package-test
run test check quick faults lock engine-portable package package-test:
	@$(PYTHON) dev.py $@
