/*
 * The page of an act on a building or a unit: rows come and go, and the server is asked what the act would do.
 * Without this script the form works too: "Show the effect" answers with the whole page and an empty row.
 */
(() => {
  "use strict";
  const form = document.getElementById("act-form");
  const element = document.getElementById("act-map");
  let timer = null;

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(() => window.htmx.trigger(form, "preview"), 250);
  }
  function addRow(rows) {
    const row = rows.lastElementChild.cloneNode(true);
    for (const field of row.querySelectorAll("input:not([type=hidden]):not([name=section]):not([name=storey_number])")) field.value = "";
    rows.append(row);
    row.querySelector("input:not([type=hidden])").focus();
  }
  function takeAway(row) {
    if (row.parentElement.rows.length > 1) row.remove();
    else for (const field of row.querySelectorAll("input:not([type=hidden])")) field.value = "";
    ask();
  }
  function show() {
    const source = document.getElementById("act-layers");
    const layers = source ? JSON.parse(source.dataset.layers) : {};
    element?.cadastreMap?.byId.get("after")?.show(layers.after || { type: "FeatureCollection", features: [] });
  }

  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-preview]")) ask();
  });
  form.addEventListener("click", (event) => {
    const more = event.target.closest(".row-add");
    if (more) addRow(document.getElementById(more.dataset.rowsOf));
    const gone = event.target.closest(".row-gone")?.closest("tr");
    if (gone) takeAway(gone);
    if (event.target.closest("#show")) {
      event.preventDefault();
      ask();
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "effect") show();
  });
  if (element?.cadastreMap) element.cadastreMap.ready.then(show);
  else element?.addEventListener("cadastre:map", (event) => event.detail.view.ready.then(show), { once: true });
})();
