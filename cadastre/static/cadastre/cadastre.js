/* What every page can do: copy codes, keys as events, the list of keys. No page depends on it. */
(() => {
  "use strict";
  const cadastre = (window.cadastre = window.cadastre || {});
  const KEYS = { j: "next", k: "previous", a: "accept", r: "return", "[": "stage-previous", "]": "stage-next" };

  const isTyping = (target) =>
    target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

  async function copy(button) {
    const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    const text = source ? source.textContent.trim() : button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area); // the clipboard API is closed to plain http
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.classList.add("is-copied");
    setTimeout(() => button.classList.remove("is-copied"), 1500);
  }

  function showKeys() {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
  }

  /* j and k walk the rows of the list marked data-walk, unless a page handles the event itself. */
  function walk(step) {
    const list = document.querySelector("[data-walk]");
    if (!list) return;
    const rows = [...list.querySelectorAll("[data-feature-key], [data-row]")].filter((row) => row.offsetParent);
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.classList.contains("is-selected"));
    const row = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    rows.forEach((other) => other.classList.toggle("is-selected", other === row));
    if (!row.hasAttribute("tabindex")) row.tabIndex = 0;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (row.dataset.featureKey) {
      document.dispatchEvent(new CustomEvent("cadastre:select", { detail: { key: row.dataset.featureKey } }));
    }
  }

  /* a, r, [ and ] press the page's own button or link marked data-key-action="accept" and so on. */
  function press(action) {
    const control = [...document.querySelectorAll(`[data-key-action="${action}"]`)].find((one) => one.offsetParent);
    if (!control) return;
    control.focus();
    control.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open], .modal.show")) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "?") {
      showKeys();
    } else if (KEYS[event.key]) {
      const action = KEYS[event.key];
      const unhandled = document.dispatchEvent(
        new CustomEvent("cadastre:key", { detail: { action }, cancelable: true }),
      );
      if (!unhandled) return;
      if (action === "next" || action === "previous") walk(action === "next" ? 1 : -1);
      else press(action);
    }
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-copy], [data-copy-from], [data-keys-open], [data-back], [data-print]");
    if (!target) return;
    if (target.matches("[data-copy], [data-copy-from]")) copy(target);
    else if (target.matches("[data-keys-open]")) showKeys();
    else if (target.matches("[data-print]")) window.print();
    else history.back();
  });

  /* A refusal answers a partial update with 4xx: show it where the answer would have stood. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if (status >= 400 && status < 500) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  /* What the server could not answer at all is said at the top of the page. */
  cadastre.tell = (sentence) => {
    const place = document.getElementById("flash");
    const note = Object.assign(document.createElement("div"), { className: "flash flash-error", textContent: sentence });
    place.replaceChildren(note);
    place.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", (event) => {
    const { failed } = document.getElementById("flash").dataset;
    cadastre.tell(failed.replace("{status}", event.detail.xhr.status));
  });
  document.addEventListener("htmx:sendError", () => cadastre.tell(document.getElementById("flash").dataset.silent));

  cadastre.csrf = () => (document.querySelector("[name=csrfmiddlewaretoken]") || {}).value || "";
})();
