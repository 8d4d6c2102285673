/* A place is pointed at on the map: ask what has been measured there. */
(() => {
  "use strict";
  document.addEventListener("cadastre:map", (event) => {
    const { map } = event.detail.view;
    const { ask } = document.querySelector("[data-ask]").dataset;
    map.on("click", ({ latlng }) => {
      window.location.assign(`${ask}?at=${latlng.lng.toFixed(6)},${latlng.lat.toFixed(6)}`);
    });
  });
})();
