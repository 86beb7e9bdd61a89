# 村村通。常用：make run 启动，make test 检查，make help 看全部。
.DEFAULT_GOAL := help
.PHONY: help run reset setup setup-tests test lint bench screenshots lock clean need-python

PORT ?= 8000
ARGS ?=
YES ?=
# The first Python on this machine that the system runs on.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done)
VENV_PYTHON := .venv/bin/python

help:  ## 列出全部命令
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

need-python:
	@test -n "$(PYTHON)" || { \
	echo "✗ 没有找到 Python 3.11 至 3.13。请先安装（Debian、Ubuntu：apt-get install python3 python3-venv）。"; \
	echo "  No Python 3.11 to 3.13 found; install it, or say make run PYTHON=/path/to/python3.11"; exit 1; } >&2

run: need-python  ## 准备并启动系统，网址 http://127.0.0.1:8000（换端口：PORT=8001）
	@$(PYTHON) -m scripts.bootstrap run --port $(PORT)

reset: need-python  ## 询问后删除 var/ 下的全部数据并重新生成（不询问：YES=1）
	@$(PYTHON) -m scripts.bootstrap reset --port $(PORT) $(if $(filter 1 yes y,$(YES)),--yes)

setup: need-python  ## 只准备 Python 环境和前端文件
	@$(PYTHON) -m scripts.bootstrap setup

setup-tests: need-python  ## 同上，并装好测试工具
	@$(PYTHON) -m scripts.bootstrap setup --tests

test: need-python  ## 全部检查与测试（只跑一部分：ARGS="-k 名称"）
	@$(PYTHON) -m scripts.test all -- $(ARGS)

lint: need-python  ## 只做格式、类型、模板、分层、迁移检查
	@$(PYTHON) -m scripts.test lint

bench: setup-tests  ## 在 SQLite 和 PostgreSQL 上测速，结果在 var/bench/
	@$(VENV_PYTHON) -m scripts.bench $(ARGS)

screenshots: setup-tests  ## 从运行中的系统重新拍摄 README 的截图
	@$(VENV_PYTHON) -m scripts.screenshots $(ARGS)

lock: setup  ## 更新锁定的依赖（升级某个包：ARGS="包名"）
	@$(VENV_PYTHON) -m scripts.lock $(ARGS)

clean:  ## 删除可重建的文件（保留 var/ 下的数据）
	rm -rf .venv node_modules cuncuntong/web/static/vendor cuncuntong/foundation/pages/fonts
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist *.egg-info
