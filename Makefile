# One script stands behind every target; `make` alone prints them all.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test proof check lint e2e bench format openapi docs lock setup

help run test proof check lint e2e bench format openapi docs lock setup:
	@$(PYTHON) .ci/steps.py $@
