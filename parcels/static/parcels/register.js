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
    history.replaceState(null, "", `${register.dataset.here}?code=${encodeURIComponent(key.slice(0, 19))}`);
  }

  register.addEventListener("cadastre:feature", (event) => {
    const { key, layer } = event.detail;
    const pattern = layer.role === "building" ? register.dataset.buildingCard
      : layer.role === "parcel" ? register.dataset.parcelCard : "";
    if (key && pattern) open(pattern.replace("CODE", encodeURIComponent(key)), key);
  });

  function openRow(event) {
    const row = event.target.closest("[data-card]");
    if (row && !event.target.closest("a, button")) open(row.dataset.card, row.dataset.featureKey);
  }
  register.addEventListener("click", openRow);
  register.addEventListener("keydown", (event) => { if (event.key === "Enter") openRow(event); });
})();
