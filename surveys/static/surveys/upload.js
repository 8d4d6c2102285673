/* A survey project: older versions unfold; dropped files go into the file input and are listed with their sizes. */
(() => {
  "use strict";
  document.querySelectorAll("[data-unfold]").forEach((button) => button.addEventListener("click", () => {
    document.getElementById(button.dataset.unfold).hidden = false;
    button.remove();
  }));

  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const MEGABYTE = 1 << 20;
  const zone = form.querySelector("[data-drop-zone]");
  const input = zone.querySelector('input[type="file"]');
  const list = zone.querySelector("[data-drop-list]");
  const button = form.querySelector("button.btn-primary");
  const largest = Number(form.dataset.largestMb) * MEGABYTE;

  const size = (bytes) =>
    bytes < MEGABYTE ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;

  function show() {
    list.replaceChildren(...Array.from(input.files, (file) => {
      const item = document.createElement("li");
      const tooLarge = file.size > largest;
      item.textContent = `${file.name} · ${size(file.size)}${tooLarge ? ` · ${form.dataset.tooLarge}` : ""}`;
      item.classList.toggle("is-too-large", tooLarge);
      return item;
    }));
  }

  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
  });
  input.addEventListener("change", show);
  show();

  form.addEventListener("submit", () => {
    button.disabled = true;
    button.textContent = form.dataset.busy;
  });
  /* Back from the next page: the browser may keep the disabled button of before. */
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
