#!/bin/sh
# Install what the tests need beyond Go: Chromium, Java and curl through apt, the Nu
# HTML checker and axe-core through npm. What is there already is left alone.
set -eu
tools=${1:-.tools}
vnu=26.9.27
axe=4.14.1

missing=
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
command -v git >/dev/null 2>&1 || missing="$missing git"
command -v curl >/dev/null 2>&1 || missing="$missing curl"
if [ -n "$missing" ]; then
	sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	export DEBIAN_FRONTEND=noninteractive
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # the names are words of their own
	$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

mkdir -p "$tools"
if [ "$(cat "$tools/.versions" 2>/dev/null || true)" != "vnu $vnu axe $axe" ]; then
	[ -f "$tools/package.json" ] || echo '{"private": true}' >"$tools/package.json"
	npm install --prefix "$tools" --no-save --no-package-lock --no-audit --no-fund --silent "vnu-jar@$vnu" "axe-core@$axe"
	echo "vnu $vnu axe $axe" >"$tools/.versions"
fi
