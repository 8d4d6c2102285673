# Sourced by the commands in bin/: finds what this machine lacks and installs it.
# shellcheck shell=bash
#   cadastre_setup app|base|test   sets $cadastre_python to the environment's Python
cadastre_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
# Our own modules are found from any folder; the caller's own Python settings stay out.
unset PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV
export PYTHONPATH=$cadastre_root PYTHONUTF8=1
# shellcheck disable=SC2034 # read by the commands that source this
cadastre_python=$cadastre_root/.venv/bin/python

cadastre_refuse() { # zh en
    printf '✗ %s\n  %s\n' "$1" "$2" >&2
    exit 1
}

cadastre_system_python() { # prints a Python that can make an environment
    local candidate
    for candidate in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

cadastre_as_root() { # command…; returns 1 when there is no way to become root
    if ((EUID == 0)); then
        "$@"
    elif sudo -n true 2>/dev/null; then
        sudo -n "$@"
    elif [[ -t 0 && -t 2 ]] && command -v sudo >/dev/null; then
        printf '· 安装系统软件包需要管理员密码 / Installing system packages needs your password\n'
        sudo -v && sudo "$@"
    else
        return 1
    fi
}

cadastre_install() { # capability…
    local log=$cadastre_root/var/log/setup.log failed=0
    if command -v apt-get >/dev/null; then
        printf '· 安装系统软件包（%s）/ Installing system packages (%s)\n' "$*" "$*"
        SECONDS=0
        cadastre_as_root bash "$cadastre_root/bin/lib/install_debian.sh" "$@" >>"$log" 2>&1 || failed=1
        if ((failed == 0)); then
            printf '· 系统软件包就绪，%d 秒 / System packages ready, %d s\n' "$SECONDS" "$SECONDS"
            return 0
        fi
    fi
    cadastre_list_missing "$@"
    [[ ! -s $log ]] || printf '  日志 / log: %s\n' "$log" >&2
    exit 1
}

cadastre_list_missing() { # capability…
    printf '✗ 缺少以下软件，且无法自动安装；请管理员安装后再试：\n' >&2
    printf '  These are missing and could not be installed; have them installed and try again:\n' >&2
    local word
    for word in "$@"; do
        case $word in
            python) printf '  - Python ≥ 3.11 + venv (Debian: python3 python3-venv)\n' ;;
            postgis) printf '  - PostgreSQL ≥ 15 + PostGIS ≥ 3.3 (Debian 12: postgresql-15 postgresql-15-postgis-3)\n' ;;
            gdal) printf '  - GDAL, GEOS, PROJ (Debian: gdal-bin)\n' ;;
            msgfmt) printf '  - gettext (Debian: gettext)\n' ;;
            chromium) printf '  - Chromium (Debian: chromium), or CADASTRE_CHROMIUM=/path\n' ;;
            pango) printf '  - Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)\n' ;;
            fonts) printf '  - 中文字体 Noto CJK (Debian: fonts-noto-cjk)\n' ;;
            atomic) printf '  - libatomic (Debian: libatomic1)\n' ;;
        esac
    done >&2
}

cadastre_setup() { # profile
    local profile=$1 python words missing=()
    mkdir -p "$cadastre_root/var/log" 2>/dev/null || true
    [[ -w $cadastre_root/var/log ]] || cadastre_refuse \
        "当前用户不能写入 $cadastre_root/var（可能是用 root 或 sudo 建立的）。请改用原来的用户，或执行 sudo chown -R $(id -u) $cadastre_root/var $cadastre_root/.venv" \
        "You may not write into $cadastre_root/var (perhaps root or sudo made it). Use the first user, or run: sudo chown -R $(id -u) $cadastre_root/var $cadastre_root/.venv"
    if ! python=$(cadastre_system_python); then
        # Without Python nothing else can be asked for: one installation, or one list, of all.
        case $profile in
            app) missing=(python gdal msgfmt pango fonts) ;;
            base) missing=(python gdal msgfmt pango fonts postgis) ;;
            test) missing=(python gdal msgfmt pango fonts postgis chromium atomic) ;;
        esac
        cadastre_install "${missing[@]}"
        python=$(cadastre_system_python) || { cadastre_list_missing python; exit 1; }
    fi
    words=$("$python" -m launcher.machine "$profile")
    if [[ -n $words ]]; then
        mapfile -t missing <<<"$words"
        cadastre_install "${missing[@]}"
        words=$("$python" -m launcher.machine "$profile")
        if [[ -n $words ]]; then
            mapfile -t missing <<<"$words"
            cadastre_list_missing "${missing[@]}"
            exit 1
        fi
    fi
    "$python" -m launcher.environment "${profile/app/base}"
}
