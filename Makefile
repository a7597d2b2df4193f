# Everything a person does with Talskrift from a checkout. `make` alone lists the targets.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

# An install is done when its stamp is there. The stamp's name holds a checksum of what decides the
# install (and of where the checkout lies), so a second make has nothing to do, whatever the file times say.
KEY := $(shell (pwd; cat pyproject.toml constraints.txt) | cksum | cut -d ' ' -f 1)
APP := .venv/app-$(KEY).installed
DEV := .venv/dev-$(KEY).installed

# What Qt's xcb and Wayland plugins and sounddevice load (ldd says so), and no desktop is sure to have.
APP_PACKAGES := libportaudio2 libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 \
	libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 \
	libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 \
	libwayland-cursor0 libwayland-egl1
# A voice, a word list, a screen, a sound card and servers for the tests.
TEST_PACKAGES := $(APP_PACKAGES) espeak-ng wswedish sox ffmpeg binutils xvfb xauth xdotool openbox xclip at-spi2-core \
	x11-xkb-utils imagemagick dbus pulseaudio pulseaudio-utils libasound2-plugins libfaketime rclone \
	openssh-client strace curl desktop-file-utils

# The models of the tests are tiny: threads that spin while they wait for each other on a busy machine cost
# twenty times what they save.
TEST_ENV := QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive

.PHONY: help app test check lint starter bench screenshots bundle lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done

app: $(APP) ## install the app into .venv and open its window
	@sh scripts/open-app.sh $(PY) $(APP_PACKAGES)

# The app's tests have processes of their own, without torch, as the app has. What a busy machine has disturbed (sound
# that plays, processes that start, windows that come to the front) gets a second chance, and the summary counts it.
TESTERS ?= 2
XVFB = $$(command -v xvfb-run >/dev/null && echo xvfb-run -a)
test: $(DEV) ## install what the tests need and run them all
	$(TEST_ENV) $(XVFB) $(PY) -m pytest -n $(TESTERS) --dist loadfile --reruns 1 tests/desktop $(PYTEST_ARGS)
	$(TEST_ENV) $(XVFB) $(PY) -m pytest -n $(TESTERS) --dist loadfile --ignore tests/desktop $(PYTEST_ARGS)

check: $(DEV) lint ## linters, types, import rules and the fast tests
	$(TEST_ENV) $(PY) -m pytest -q -m "not slow and not audio"

lint: $(DEV) ## linters, types and import rules alone
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

starter: $(DEV) ## make the starter model from nothing: hours; stopped, it goes on where it was
	@mkdir -p data runs
	$(PY) -m training corpus synthesise data/synthetic --train 60000
	$(PY) -m training corpus synthesise data/synthetic-timed --words --train 1 --test 1
	$(PY) -m training corpus synthesise data/synthetic-more --train 24000 --validation 1 --test 1 --seed 2
	$(PY) -m training corpus synthesise data/synthetic-rare --rare 45000 --train 1 --validation 1 --test 1 --seed 3
	$(PY) -m training corpus synthesise data/synthetic-rare2 --rare 41000 --train 1 --validation 1 --test 1 --seed 4
	$(PY) -m training features data/synthetic data/features
	$(PY) -m training features data/synthetic-more data/features-more
	$(PY) -m training features data/synthetic-rare data/features-rare
	$(PY) -m training features data/synthetic-rare2 data/features-rare2
	$(PY) -m training finetune training/runs/starter.toml
	$(PY) -m training finetune training/runs/starter-next.toml
	$(PY) -m training score runs/starter-next/final data/synthetic/test_default --json runs/starter-next/test_default.json
	$(PY) -m training score runs/starter-next/final data/synthetic/test_voices --json runs/starter-next/test_voices.json
	$(PY) -m convert export runs/starter-next/final assets/models/starter --quantization int8 --force \
		--name "Talskrift starter" --licence Apache-2.0 \
		--description-sv "Provmodell: förstår bara talsyntes. Välj en större modell, till exempel KB-Whisper, för mänskligt tal." \
		--description-en "Trial model: understands synthetic voices only. Choose a larger model, such as KB-Whisper, for human speech." \
		--scores runs/starter-next/test_default.json runs/starter-next/test_voices.json \
		--sample $$(ls data/synthetic/test_default/audio/0000/*.flac | head -n 40) \
		--words data/synthetic-timed/validation
	$(PY) -m training score assets/models/starter data/synthetic/test_default

bench: $(DEV) ## measure what docs/benchmarks.md quotes and write it there; ONLY="live file" for some of it
	$(PY) -m scripts.bench $(ONLY) $(BENCH_ARGS)

# Few colours: a picture of a window has no more, and is a third as large.
screenshots: $(DEV) ## take pictures of every window, light and dark, in both languages
	rm -f docs/screenshots/*.png
	QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1920x1200x24" $(PY) -m desktop.ui.screenshots docs/screenshots
	mogrify -strip -define png:exclude-chunks=date,time -define png:compression-level=9 \
		+dither -colors 128 -type Palette docs/screenshots/*.png

bundle: $(DEV) ## build the one-folder app dist/talskrift with PyInstaller
	.venv/bin/pyinstaller --noconfirm --log-level WARN build.spec

lock: ## write constraints.txt anew from the newest versions pyproject.toml allows
	sh scripts/lock.sh $(PYTHON)

clean: ## delete the environment, builds and caches; never data, runs or models
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(APP):
	@sh scripts/make-venv.sh $(PYTHON) .venv
	@sh scripts/system-packages.sh $(APP_PACKAGES)
	@echo "Installing Talskrift into .venv (once; a few minutes on a slow line)"
	@$(PIP) install --constraint constraints.txt --editable '.[desktop]'
	@touch $@

$(DEV): $(APP)
	@sh scripts/system-packages.sh $(TEST_PACKAGES)
	@echo "Installing what training, conversion and the tests need into .venv (once; torch is large)"
	@$(PIP) install --constraint constraints.txt --editable '.[desktop,training,convert,dev]'
	@touch $@
