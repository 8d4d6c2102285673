#!/usr/bin/env bash
# Run as root by setup.sh: installs the Debian packages for the capabilities named.
# No database cluster of Debian's is made, no service is started or restarted: both are switched
# off while the packages go in, and put back as they were afterwards.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
policy=/usr/sbin/policy-rc.d
policy_before=$policy.before-cadastre
clusters=/etc/postgresql-common/createcluster.conf
clusters_before=$clusters.before-cadastre

put_back() {
    if [[ -e $policy_before ]]; then
        mv -f "$policy_before" "$policy"
    elif grep -qs 'cadastre setup' "$policy"; then
        rm -f "$policy"
    fi
    if [[ -e $clusters_before ]]; then
        mv -f "$clusters_before" "$clusters"
    fi
}

install_packages() {
    apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@"
}

postgis_packages() { # the installed server's PostGIS, else the distribution's newest
    local pattern='^postgresql-[0-9]+-postgis-3$' installed available version
    available=$(apt-cache search --names-only "$pattern" | grep -oE '^postgresql-[0-9]+' | sort -V || true)
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 'postgresql-[0-9]*' 2>/dev/null |
        sed -nE 's/^(postgresql-[0-9]+) installed$/\1/p' | sort -V)
    version=$(comm -12 <(sort <<<"$available") <(sort <<<"$installed") | sort -V | tail -n 1)
    version=${version:-$(tail -n 1 <<<"$available")}
    [[ -n $version ]] || { echo "no postgresql-*-postgis-3 in this distribution" >&2; return 1; }
    echo "$version $version-postgis-3"
}

printf '== %s: %s\n' "$(date -Is)" "$*"
put_back # what an interrupted run left
trap put_back EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
[[ ! -e $policy ]] || mv "$policy" "$policy_before"
printf '#!/bin/sh\n# cadastre setup: no service starts while packages go in\nexit 101\n' >"$policy"
chmod 755 "$policy"

apt-get -o DPkg::Lock::Timeout=300 update || echo "package lists not refreshed; trying what is known" >&2
packages=()
for capability in "$@"; do
    case $capability in
        python) packages+=(python3 python3-venv) ;;
        postgis)
            postgis=$(postgis_packages)
            read -r -a names <<<"$postgis"
            packages+=("${names[@]}")
            if [[ ! -e $clusters ]]; then
                install_packages postgresql-common
            fi
            cp -p "$clusters" "$clusters_before"
            printf '\ncreate_main_cluster = false\n' >>"$clusters"
            ;;
        gdal) [[ " $* " == *" postgis "* ]] || packages+=(gdal-bin) ;; # PostGIS brings it too
        msgfmt) packages+=(gettext) ;;
        chromium) packages+=(chromium) ;;
        pango) packages+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0) ;;
        fonts) packages+=(fonts-noto-cjk) ;;
        atomic) packages+=(libatomic1) ;;
        *) echo "unknown capability $capability" >&2; exit 2 ;;
    esac
done
install_packages "${packages[@]}"
