/* The list of findings and the map in step: what is searched is shown on both, and each leads to the other. */
(() => {
  "use strict";
  const pane = document.getElementById("findings-pane");
  const map = document.getElementById("result-map");
  if (!pane || !map) return;
  const state = () => pane.querySelector("[data-found]").dataset;
  const rowOf = (key) => pane.querySelector(`[data-feature-key="${CSS.escape(key)}"]`);

  function reach(row) {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  /* Another page of the list, or another search: its address, and its signs on the map. */
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target !== pane) return;
    const { shown, layer, at } = state();
    history.replaceState(history.state, "", shown);
    const view = map.cadastreMap;
    if (at && rowOf(at)) {
      view?.select(at, { zoom: false });
      reach(rowOf(at));
    }
    const signs = view?.layers.find((one) => one.layer.role === "finding");
    if (!signs) return;
    signs.layer.url = layer;
    signs.load();
  });

  /* A sign was chosen on the map: its row is reached, on whichever page of the list it is. */
  map.addEventListener("cadastre:feature", (event) => {
    const { key, properties, layer } = event.detail;
    if (layer.role !== "finding") return;
    bootstrap.Tab.getOrCreateInstance(document.getElementById("findings-tab")).show();
    const row = rowOf(key);
    if (row) { reach(row); return; }
    const address = new URL(state().shown, location.href);
    address.searchParams.set("at", properties.position);
    htmx.ajax("GET", `${pane.dataset.foundAt}${address.search}`, { target: pane, swap: "innerHTML" });
  });
})();
