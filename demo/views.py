"""The files that visitors of the demo download, look into, and upload again."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo.golden import GOLDEN
from demo.loading import demo_files
from demo.second_development import SECOND
from demo.wrong_files import wrong_files


def _root() -> Path:
    root = Path(settings.DEMO_FILES_DIR)
    if settings.MODE == "production" or not root.is_dir():
        raise Http404
    return root


def _listed(root: Path, file: Path) -> dict[str, str]:
    return {
        "path": file.relative_to(root).as_posix(),
        "name": file.name,
        "stage": file.parent.name,
    }


@require_safe
def file_list(request: HttpRequest) -> HttpResponse:
    """List the stage files of both developments and the files that are each wrong in one way."""
    root, folders = _root(), demo_files()
    developments = [
        (development, [_listed(root, file) for file in sorted(folder.rglob("*.*"))])
        for development, folder in ((GOLDEN, folders.golden), (SECOND, folders.second))
    ]
    wrong = [
        _listed(root, file.path) | {"title": file.title, "kind": file.kind, "stage": file.stage}
        for file in wrong_files(folders.wrong)
        if file.path.is_file()
    ]
    return render(request, "demo/files.html", {"developments": developments, "wrong": wrong})


@require_safe
def file_download(request: HttpRequest, path: str) -> HttpResponse:
    """Return one of the demo's files, never anything outside their folder."""
    root = _root()
    for file in root.rglob("*.*"):
        if file.is_file() and file.relative_to(root).as_posix() == path:
            return FileResponse(file.open("rb"), as_attachment=True, filename=file.name)
    raise Http404
