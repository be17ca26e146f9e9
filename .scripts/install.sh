#!/bin/bash
# install.sh <section…>: installs what is missing of these sections of .packages, for example in a container image.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=common.sh
source "$ROOT/.scripts/common.sh"
take_lock
install_packages "$@"
