"""The settings of the private cluster, written anew before each start."""

from launcher.places import Places

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "max_locks_per_transaction": "256",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "log_checkpoints": "off",
}
THROWAWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def write_settings(places: Places, name: str, *, is_throwaway: bool) -> None:
    """Write cadastre.conf into the data folder; its postgresql.conf includes it at the end."""
    values = SETTINGS | (THROWAWAY_SETTINGS if is_throwaway else {})
    values |= {
        "unix_socket_directories": '"' + str(places.socket).replace('"', '""') + '"',
        "cluster_name": f"cadastre-{name}",
    }
    lines = [f"{key} = '{text.replace(chr(39), chr(39) * 2)}'" for key, text in values.items()]
    path = places.data / "cadastre.conf"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o644)
