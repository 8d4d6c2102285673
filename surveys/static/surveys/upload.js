/* A survey project: older versions unfold; dropped files are listed with their sizes; large ones go up in pieces. */
(() => {
  "use strict";
  document.querySelectorAll("[data-unfold]").forEach((button) => button.addEventListener("click", () => {
    document.getElementById(button.dataset.unfold).hidden = false;
    button.remove();
  }));

  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const MEGABYTE = 1 << 20;
  const { ChunkedFile, Refused } = window.cadastreChunks;
  const zone = form.querySelector("[data-drop-zone]");
  const input = zone.querySelector('input[type="file"]');
  const list = zone.querySelector("[data-drop-list]");
  const button = form.querySelector("button.btn-primary");
  const words = form.dataset;
  const largest = Number(words.largestMb) * MEGABYTE;
  const inPieces = (file) => file.size > Number(words.chunksFrom) && file.size <= largest;
  let sending = false;

  const size = (bytes) =>
    bytes < MEGABYTE ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
  const fill = (sentence, done, file) => sentence.replace("{done}", size(done)).replace("{size}", size(file.size));

  /* What a broken upload lacks is told until its file is chosen again; then the file's own line tells it. */
  function hideChosen() {
    const chosen = new Set(Array.from(input.files, (file) => `${file.name} ${file.size}`));
    for (const line of form.querySelectorAll("[data-broken]")) line.hidden = chosen.has(line.dataset.broken);
  }

  function show() {
    hideChosen();
    list.replaceChildren(...Array.from(input.files, (file) => {
      const item = document.createElement("li");
      const tooLarge = file.size > largest;
      item.textContent = `${file.name} · ${size(file.size)}${tooLarge ? ` · ${words.tooLarge}` : ""}`;
      item.classList.toggle("is-too-large", tooLarge);
      if (inPieces(file)) prepare(file, item);
      return item;
    }));
  }

  /* A large file: its line shows how far it is, and what is on the server already. */
  function prepare(file, item) {
    const note = document.createElement("span");
    note.className = "soft upload-note";
    const bar = document.createElement("progress");
    bar.className = "reading";
    bar.max = file.size;
    bar.value = 0;
    bar.hidden = true;
    const toggle = document.createElement("button");
    toggle.type = "button";
    toggle.className = "link-button";
    toggle.hidden = true;
    const tell = (state, received) => {
      bar.value = received;
      bar.hidden = false;
      bar.setAttribute("aria-label", file.name);
      note.textContent = { going: fill(words.going, received, file), paused: fill(words.paused, received, file),
        waiting: words.waiting, finished: words.finished }[state];
      toggle.hidden = state === "finished";
      toggle.textContent = state === "paused" ? words.resume : words.pause;
    };
    item.chunked = new ChunkedFile(file, { address: words.uploads, project: words.project, csrf: cadastre.csrf(), tell });
    item.file = file;
    toggle.addEventListener("click", () => {
      if (item.chunked.wanted) item.chunked.stop();
      else { item.chunked.goOn(); tell("going", item.chunked.received); }
    });
    item.append(" ", note, " ", toggle, bar);
    item.chunked.look().then((received) => {
      if (!received || sending) return;
      bar.hidden = false;
      bar.value = received;
      note.textContent = fill(words.here, received, file);
    }, () => {});
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
    if (!event.dataTransfer.files.length || sending) return;
    input.files = event.dataTransfer.files;
    show();
  });
  input.addEventListener("change", show);
  show();

  function busy(on) {
    sending = on;
    button.disabled = on;
    if (on) { button.dataset.said = button.dataset.said || button.innerHTML; button.textContent = words.busy; }
    else button.innerHTML = button.dataset.said;
  }

  form.addEventListener("submit", (event) => {
    const large = Array.from(list.children).filter((item) => item.chunked);
    busy(true);
    if (!large.length) return;
    event.preventDefault();
    sendAll(large).catch((error) => {
      busy(false);
      if (!(error instanceof Refused)) throw error;
      cadastre.tell(error.message);
    });
  });

  async function sendAll(large) {
    const ids = [];
    for (const item of large) ids.push(await item.chunked.send());
    const rest = new DataTransfer();
    for (const file of input.files) if (!inPieces(file)) rest.items.add(file);
    input.files = rest.files;
    input.required = false;
    for (const id of new Set(ids)) {
      if (form.querySelector(`input[name="uploads"][value="${id}"]`)) continue;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "uploads", value: id });
      form.append(field);
    }
    sending = false; /* leaving the page is now what is wanted */
    form.submit();
  }

  addEventListener("beforeunload", (event) => {
    if (sending && list.querySelector("progress:not([hidden])")) event.preventDefault();
  });
  /* Back from the next page: the browser may keep the disabled button of before. */
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
