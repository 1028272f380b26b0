# The commands of this project, short. `deploy/test.sh` and `.ci/run` are the same without make.
#
#   make build    both programs, release, in .build/release
#   make test     format check, build, all tests; the last line counts them
#   make format   rewrites the sources in the project's format
#   make lint     says what `make format` would change
#   make map      writes the files of each room into ARCHITECTURE.md
#   make demo     the demonstration: villages, a township, county, province, nation
#   make bench    the workloads with their rates; see Benchmarks/README.md
#   make clean    removes what was built
#
# Each finds the Swift toolchain first and says in one sentence what is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
LIB := source deploy/lib.sh; find_swift
SWIFT_FILES := Sources Tests Benchmarks Package.swift

.PHONY: build test format lint map demo bench clean

build:
	@$(LIB); install_packages "$${BUILD_PACKAGES[@]}"; build_products

test:
	@deploy/test.sh

format:
	@$(LIB); swift format --in-place --parallel --recursive $(SWIFT_FILES)

lint:
	@$(LIB); swift format lint --strict --parallel --recursive $(SWIFT_FILES)

map:
	@.ci/map

demo:
	@deploy/demo.sh

bench:
	@$(LIB); build_products; .build/release/benchmarks

clean:
	@rm -rf .build
