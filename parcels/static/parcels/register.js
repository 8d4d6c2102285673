/* The register's map: what is chosen on it, or in a list beside it, opens as a card. */
(() => {
  "use strict";
  const register = document.getElementById("register");
  const card = document.getElementById("card");
  if (!register || !card) return;

  function open(address, key) {
    htmx.ajax("GET", address, "#card").then(() => {
      if (window.innerWidth < 960) card.scrollIntoView({ block: "start", behavior: "smooth" });
    });
    const here = new URL(register.dataset.here, location.href);
    here.searchParams.set("code", key.slice(0, 19));
    history.replaceState(null, "", here);
    const form = register.querySelector("form.as-of");
    const field = form.elements.code || Object.assign(document.createElement("input"), { type: "hidden", name: "code" });
    field.value = key.slice(0, 19);
    form.append(field);
  }

  register.addEventListener("cadastre:feature", (event) => {
    const { key, layer } = event.detail;
    const pattern = layer.role === "building" ? register.dataset.buildingCard
      : layer.role === "parcel" ? register.dataset.parcelCard : "";
    if (key && pattern) open(pattern.replace("CODE", encodeURIComponent(key)), key);
  });

  /* Each layer of the map paints on a canvas of its own, and only the topmost one gets the click:
     what it leaves is offered to the layers below, from the top down. */
  function chooseBelow(view, point) {
    const layers = view.layers.filter((one) => one.layer.bbox && one.layer.visible);
    layers.sort((one, other) => other.pane.style.zIndex - one.pane.style.zIndex);
    for (const one of layers) {
      const hit = one.group.getLayers().find((shape) => shape._map && shape._containsPoint?.(point));
      if (hit) return view.choose(String(hit.feature.id), hit.feature, one.layer);
    }
  }
  register.addEventListener("cadastre:map", ({ detail: { view } }) => {
    view.map.on("click", (event) => chooseBelow(view, event.layerPoint));
  });

  function openRow(event) {
    const row = event.target.closest("[data-card]");
    if (row && !event.target.closest("a, button")) open(row.dataset.card, row.dataset.featureKey);
  }
  register.addEventListener("click", openRow);
  register.addEventListener("keydown", (event) => { if (event.key === "Enter") openRow(event); });
})();
